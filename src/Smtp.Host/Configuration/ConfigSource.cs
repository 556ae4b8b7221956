using System.Collections;
using System.Text.Json;

namespace Smtp.Host.Configuration;

/// <summary>One source of configuration: paths, as .NET joins them, with their values.</summary>
/// <param name="Values">The values; null where the source names a path without a value.</param>
/// <param name="Describe">Says where the value at a path came from.</param>
public sealed record ConfigSource(IReadOnlyDictionary<string, string?> Values, Func<string, string> Describe)
{
    /// <summary>What the names of environment variables begin with.</summary>
    public const string Prefix = "SMTP_";

    /// <summary>Options of the command line, by path.</summary>
    public static ConfigSource CommandLine(IReadOnlyDictionary<string, string?> options) => new(options, _ => "command line");

    /// <summary>The variables that begin with <c>SMTP_</c>, in any case; two underscores stand between the parts
    /// of a key.</summary>
    public static ConfigSource Environment(IReadOnlyDictionary<string, string?> variables)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) continue;
            var path = name[Prefix.Length..].Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
            values[path] = value;
            names[path] = name;
        }
        return new(values, path => names.TryGetValue(path, out var name) ? $"environment {name}" : "environment");
    }

    /// <summary>The variables of this process.</summary>
    public static IReadOnlyDictionary<string, string?> ProcessEnvironment() =>
        System.Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value);

    /// <summary>A JSON file; comments and commas at the end of lists are fine.</summary>
    /// <param name="path">Where the file is.</param>
    /// <param name="name">How it was named.</param>
    /// <exception cref="ConfigurationException">The file cannot be read, or is no JSON object.</exception>
    public static ConfigSource File(string path, string name)
    {
        try
        {
            using var file = System.IO.File.OpenRead(path);
            var json = new ConfigurationBuilder().AddJsonStream(file).Build();
            var values = json.AsEnumerable().ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
            return new(values, _ => name);
        }
        catch (JsonException bad)
        {
            throw new ConfigurationException($"{name}, line {bad.LineNumber + 1}: this is not JSON: {FirstSentence(bad)}");
        }
        catch (FormatException bad)
        {
            throw new ConfigurationException($"{name}: {bad.Message}");
        }
        catch (Exception bad) when (bad is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{name}: cannot be read: {bad.Message}");
        }
    }

    /// <summary>Whether the source says anything at the path or below it.</summary>
    public bool Speaks(string path) => Values.Any(pair => pair.Value is not null && IsAtOrBelow(pair.Key, path));

    /// <summary>What the source says, without the given paths and all below them.</summary>
    public IReadOnlyDictionary<string, string?> Without(IReadOnlyCollection<string> paths) => Values
        .Where(pair => pair.Value is not null && !paths.Any(path => IsAtOrBelow(pair.Key, path)))
        .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);

    private static bool IsAtOrBelow(string path, string top) =>
        path.Equals(top, StringComparison.OrdinalIgnoreCase) || path.StartsWith(top + ":", StringComparison.OrdinalIgnoreCase);

    // The rest of the sentence counts lines from 0, which nobody who looks for the place would guess.
    private static string FirstSentence(JsonException bad)
    {
        var end = bad.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? bad.Message : bad.Message[..end];
    }
}
