using Smtp.Parsing.Transcripts;

namespace Smtp.Tests.Transcripts;

/// <summary>What differs, for people.</summary>
public sealed class TranscriptDiffTest
{
    [Fact]
    public void Nothing_differs_from_itself() =>
        Assert.True(TranscriptDiff.Between(Script.Read("# x\nC: NOOP\n"), Script.Read("# x\nC: NOOP\n"), "x").IsNone);

    [Fact]
    public void Differences_far_from_each_other_have_a_heading_each() => Assert.Equal(
        """
        a.smtp:2
           1  # x
        -  2  S: 1
        +     S: one
           3  # a
           4  # b
           5  # c
        a.smtp:12
           9  # g
          10  # h
          11  # i
        - 12  S: 2

        """.ReplaceLineEndings("\n"),
        Between(
            "S: 1\n# a\n# b\n# c\n# d\n# e\n# f\n# g\n# h\n# i\nS: 2\n",
            "S: one\n# a\n# b\n# c\n# d\n# e\n# f\n# g\n# h\n# i\n"));

    [Fact]
    public void Files_of_thousands_of_lines_are_compared_in_no_time()
    {
        var (one, other) = (string.Concat(Enumerable.Repeat("S: 1\n", 5000)), string.Concat(Enumerable.Repeat("S: 2\n", 5000)));
        Assert.StartsWith("a.smtp:2\n     1  # x\n-    2  S: 1\n", Between(one, other), StringComparison.Ordinal);
    }

    private static string Between(string expected, string received) =>
        TranscriptDiff.Between(Script.Read("# x\n" + expected), Script.Read("# x\n" + received), "a.smtp").IfNone("");
}
