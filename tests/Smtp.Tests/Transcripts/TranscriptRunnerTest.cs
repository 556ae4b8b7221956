using CsCheck;

namespace Smtp.Tests.Transcripts;

public sealed class TranscriptRunnerTest
{
    [Fact]
    public void Lines_one_after_the_other_are_one_write_and_a_blank_line_ends_it() => Assert.Equal(
        """
        # two writes

        S: 220 localhost ESMTP
        C: HELO a.example
        S: 250 localhost Hello a.example, pleased to meet you

        C: NOOP
        C: QUIT
        S: 250 Ok
        S: 221 Bye
        S.

        """,
        Script.Play("# two writes\n\nC: HELO a.example\n\nC: NOOP\nC: QUIT\n"));

    [Fact]
    public void Prose_between_replies_stays_where_it_is()
    {
        const string text = """
            # EHLO, explained
            given without SMTPUTF8 ENHANCEDSTATUSCODES CHUNKING BINARYMIME DSN LIMITS SIZE
            S: 220 localhost ESMTP
            C: EHLO a.example
            # First a greeting.
            S: 250-localhost Hello a.example, pleased to meet you
            # Then what is on offer.
            S: 250-PIPELINING
            S: 250-8BITMIME
            S: 250 HELP
            # That was all.

            """;
        Assert.Equal(text, Script.Play(text));
        Assert.Equal(text, Script.Play(text.Replace("8BITMIME\n", "OTHER\n", StringComparison.Ordinal)));
        Assert.Equal(text, Script.Play(text.Replace("HELP\n", "HELP\nS: 250 MORE\nS.\n", StringComparison.Ordinal)));
    }

    [Fact]
    public void Writes_stay_apart_when_the_output_between_them_is_gone() => Assert.Equal(
        "# x\n\nS: 220 localhost ESMTP\nC\" NO\"\n\nC\" OP\\r\\n\"\nS: 250 2.0.0 Ok\n",
        Script.Play("# x\n\nS: 220 localhost ESMTP\nC\" NO\"\nS: what\nC\" OP\\r\\n\"\nS: 250 2.0.0 Ok\n"));

    [Fact]
    public void Plaintext_behind_STARTTLS_ends_the_session_and_is_never_run() => Assert.Equal(
        ["S: 220 2.0.0 Ready to start TLS", "S."],
        Script.Outputs("given tls starttls\n\nC: EHLO a.example\n\nC: STARTTLS\nC: MAIL FROM:<mallory@example.com>"));

    [Fact]
    public void Plaintext_in_place_of_a_handshake_ends_the_session() => Assert.Equal(
        ["S: 220 2.0.0 Ready to start TLS", "S."],
        Script.Outputs("given tls starttls\n\nC: EHLO a.example\n\nC: STARTTLS\n\nC: EHLO a.example"));

    [Fact]
    public void Implicit_TLS_comes_before_the_greeting() => Assert.Equal(
        "# x\ngiven tls implicit\n\n~ tls 1.3\nS: 220 localhost ESMTP\n",
        Script.Play("# x\ngiven tls implicit\n\n~ tls 1.3\n"));

    [Fact]
    public void The_connection_itself_can_be_refused() => Assert.Equal(
        ["? connection from 192.0.2.7", "S: 554 5.7.0 Too many connections from your address", "S."],
        Script.Outputs("== x [192.0.2.7]\n! refused too-many-from-address"));

    [Fact]
    public void A_client_that_ends_its_side_still_gets_its_answers() => Assert.Equal(
        ["S: 250 2.0.0 Ok", "S."],
        Script.Outputs("C: NOOP\n\nC.").Where(line => line is "S: 250 2.0.0 Ok" or "S."));

    [Fact]
    public void A_client_that_resets_gets_nothing() => Assert.Equal(
        ["? sender <a@a.example>"],
        Script.Outputs("C: EHLO a.example\nC: MAIL FROM:<a@a.example>\n\n! no answer\n\nC!"));

