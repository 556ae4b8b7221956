namespace Smtp.Tests;

/// <summary>Where the repository is on this machine.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A source file's path on this machine; a deterministic build names its sources from <c>/_/</c> on.</summary>
    public static string Local(string sourceFile) =>
        sourceFile.StartsWith("/_/", StringComparison.Ordinal) ? Path.Combine(Root, sourceFile[3..]) : sourceFile;

    /// <summary>Every transcript under <c>snapshots/</c>, named from there on.</summary>
    public static IEnumerable<string> Transcripts() =>
        Directory.EnumerateFiles(PathTo("snapshots"), "*.smtp", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".received.smtp", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(PathTo("snapshots"), path).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Smtp.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException("The tests do not run within the repository."));
}
