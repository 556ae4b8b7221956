namespace Smtp.Samples.Tests;

/// <summary>Where the repository is on this machine.</summary>
internal static class Repository
{
    private static readonly string Root = Find(AppContext.BaseDirectory);

    public static string PathTo(params string[] parts) => Path.Combine([Root, .. parts]);

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Smtp.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory)
                ?? throw new InvalidOperationException("The tests do not run within the repository."));
}
