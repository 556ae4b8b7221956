using System.Text;
using CsCheck;
using Smtp.Parsing.Transcripts;

namespace Smtp.Tests.Transcripts;

/// <summary>The client's side of a transcript, and what a server of another name says to it.</summary>
public sealed class LiveTellingTest
{
    [Theory]
    [InlineData("given auth plain", "needs 'given auth plain'")]
    [InlineData("given user bob password secret", "needs 'given user bob'")]
    [InlineData("given tls implicit", "needs 'given tls implicit' (--tls)")]
    [InlineData("given tls required\ngiven storage full", "needs 'given tls required', 'given storage full'")]
    [InlineData("C: NOOP\n\n! stopping", "needs '! stopping'")]
    [InlineData("C: NOOP\n+2s", "needs '+2s' to pass")]
    [InlineData("C= 7 octets refused too-big", "needs the octets of 'C= 7 octets refused too-big'")]
    [InlineData("C: NOOP", "has no replies yet")]
    [InlineData(
        "C: NOOP\nS: 554 5.5.1 Wait for the greeting",
        "needs a client that talks before the greeting, and what comes of that is a matter of haste")]
    public void What_another_server_is_needed_for_is_said(string script, string reason) =>
        Assert.Equal(reason, LiveScript.Of(Script.Read($"# x\n{script}\n"), new LiveServer()).LeftToArray()[0]);

    [Theory]
    [InlineData(false, "given tls implicit", "needs 'given tls implicit' (--tls)")]
    [InlineData(true, "given tls starttls", "needs 'given tls starttls' (not --tls)")]
    [InlineData(true, "given auth plain", "needs 'given auth plain' without TLS (not --tls)")]
    [InlineData(false, "given user a password b\ngiven scram a salt AA== iterations 4096 nonce x", "needs 'given scram a'")]
    [InlineData(false, "given auth plain\ngiven auth without tls on loopback", "needs a client from 192.0.2.1")]
    [InlineData(
        false, "given auth plain\ngiven auth without tls on loopback\n\n== a [192.0.2.9]\n== b [127.0.0.1]", "needs a client from 192.0.2.9")]
    [InlineData(false, "C: NOOP\n\n! granted\n+2s", "needs '! granted', '+2s' to pass")]
    public void Of_a_server_that_is_set_up_as_given_little_more_is_needed(bool tls, string script, string reason) => Assert.Equal(
        reason, LiveScript.Of(Script.Read($"# x\n{script}\n"), new LiveServer { Tls = tls, AsGiven = true }).LeftToArray()[0]);

    [Theory]
    [InlineData(false, "given role lmtp\ngiven storage full\ngiven limit errors 1\ngiven without DSN\ngiven early talkers welcome")]
    [InlineData(true, "given tls implicit\ngiven auth plain\ngiven user a password b")]
    [InlineData(false, "given auth plain\ngiven auth without tls on loopback\ngiven client 127.0.0.1")]
    public void What_is_given_is_taken_for_true(bool tls, string given) => Assert.True(
        LiveScript.Of(Script.Read($"# x\n{given}\nS: 220 x\nC: NOOP\n"), new LiveServer { Tls = tls, AsGiven = true }).IsRight);

    [Fact]
    public void Whoever_directs_the_server_needs_nothing_else()
    {
        const string text = "# x\nS: 220 x\nC: NOOP\n? connection from 192.0.2.1\n! granted\nS: 250 x\n+5m\n! stopping\n";
        var script = LiveScript.Of(Script.Read(text), new LiveServer { Directed = true }).RightToArray()[0];
        Assert.Equal(
            [typeof(LiveAct.Connect), typeof(LiveAct.Send), typeof(LiveAct.Answer), typeof(LiveAct.Wait), typeof(LiveAct.Stop)],
            script.Steps.Map(step => step.Act.GetType()).ToArray());
        Assert.Equal([false, true, false, false, false], script.Steps.Map(step => step.Asks).ToArray());
    }

    [Theory]
    [InlineData("given host mx.example.org\ngiven client 192.0.2.9\ngiven ids from 7\ngiven content shown")]
    [InlineData("given tls starttls")]
    [InlineData("given early talkers refused\ngiven bare line endings refuse\ngiven role mx")]
    public void What_any_server_has_is_not_needed(string given) =>
        Assert.True(LiveScript.Of(Script.Read($"# x\n{given}\nS: 220 x\nC: NOOP\n+1s\n"), new LiveServer()).IsRight);

