using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Replaying;

/// <summary><c>smtp replay --against</c>: the same conversations with a live server.</summary>
public sealed partial class AgainstTest : IDisposable
{
    private readonly Replays _replays = new();

    public void Dispose() => _replays.Dispose();

    [Fact]
    public async Task Several_sessions_ends_resets_and_ids_are_played_too()
    {
        await using var server = await TestServer.StartAsync();
        var file = _replays.File("many.smtp", """
            # Sessions side by side, folded content, and what a client may do

            given ids from 12345

            == a
            S: 220 localhost ESMTP
            C: HELO a.example
            S: 250 localhost Hello a.example, pleased to meet you

            == b
            S: 220 localhost ESMTP
            C: EHLO b.example
            S: 250-localhost Hello b.example, pleased to meet you
            S: 250-SIZE 67108864
            S: 250-PIPELINING
            S: 250-8BITMIME
            S: 250-SMTPUTF8
            S: 250-ENHANCEDSTATUSCODES
            S: 250-CHUNKING
            S: 250-BINARYMIME
            S: 250-DSN
            S: 250-{*}
            S: 250 HELP
            C: MAIL FROM:<b@b.example>
            C: RCPT TO:<bob@example.org>
            C: BDAT 1000
            C= 1000 octets
            C: BDAT 1 LAST
            C= 1 octets
            => 12345: 1001 octets from <b@b.example> to <bob@example.org>
            S: 250 2.1.0 Ok
            S: 250 2.1.5 Ok
            S: 250 2.0.0 1000 octets received
            S: 250 2.0.0 Ok: queued as 12345
            C!

            == a
            +5ms

            C: MAIL FROM:<a@a.example>
            C: RCPT TO:<bob@example.org>
            C: DATA
            S: 250 Ok
            S: 250 Ok
            S: 354 Enter message, ending with "." on a line by itself
            C= 100000 octets
            C: NOOP {id:1}
            => {id:2}: 100000 octets from <a@a.example> to <bob@example.org>
            S: 250 Ok: queued as {id:2}
            S: 250 Ok
            C.
            S.

            """);

        Assert.Equal((0, "ok many.smtp\n1 ok\n", ""), await _replays.RunAsync(file, "--against", $"127.0.0.1:{server.Port}"));
        Assert.Equal([1001, 100000], (await server.MessagesAsync()).Select(message => message.Content.Length));
    }

    [Fact]
    public async Task A_reply_that_is_not_as_it_was_fails()
    {
        await using var server = await TestServer.StartAsync();
        var file = _replays.File("visit.smtp", Replays.Visit.Replace("S: 221 Bye", "S: 221 See you", StringComparison.Ordinal));
        Assert.Equal(
            (1, """
            FAILED visit.smtp
            visit.smtp:8
              5  S: 250 localhost Hello example.com, pleased to meet you
              6
              7  C: QUIT
            - 8  S: 221 See you
            +    S: 221 Bye
              9  S.

            0 ok, 1 failed

            """.ReplaceLineEndings("\n")),
            await AgainstAsync(file, server.Port));
    }

    [Theory]
    [InlineData("220 mx.example.net ESMTP\r\n", "C: NOOP\n", "+     !! nothing more came within 1 s; the rest of")]
    [InlineData("220 mx.example.net ESMTP\r\n250 Ok\r\n250 Ok\r\n", "C: NOOP\n", "+    S: 250 Ok\n")]
    [InlineData("220 mx.example.net\r\n250 Ok\r\n", "C: NOOP\n", "+    S: 220 mx.example.net\n")]
    [InlineData("220-mx.example.net ESMTP\r\n220 and more\r\n250 Ok\r\n", "C: NOOP\n", "+    S: 220 and more\n")]
    public async Task Too_many_replies_too_few_and_others_are_differences(string says, string script, string difference)
    {
        // A server that says all it ever says at once, and reads to the end.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = ServeAsync(listener, says);
        var file = _replays.File("x.smtp", $"# x\n\nS: 220 localhost ESMTP\n{script}S: 250 Ok\n");

        var (exit, output) = await AgainstAsync(file, ((IPEndPoint)listener.LocalEndpoint).Port, "--timeout", "1");

        Assert.Equal(1, exit);
        Assert.Contains(Tight(difference), Tight(output), StringComparison.Ordinal);
        await server;
    }

    [Fact]
    public async Task A_server_that_offers_less_fails_and_one_that_offers_it_in_another_order_does_not()
    {
        await using var server = await TestServer.StartAsync(("protocol:without:0", "DSN"));
        var (exit, output) = await AgainstAsync(Path.Combine(Replays.Snapshots, "chunking", "empty.smtp"), server.Port);
        Assert.Equal(1, exit);
        Assert.Contains("S: 250-DSN\n", output, StringComparison.Ordinal);
        Assert.Single(Changed().Matches(output));
    }

    [Fact]
    public async Task What_is_given_is_a_reason_to_skip_unless_the_server_is_set_up_so()
    {
        await using var server = await TestServer.StartAsync(("limits:recipients", "2"), ("limits:transactions", "3"));
        var file = Path.Combine(Replays.Snapshots, "limits-extension", "rfc9422.smtp");

        Assert.Equal(
            (0, $"skipped {file}: needs 'given limit recipients 2', 'given limit transactions 3'\n0 ok, 1 skipped\n"),
            await AgainstAsync(file, server.Port));
        Assert.Equal((0, $"ok {file}\n1 ok\n"), await AgainstAsync(file, server.Port, "--assume-givens"));
    }

    [Fact]
    public async Task A_server_that_is_not_set_up_so_fails()
    {
        await using var server = await TestServer.StartAsync();
        var file = Path.Combine(Replays.Snapshots, "chunking", "not-offered.smtp");
        var (exit, output) = await AgainstAsync(file, server.Port, "--assume-givens");
        Assert.Equal(1, exit);
        Assert.Contains("+     S: 250-CHUNKING\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_listens_there_is_one_clear_error()
    {
        var port = Ports.Free();
        var (exit, output, error) = await _replays.RunAsync(_replays.File("visit.smtp"), "--against", $"127.0.0.1:{port}");
        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"smtp: 127.0.0.1:{port} cannot be reached: ", error, StringComparison.Ordinal);
    }

    private async Task<(int, string)> AgainstAsync(string file, int port, params string[] options)
    {
        var (exit, output, _) = await _replays.RunAsync([file, "--against", $"127.0.0.1:{port}", .. options]);
        return (exit, output);
    }

    private static async Task ServeAsync(TcpListener listener, string says)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(says));
        await stream.CopyToAsync(Stream.Null);
    }

    private static string Tight(string text) => text.Replace(" ", "", StringComparison.Ordinal);

    [GeneratedRegex("^[-+] ", RegexOptions.Multiline)]
    private static partial Regex Changed();
}
