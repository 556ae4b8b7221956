using CsCheck;
using Smtp.Parsing.Transcripts;

namespace Smtp.Tests.Transcripts;

/// <summary><c>C= 1234 octets</c> stands for content that nobody has.</summary>
public sealed class FoldedContentTest
{
    private const string Addressed = "C: EHLO a.example\nC: MAIL FROM:<a@a.example>\nC: RCPT TO:<b@b.example>\n";

    [Fact]
    public void It_has_its_size_its_digest_and_its_end()
    {
        var digest = new string('a', 64);
        Assert.Equal(
            new Piece.Folded(12, digest, new FoldedEnd.Unfinished()),
            ((TranscriptLine.Sends)Script.Read($"# x\nC= 12 octets sha256:{digest} unfinished\n").Lines[1]).Pieces[0]);
    }

    [Fact]
    public void The_content_of_a_message_is_as_large_as_it_says() => Assert.Equal(
        ["=> 1: 1234567890123 octets from <a@a.example> to <b@b.example>", "S: 250 2.0.0 Ok: queued as 1",
            "S: 221 2.0.0 Bye", "S."],
        Behind("C: DATA\n\nC= 1234567890123 octets\nC: QUIT", "given limit messageSize 0\n"));

    [Fact]
    public void Content_above_the_limit_is_refused() => Assert.Equal(
        ["S: 552 5.3.4 Message size exceeds fixed limit"], Behind("C: DATA\n\nC= 1001 octets", "given limit messageSize 1000\n"));

    [Theory]
    [InlineData("too-big", "S: 552 5.3.4 Message size exceeds fixed limit")]
    [InlineData("bare-line-ending", "S: 550 5.6.11 Content holds a CR or LF that is not part of CRLF")]
    [InlineData("line-too-long", "S: 550 5.6.0 Content holds a line that is too long")]
    [InlineData("no-storage", "S: 452 4.3.1 Insufficient system storage")]
    public void Content_that_was_refused_is_refused_again(string reason, string reply)
    {
        Assert.Equal([reply], Behind($"C: DATA\n\nC= 7 octets refused {reason}"));
        Assert.Equal([reply], Behind($"C: BDAT 7\n\nC= 7 octets refused {reason}"));
        Assert.Equal([reply], Behind($"C: BDAT 7 LAST\n\nC= 7 octets refused {reason}"));
    }

    [Fact]
    public void Chunks_may_be_folded_or_not() => Assert.Equal(
        ["=> 1: 10 octets from <a@a.example> to <b@b.example>", "S: 250 2.0.0 3 octets received",
            "S: 250 2.0.0 5 octets received",
            "S: 250 2.0.0 Ok: queued as 1"],
        Behind("\nC: BDAT 3\nC= 3 octets\nC: BDAT 5\nC\" 12345\"\nC: BDAT 2 LAST\nC= 2 octets"));

    [Fact]
    public void A_chunk_that_is_not_wanted_is_skipped_all_the_same() => Assert.Equal(
        ["S: 503 5.5.1 Send MAIL first", "S: 250 2.0.0 Ok"],
        Script.Outputs("C: EHLO a.example\n\nC: BDAT 3\nC= 3 octets\nC: NOOP")[^2..]);

    [Fact]
    public void An_empty_last_chunk_may_be_folded_or_say_nothing()
    {
        Assert.Equal("S: 250 2.0.0 Ok: queued as 1", Behind("C: BDAT 0 LAST")[^1]);
        Assert.Equal("S: 250 2.0.0 Ok: queued as 1", Behind("C: BDAT 0 LAST\nC= 0 octets")[^1]);
    }

    [Theory]
    [InlineData("C: DATA\n\nC= 5 octets unfinished\nC!")]
    [InlineData("C: BDAT 9\n\nC= 5 octets unfinished\nC!")]
    public void Content_that_was_cut_off_is_never_answered(string script) => Assert.Empty(Behind(script));

    [Theory]
    [InlineData("C: DATA\n\nC= 5 octets unfinished\n+5m")]
    [InlineData("C: BDAT 9 LAST\n\nC= 5 octets unfinished\n+5m")]
    public void A_client_that_fell_silent_in_content_is_told(string script) =>
        Assert.Equal(["S: 421 4.4.2 Timeout, closing connection", "S."], Behind(script));

    [Theory]
    [InlineData("C= 5 octets", "content is not wanted here")]
    [InlineData("C: DATA\n\nC: Subject: x\nC= 5 octets", "content that has begun cannot be folded")]
    [InlineData("C: DATA\n\nC= 5 octets unfinished\n\nC= 5 octets", "content that has begun cannot be folded")]
    [InlineData("C: DATA\n\nC= 5 octets\nC= 5 octets", "content is not wanted here")]
    [InlineData("C: BDAT 9\n\nC= 5 octets", "the chunk has 9 octets still to come, not 5")]
    [InlineData("C: BDAT 9\n\nC= 9 octets unfinished", "the chunk has 9 octets still to come, not 9 or more")]
    [InlineData("C\" NOO\"\nC= 5 octets", "content is not wanted here")]
    public void Where_it_cannot_be_there_is_a_complaint(string script, string complaint) =>
        Assert.Contains("!! " + complaint, Behind(script));

    [Fact]
    public void However_the_octets_around_it_are_split_the_outcome_is_the_same()
    {
        var script = Script.Read("# x\n\n" + Addressed + "C: BDAT 3\nC= 3 octets\nC: BDAT 0 LAST\nC: MAIL FROM:<a@a.example>\n"
            + "C: RCPT TO:<b@b.example>\nC: DATA\nC= 3 octets\nC: QUIT\n");
        var whole = TranscriptWriter.Write(TranscriptRunner.Run(script));
        Assert.Contains("queued as 2", whole, StringComparison.Ordinal);
        Assert.DoesNotContain("!!", whole, StringComparison.Ordinal);
        Gen.Int[1, 40].Sample(size => Assert.Equal(whole, TranscriptWriter.Write(TranscriptRunner.Run(script, () => size))));
    }

    [Theory]
    [InlineData("S: 220 {*}")]
    [InlineData("S: 220 {*} ESMTP")]
    [InlineData("S: {*}localhost{*}ESMTP")]
    [InlineData("S: 220 localhost ESMTP{*}")]
    public void Any_text_is_kept_where_it_fits(string greeting) =>
        Assert.Equal($"# x\n{greeting}\nC: NOOP\nS: 250 {{*}}\n", Script.Play($"# x\n{greeting}\nC: NOOP\nS: 250 {{*}}\n"));

    [Theory]
    [InlineData("S: 221 {*}")]
    [InlineData("S: 220 {*} ESMTP{*}P")]
    [InlineData("S: 220 {*}ESMTP{*}localhost")]
    public void And_is_replaced_where_it_does_not(string greeting) =>
        Assert.Equal(
            "# x\nS: 220 localhost ESMTP\nC: NOOP\nS: 250 2.0.0 Ok\n", Script.Play($"# x\n{greeting}\nC: NOOP\n"));

    /// <summary>What comes of a script behind MAIL and RCPT, which are part of its first write.</summary>
    private static string[] Behind(string script, string given = "") =>
        [.. Script.Outputs(given + "\n" + Addressed + script)
            .Where(line => line is not ("S: 250 2.1.0 Ok" or "S: 250 2.1.5 Ok"))
            .Where(line => !line.StartsWith("S: 354", StringComparison.Ordinal))];
}