    [Fact]
    public void Secrets_are_never_shown() => Assert.Equal(
        ["? login alice password ********", "S: 235 2.7.0 Authentication successful"],
        Script.Outputs("""
            given auth plain
            given auth without tls on loopback
            given client 127.0.0.1

            C: EHLO a.example

            C: AUTH PLAIN {b64:\0alice\0wonderland}
            ! granted
            """));

    [Fact]
    public void Without_a_user_no_password_is_right() => Assert.Equal(
        ["S: 535 5.7.8 Authentication credentials invalid"],
        Script.Outputs("""
            given auth plain
            given auth without tls on loopback
            given client 127.0.0.1

            C: EHLO a.example

            C: AUTH PLAIN {b64:\0alice\0wonderland}
            """));

    [Fact]
    public void LMTP_answers_for_each_recipient_and_shows_what_became_durable() => Assert.Equal(
        [
            "? accept 2 octets from <a@a.example> to <b@b.example>, <c@b.example>, <d@b.example>",
            "=> 7: 2 octets from <a@a.example> to <b@b.example>, <d@b.example>",
            "S: 250 2.0.0 <b@b.example> Ok: queued as 7",
            "S: 452 4.2.2 Mailbox full",
            "S: 250 2.0.0 <d@b.example> Ok: queued as 7",
        ],
        Script.Outputs("""
            given role lmtp

            S: 220 localhost LMTP
            C: LHLO a.example

            C: MAIL FROM:<a@a.example>
            C: RCPT TO:<b@b.example>
            C: RCPT TO:<c@b.example>
            C: RCPT TO:<d@b.example>
            C: DATA

            C:
            C: .
            ! each accepted 7, deferred mailbox-full, accepted 7
            """).SkipWhile(line => !line.StartsWith('?')));

    [Theory]
    [InlineData("C: QUIT\n\nC: NOOP", "!! the session is over")]
    [InlineData("C: QUIT\n\nC.", "!! the session is over")]
    [InlineData("C: NOOP\n\n! granted", "!! nothing was asked")]
    [InlineData("C: NOOP\n\n! no answer", "!! nothing was asked")]
    [InlineData("C: NOOP\n\n~ tls 1.3", "!! no TLS handshake is due")]
    [InlineData("C: NOOP {id:1}", "!! only 0 messages were accepted, there is no {id:1}")]
    public void A_script_that_asks_for_what_cannot_be_is_told_so(string script, string complaint) =>
        Assert.Contains(complaint, Script.Outputs(script));

    [Fact]
    public void Meanwhile_time_passes_for_the_others_too() => Assert.Equal(
        ["S: 421 4.4.2 Timeout, closing connection", "S."],
        Script.Outputs("== a\n\n== b\n\n+3m\n\n== a\n\n+2m"));

    [Fact]
    public void A_hundred_mebibytes_are_never_held_at_once()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(["S: 500 5.5.2 Line too long"], Script.Outputs("C* 100MiB \"x\"\nC:"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
    }

    [Fact]
    public void Run_again_it_comes_out_the_same() =>
        Script.OneOf(
                "", "# prose", "C: EHLO a.example", "C: MAIL FROM:<a@a.example>", "C: RCPT TO:<b@b.example>", "C: DATA", "C: .",
                "C: QUIT", "C: BDAT 5 LAST", "C= 5 octets", "C= 4 octets unfinished", "C= 9 octets refused too-big",
                "S: 250 {*}", "C\" \\0\\n\"", "C* 20 times \"NOOP\\r\\n\"", "C: STARTTLS", "~ tls 1.3",
                "~ tls fails", "! granted", "! refused", "! accepted 5",
                "! no answer", "! stopping", "+5m", "C.", "C!", "== a", "== b", "S: 250 Ok", "S.", "? room", "=> x")
            .Array[0, 30]
            .Sample(lines =>
            {
                var once = Script.Play("# Anything\n" + string.Concat(lines.Select(line => line + "\n")));
                Assert.Equal(once, Script.Play(once));
            });
}
