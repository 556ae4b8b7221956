namespace Smtp.Host.Tests.Replaying;

/// <summary><c>smtp replay</c> in process.</summary>
public sealed class ReplayCommandTest : IDisposable
{
    private readonly Replays _replays = new();

    public void Dispose() => _replays.Dispose();

    [Fact]
    public async Task A_folder_passes_file_by_file()
    {
        _replays.File("b.smtp");
        _replays.File("deep/below/a.smtp");
        _replays.File("b.received.smtp", "# Left over by a test\n");
        _replays.File("notes.txt", "no transcript");

        Assert.Equal((0, "ok b.smtp\nok deep/below/a.smtp\n2 ok\n", ""), await _replays.RunAsync(_replays.Folder));
    }

    [Fact]
    public async Task All_golden_files_pass()
    {
        var (exit, output, error) = await _replays.RunAsync(Replays.Snapshots);
        Assert.True(exit == 0, output + error);
    }

    [Fact]
    public async Task One_reply_that_is_not_as_it_was_fails_with_the_lines_around_it()
    {
        var file = _replays.File("visit.smtp", Replays.Visit.Replace("S: 221 Bye", "S: 221 See you", StringComparison.Ordinal));

        Assert.Equal(
            (1,
            """
            FAILED visit.smtp
            visit.smtp:8
              5  S: 250 localhost Hello example.com, pleased to meet you
              6
              7  C: QUIT
            - 8  S: 221 See you
            +    S: 221 Bye
              9  S.

            0 ok, 1 failed

            """.ReplaceLineEndings("\n"),
            "smtp: 1 transcript failed\n"),
            await _replays.RunAsync(file));
    }

    [Fact]
    public async Task What_the_client_said_is_shown_however_far_away_it_is()
    {
        var file = _replays.File("hello.smtp", """
            # A long answer

            S: 220 localhost ESMTP
            C: EHLO example.com
            S: 250-localhost Hello example.com, pleased to meet you
            S: 250-PIPELINING
            S: 250-SIZE 67108864
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-ENHANCEDSTATUSCODES
            S: 250-CHUNKING
            S: 250-BINARYMIME
            S: 250-LIMITS MAILMAX=1000 RCPTMAX=1000
            S: 250-TURN
            S: 250 HELP

            """);

        Assert.Equal(
            """
            FAILED hello.smtp
            hello.smtp:13
               4  C: EHLO example.com
            ⋮
              10  S: 250-ENHANCEDSTATUSCODES
              11  S: 250-CHUNKING
              12  S: 250-BINARYMIME
            +     S: 250-DSN
              13  S: 250-LIMITS MAILMAX=1000 RCPTMAX=1000
            - 14  S: 250-TURN
              15  S: 250 HELP

            0 ok, 1 failed

            """.ReplaceLineEndings("\n"),
            (await _replays.RunAsync(file)).Output);
    }

