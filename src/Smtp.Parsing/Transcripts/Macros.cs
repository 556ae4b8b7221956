using System.Globalization;

namespace Smtp.Parsing.Transcripts;

/// <summary>What may stand in a line of output for text that is not known before.</summary>
internal static class Macros
{
    /// <summary>Stands for any text, none too.</summary>
    public const string Anything = "{*}";

    /// <summary>Whether the line has any.</summary>
    public static bool Any(string line) =>
        line.Contains("{id:", StringComparison.Ordinal) || line.Contains(Anything, StringComparison.Ordinal);

    /// <summary>The line with the ids of the messages accepted so far in place of <c>{id:N}</c>.</summary>
    public static string WithIds(string line, IReadOnlyList<string> ids)
    {
        for (var i = 0; i < ids.Count; i++)
            line = line.Replace(string.Create(CultureInfo.InvariantCulture, $"{{id:{i + 1}}}"), ids[i], StringComparison.Ordinal);
        return line;
    }

    /// <summary>Whether a line is what a pattern says, each <c>{*}</c> of it being any text up to where the rest fits.</summary>
    public static bool Matches(string pattern, string line)
    {
        var parts = pattern.Split(Anything);
        if (parts is [var whole]) return whole == line;
        if (!line.StartsWith(parts[0], StringComparison.Ordinal)) return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = line.IndexOf(part, at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + part.Length;
        }
        return line.Length - at >= parts[^1].Length && line.EndsWith(parts[^1], StringComparison.Ordinal);
    }
}
