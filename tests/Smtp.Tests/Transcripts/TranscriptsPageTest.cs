using Smtp.Parsing.Transcripts;

namespace Smtp.Tests.Transcripts;

/// <summary>docs/transcripts.md shows nothing that does not happen.</summary>
public sealed class TranscriptsPageTest
{
    private static readonly string Page = File.ReadAllText(Repository.PathTo("docs", "transcripts.md"));

    public static TheoryData<string> Examples => [.. Blocks("smtp")];

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_happens_as_it_is_written(string example) =>
        Assert.Equal(example, Script.Play(example));

    [Fact]
    public void The_draft_becomes_the_first_example() => Assert.Equal(Blocks("smtp")[0], Script.Play(Blocks("text")[0]));

    [Fact]
    public void Every_reason_is_on_the_page()
    {
        var flaw = TranscriptReader.Read("# x\n! refused because\n").LeftToArray()[0];
        foreach (var reason in flaw.Message.Split("reasons are ")[1].Split(", "))
            Assert.Contains(reason, Page, StringComparison.Ordinal);
    }

    private static List<string> Blocks(string language)
    {
        var blocks = new List<string>();
        var parts = Page.Split($"\n```{language}\n");
        foreach (var part in parts[1..]) blocks.Add(part[..(part.IndexOf("\n```", StringComparison.Ordinal) + 1)]);
        return blocks;
    }
}