    [Fact]
    public async Task A_malformed_file_is_told_with_its_place_and_the_others_are_run()
    {
        _replays.File("a.smtp", "# A typo\n\nC:QUIT\n");
        _replays.File("b.smtp");
        await File.WriteAllBytesAsync(_replays.File("c.smtp"), [.. "# Bad\n# "u8, 0xff, .. "\n"u8]);

        var (exit, output, error) = await _replays.RunAsync(_replays.Folder);

        Assert.Equal((1, "smtp: 2 transcripts failed\n"), (exit, error));
        Assert.StartsWith("FAILED a.smtp\na.smtp:3:1: a line begins with one of ", output, StringComparison.Ordinal);
        Assert.Contains("\nok b.smtp\nFAILED c.smtp\nc.smtp:2:3: not UTF-8\n", output, StringComparison.Ordinal);
        Assert.EndsWith("\n1 ok, 2 failed\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_asks_for_what_cannot_be_fails_even_where_the_file_says_so()
    {
        var file = _replays.File(
            "x.smtp", "# x\n\nS: 220 localhost ESMTP\nC: NOOP\nS: 250 2.0.0 Ok\n! granted\n!! nothing was asked\n");

        Assert.Equal(
            (1, "FAILED x.smtp\nx.smtp:7: nothing was asked\n\n0 ok, 1 failed\n", "smtp: 1 transcript failed\n"),
            await _replays.RunAsync(file));
    }

    [Fact]
    public async Task Accepting_writes_down_what_came_of_it()
    {
        var draft = _replays.File("draft.smtp", "# A visit\n\nC: HELO example.com\n\nC: QUIT\n");
        _replays.File("visit.smtp");

        Assert.Equal(
            (0, "accepted draft.smtp\nok visit.smtp\n1 ok, 1 accepted\n", ""), await _replays.RunAsync(_replays.Folder, "--accept"));
        Assert.Equal(Replays.Visit.ReplaceLineEndings("\n"), await File.ReadAllTextAsync(draft));
        Assert.Equal((0, "ok draft.smtp\nok visit.smtp\n2 ok\n", ""), await _replays.RunAsync(_replays.Folder));
    }

    [Fact]
    public async Task Under_another_configuration_every_reply_that_would_change_is_listed()
    {
        _replays.File("small.smtp");
        _replays.File("large.smtp", """
            # A message as it was recorded

            S: 220 localhost ESMTP
            C: HELO example.com
            C: MAIL FROM:<alice@example.com>
            C: RCPT TO:<bob@example.org>
            C: RCPT TO:<eve@elsewhere.example>
            C: DATA
            S: 250 localhost Hello example.com, pleased to meet you
            S: 250 Ok
            S: 250 Ok
            S: 250 Ok
            S: 354 Enter message, ending with "." on a line by itself
            C= 5000 octets
            => 1: 5000 octets from <alice@example.com> to <bob@example.org>, <eve@elsewhere.example>
            S: 250 Ok: queued as 1

            """);
        _replays.File("lmtp.smtp", "# LMTP\ngiven role lmtp\n\nS: 220 localhost LMTP\nC: QUIT\nS: 221 2.0.0 Bye\nS.\n");
        var settings = _replays.File("next.json", """{ "limits": { "messageSize": 1000 }, "domains": ["example.org"] }""");

        Assert.Equal(
            (1,
            """
            FAILED large.smtp
            large.smtp:12
               8  C: DATA
               9  S: 250 localhost Hello example.com, pleased to meet you
              10  S: 250 Ok
              11  S: 250 Ok
            - 12  S: 250 Ok
            +     S: 550 Relaying denied
              13  S: 354 Enter message, ending with "." on a line by itself
              14  C= 5000 octets
            - 15  => 1: 5000 octets from <alice@example.com> to <bob@example.org>, <eve@elsewhere.example>
            - 16  S: 250 Ok: queued as 1
            +     S: 552 Message size exceeds fixed limit

            skipped lmtp.smtp: next.json has no listener of its role
            ok small.smtp
            1 ok, 1 failed, 1 skipped

            """.ReplaceLineEndings("\n"),
            "smtp: 1 transcript failed\n"),
            await _replays.RunAsync(_replays.Folder, "--settings", settings));
    }

    [Theory]
    [InlineData("smtp: nowhere: there is no such file or folder\n", "nowhere")]
    [InlineData("smtp: --against: 'mx' is not HOST:PORT\n", ".", "--against", "mx")]
    [InlineData("smtp: --against and --settings do not go together\n", ".", "--against", "mx:25", "--settings", "x.json")]
    [InlineData("smtp: --tls says how to talk to a server; give --against HOST:PORT\n", ".", "--tls")]
    [InlineData("smtp: --assume-givens says how a server is set up; give --against HOST:PORT\n", ".", "--assume-givens")]
    [InlineData("smtp: --timeout: give a number of seconds from 1 to 86400\n", ".", "--against", "mx:25", "--timeout", "0")]
    [InlineData("smtp: nowhere.json: there is no such file (--config)\n", ".", "--settings", "nowhere.json")]
    [InlineData(
        "smtp: --accept goes with neither --against nor --settings: a file says what happens under what it gives\n",
        ".", "--accept", "--settings", "x")]
    public async Task What_cannot_be_done_is_one_clear_error(string message, params string[] arguments) =>
        Assert.Equal((1, "", message), await _replays.RunAsync(arguments));

    [Fact]
    public async Task A_folder_without_transcripts_is_an_error() =>
        Assert.Equal((1, $"smtp: {_replays.Folder}: there is no *.smtp file in it\n"), await ErrorAsync());

    private async Task<(int, string)> ErrorAsync()
    {
        var (exit, _, error) = await _replays.RunAsync(_replays.Folder);
        return (exit, error);
    }
}
