namespace Smtp.Host.Configuration;

/// <summary>Collects what is wrong, one line each, with the source that said it.</summary>
/// <param name="from">Where the value at a path came from; null where nothing was given.</param>
public sealed class Problems(Func<string, string?> from)
{
    private readonly List<string> _lines = [];

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>A value that is not allowed.</summary>
    public void NotAllowed(string name, string value, string allowed, string path, bool secret = false) =>
        Wrong(name, $"'{(secret ? ConfigValue.Mask : Printable(value))}' is not allowed; give {allowed}", path);

    /// <summary>Anything else that is wrong with the key at a path.</summary>
    public void Wrong(string name, string what, string path) => Add($"{name}: {what}", from(path));

    /// <summary>A whole line, and where it came from.</summary>
    public void Add(string line, string? source = null) => _lines.Add(source is null ? line : $"{line} (from {source})");

    // A problem stays one line, whatever the value holds.
    private static string Printable(string value) =>
        string.Concat(value.Select(character => char.IsControl(character) ? '\uFFFD' : character));
}