    [Theory]
    [InlineData("S: 220 localhost ESMTP", "220 mx.example.net ESMTP", true)]
    [InlineData("S: 220 localhost ESMTP", "220 mx.example.net", false)]
    [InlineData("S: 220 localhost ESMTP", "221 localhost ESMTP", false)]
    [InlineData("S: 220 localhost ESMTP", "220 mx example ESMTP", false)]
    [InlineData("S: 220 {*}", "220 whatever you like", true)]
    [InlineData("S: 250 Ok: queued as 12345", "250 Ok: queued as 18F-1", true)]
    [InlineData("S: 250 Ok: queued as {id:1}", "250 Ok: queued as 18F-1", true)]
    [InlineData("S: 250 Ok: queued as {id:1}", "250 Okay: queued as 18F-1", false)]
    [InlineData("S: 250 localhost Hello a", "250 mx Hello a", true)]
    [InlineData("S: 550 localhost Hello a", "550 mx Hello a", false)]
    public void A_server_has_its_own_names(string expected, string says, bool same) =>
        Assert.Equal(same ? expected : "S: " + says, Told($"{expected}\nC: NOOP\n", says)[0]);

    [Fact]
    public void What_is_offered_has_no_order_and_TLS_is_no_difference_where_nothing_is_given_of_it()
    {
        const string expected = "S: 250-localhost Hello a\nS: 250-SIZE 10\nS: 250-DSN\nS: 250 HELP\n";
        Assert.Equal(
            expected.Split('\n')[..^1],
            Told(expected + "C: NOOP\n", "250-mx Hello a\r\n250-STARTTLS\r\n250-HELP\r\n250-DSN\r\n250 SIZE 10"));
        Assert.Equal(
            ["S: 250-localhost Hello a", "S: 250-SIZE 10", "S: 250 HELP", "S: 250-TURN"],
            Told(expected + "C: NOOP\n", "250-mx Hello a\r\n250-TURN\r\n250-SIZE 10\r\n250 HELP"));
        Assert.Contains(
            "S: 250 STARTTLS",
            Told("given tls starttls\n" + expected + "C: NOOP\n", "250-mx Hello a\r\n250-SIZE 10\r\n250-DSN\r\n250-HELP\r\n250 STARTTLS"));
    }

    [Fact]
    public void What_cannot_be_seen_stays_and_what_is_too_much_is_told() => Assert.Equal(
        ["=> 1: 2 octets", "S: 250 localhost Ok", "S: 250 more", "S."],
        Told("=> 1: 2 octets\nS: 250 localhost Ok\nC: NOOP\n", "250 mx Ok\r\n250 more", closed: true));

    [Fact]
    public void Folded_content_is_sent_as_text_of_its_size() =>
        Gen.Long[0, 100_000].Sample(size =>
        {
            var text = $"# x\nS: 220 x\nC: BDAT {size}\nC= {size} octets\nC: DATA\n\nC= {size} octets\n";
            var script = LiveScript.Of(Script.Read(text), new LiveServer()).RightToArray()[0];
            var telling = new LiveTelling(script);
            var sent = script.Steps
                .Map(step => string.Concat(telling.Octets(step).Select(block => Encoding.ASCII.GetString(block.Span))))
                .ToArray();
            var chunk = sent[1][(sent[1].IndexOf('\n', StringComparison.Ordinal) + 1)..^"DATA\r\n".Length];
            Assert.Equal(size, chunk.Length);
            Assert.EndsWith(".\r\n", sent[2], StringComparison.Ordinal);
            var lines = sent[2].Split("\r\n")[..^2];
            Assert.All(lines, line => Assert.InRange(line.Length, 0, 78));
            if (size != 1) Assert.Equal(size, lines.Sum(line => line.Length + 2));
            Assert.DoesNotContain(lines, line => line.StartsWith('.'));
        });

    /// <summary>What becomes of the output of a transcript's beginning when the server says something else.</summary>
    private static string[] Told(string text, string says, bool closed = false)
    {
        var script = LiveScript.Of(Script.Read("# x\n" + text), new LiveServer()).RightToArray()[0];
        var telling = new LiveTelling(script);
        telling.Hear(script.Steps[0], Encoding.ASCII.GetBytes(says + "\r\n"), closed);
        return [.. telling.Told().Lines.Filter(line => line is TranscriptLine.Output).Map(line => line.Source)];
    }
}
