using System.CommandLine;
using Smtp.Host.Cli;
using Smtp.Tests;

namespace Smtp.Host.Tests.Replaying;

/// <summary>Runs <c>smtp replay …</c> in a folder of its own with transcripts in it, as a shell would.</summary>
internal sealed class Replays : IDisposable
{
    public const string Visit = """
        # A visit

        S: 220 localhost ESMTP
        C: HELO example.com
        S: 250 localhost Hello example.com, pleased to meet you

        C: QUIT
        S: 221 Bye
        S.

        """;

    /// <summary>The repository's golden files.</summary>
    public static string Snapshots { get; } = Repository.PathTo("snapshots");

    public string Folder { get; } = Directory.CreateTempSubdirectory("smtp-replay-").FullName;

    public string File(string name, string text = Visit)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllText(path, text.ReplaceLineEndings("\n"));
        return path;
    }

    /// <summary>The folder's name is left out of what is said.</summary>
    public async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var root = new RootCommand("smtp") { ReplayCommand.Create() };
        var exit = await root.Parse(["replay", .. arguments]).InvokeAsync(
            new InvocationConfiguration { Output = output, Error = error });
        return (exit, Short(output), Short(error));
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private string Short(StringWriter text) =>
        text.ToString().ReplaceLineEndings("\n").Replace(Folder + "/", "", StringComparison.Ordinal);
}
