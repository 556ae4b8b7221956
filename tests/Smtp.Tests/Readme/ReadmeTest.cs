using System.Text.RegularExpressions;

namespace Smtp.Tests.Readme;

/// <summary>What the README claims is so.</summary>
public sealed partial class ReadmeTest
{
    private static string Readme => File.ReadAllText(Repository.PathTo("README.md"));

    [Fact]
    public void The_embedding_example_holds_the_classroom_dialog()
    {
        using var client = new StringReader("""
            HELO example.com
            MAIL FROM:<alice@example.com>
            RCPT TO:<bob@example.org>
            DATA
            Subject: Hello

            Hello Bob
            .
            QUIT
            """);
        using var server = new StringWriter { NewLine = "\n" };

        Embedding.Converse(client, server);

        Assert.Equal("""
            220 localhost ESMTP
            250 localhost Hello example.com, pleased to meet you
            250 Ok
            250 Ok
            354 Enter message, ending with "." on a line by itself
            250 Ok: queued as 12345
            221 Bye

            """.ReplaceLineEndings("\n"), server.ToString());
    }

    [Fact]
    public void The_README_shows_the_example_that_is_run()
    {
        var source = File.ReadAllText(Repository.PathTo("tests", "Smtp.Tests", "Readme", "Embedding.cs"));
        var start = source.IndexOf("// <sample>\n", StringComparison.Ordinal) + "// <sample>\n".Length;
        var sample = source[start..source.IndexOf("    // </sample>", StringComparison.Ordinal)];
        var shown = string.Join('\n', sample.Split('\n').Select(line => line.StartsWith("    ", StringComparison.Ordinal) ? line[4..] : line));
        Assert.Contains(shown.TrimEnd(), Readme, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_folder_of_snapshots_is_in_the_table_of_RFCs_and_every_link_leads_somewhere()
    {
        var readme = Readme;
        foreach (var folder in Directory.GetDirectories(Repository.PathTo("snapshots")))
            Assert.Contains($"](snapshots/{Path.GetFileName(folder)}/)", readme, StringComparison.Ordinal);
        foreach (Match link in LocalLink().Matches(readme))
            Assert.True(Path.Exists(Repository.PathTo(link.Groups[1].Value)), link.Value);
    }

    [GeneratedRegex(@"\]\((?!https?:)([^)#]+)[^)]*\)")]
    private static partial Regex LocalLink();
}
