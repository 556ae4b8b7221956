using System.Net.Security;
using System.Text;

namespace Smtp.Host.Tests.Receiving;

/// <summary>What octets on a real socket do, and what they do not.</summary>
public sealed class WireTest
{
    private const string Envelope = "MAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@example.net>\r\n";

    public static TheoryData<string, string> FalseEnds => new()
    {
        { "LF . LF", "\n.\n" }, { "CR . CR", "\r.\r" }, { "LF . CRLF", "\n.\r\n" }, { "CRLF . LF", "\r\n.\n" }, { "CRLF . CR", "\r\n.\r" },
        { "CR . LF", "\r.\n" }, { "CRLF NUL . CRLF", "\r\n\0.\r\n" }, { "CRLF . NUL CRLF", "\r\n.\0\r\n" },
    };

    [Theory]
    [MemberData(nameof(FalseEnds))]
    public async Task Nothing_but_CRLF_dot_CRLF_ends_a_message(string what, string octets)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>");
        await client.SayAsync("DATA");

        await client.SendAsync($"Subject: one{octets}MAIL FROM:<mallory@example.org>\r\n");
        await client.SendAsync("RCPT TO:<bob@example.net>\r\nDATA\r\nSubject: two\r\n.\r\n");
        var reply = await client.ReplyAsync();

        Assert.Equal("250 2.0.0 Ok", await client.SayAsync("NOOP"));
        var messages = await server.MessagesAsync();
        if (octets.Contains('\0', StringComparison.Ordinal))
        {
            var content = Assert.Single(messages).Content;
            Assert.Contains("MAIL FROM:<mallory@example.org>\r\n", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
            Assert.StartsWith("250 2.0.0 Ok: queued as ", reply, StringComparison.Ordinal);
        }
        else
        {
            Assert.StartsWith("550 5.6.11", reply, StringComparison.Ordinal);
            Assert.True(messages.Count == 0, what);
        }
    }

    [Fact]
    public async Task Commands_buffered_behind_STARTTLS_are_never_run()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAsync("EHLO client.example");

        await client.SendAsync("STARTTLS\r\nMAIL FROM:<mallory@example.org>\r\nRCPT TO:<bob@example.net>\r\nBDAT 2 LAST\r\n\r\n");

        Assert.Equal("220 2.0.0 Ready to start TLS", await client.ReplyAsync());
        Assert.True(await client.IsClosedAsync());
        Assert.Empty(await server.MessagesAsync());
    }

    [Fact]
    public async Task After_STARTTLS_the_client_begins_anew()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "STARTTLS");
        await using var tls = new SslStream(client.Stream, leaveInnerStreamOpen: true, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("mx.example.org");
        client.Continue(tls);

        Assert.Equal("503 5.5.1 Send EHLO first", await client.SayAsync("MAIL FROM:<alice@example.org>"));
        var offers = await client.SayAsync("EHLO client.example");
        Assert.DoesNotContain("STARTTLS", offers, StringComparison.Ordinal);
        Assert.Contains("REQUIRETLS", offers, StringComparison.Ordinal);
        await client.SayAllAsync("MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        Assert.StartsWith("250", await client.SayAsync("private\r\n."), StringComparison.Ordinal);
        Assert.StartsWith("TLSv1.", Assert.Single(await server.MessagesAsync()).Message.Origin.Tls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_chunk_still_consumes_its_octets()
    {
        await using var server = await TestServer.StartAsync(("limits:messageSize", "10"));
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAsync("EHLO client.example");

        await client.SendAsync(Envelope + "BDAT 12 LAST\r\nQUIT\r\nQUIT\r\nNOOP\r\n");

        Assert.StartsWith("250", await client.ReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("250", await client.ReplyAsync(), StringComparison.Ordinal);
        Assert.StartsWith("552 5.3.4", await client.ReplyAsync(), StringComparison.Ordinal);
        Assert.Equal("250 2.0.0 Ok", await client.ReplyAsync());
    }

    [Fact]
    public async Task A_pipelined_session_gets_the_same_replies_octet_by_octet()
    {
        const string session = "EHLO client.example\r\n" + Envelope + "DATA\r\nSubject: x\r\n\r\n..dots\r\nlong "
            + "line\r\n.\r\nBOGUS\r\n" + Envelope + "BDAT 5\r\n12345BDAT 3 LAST\r\nabc" + "NOOP \xff\r\nQUIT\r\n";
        await using var server = await TestServer.StartAsync();

        var whole = await RepliesAsync(session.Length);
        var single = await RepliesAsync(1);
        var some = await RepliesAsync(7);

        Assert.Equal(whole, single);
        Assert.Equal(whole, some);
        var messages = await server.MessagesAsync();
        Assert.Equal(6, messages.Count);
        Assert.All(messages.Where((_, index) => index % 2 == 0), message => Assert.Equal("Subject: x\r\n\r\n.dots\r\nlong line\r\n"u8, message.Content));
        Assert.All(messages.Where((_, index) => index % 2 == 1), message => Assert.Equal("12345abc"u8, message.Content));

        async Task<string> RepliesAsync(int size)
        {
            await using var client = await server.ConnectAsync();
            var replies = new StringBuilder().AppendLine(await client.ReplyAsync());
            for (var at = 0; at < session.Length; at += size)
                await client.SendAsync(session.Substring(at, Math.Min(size, session.Length - at)));
            string reply;
            do replies.AppendLine(reply = Nameless(await client.ReplyAsync()));
            while (!reply.StartsWith("221", StringComparison.Ordinal));
            return replies.ToString();
        }

        static string Nameless(string reply)
        {
            var name = reply.IndexOf("queued as ", StringComparison.Ordinal);
            return name < 0 ? reply : reply[..name];
        }
    }

    [Fact]
    public async Task Oversized_mail_gets_552_once_and_the_session_goes_on_in_step()
    {
        await using var server = await TestServer.StartAsync(("limits:messageSize", "1000"));
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA");

        for (var i = 0; i < 200; i++) await client.SendAsync(new string('x', 998) + "\r\n");

        Assert.Equal("552 5.3.4 Message size exceeds fixed limit", await client.SayAsync("."));
        Assert.Equal("250 2.0.0 Ok", await client.SayAsync("NOOP"));
        Assert.Empty(await server.MessagesAsync());
    }

    [Fact]
    public async Task A_command_line_without_an_end_is_refused_once_it_ends()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();

        for (var i = 0; i < 50; i++) await client.SendAsync(new string('N', 10_000));

        Assert.Equal("500 5.5.2 Line too long", await client.SayAsync(""));
        Assert.Equal("250 2.0.0 Ok", await client.SayAsync("NOOP"));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: mx.example.org\r\n\r\n")]
    [InlineData("\x16\x03\x01\x02\x00\x01")]
    public async Task Another_protocol_is_told_once_and_cut_off(string octets)
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();

        await client.SendAsync(octets);

        Assert.Equal("554 5.5.1 This is an SMTP server", await client.ReplyAsync());
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Who_talks_before_the_greeting_is_refused()
    {
        await using var server = await TestServer.StartAsync(("protocol:greetingDelay", "00:00:30"));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("EHLO client.example\r\n");

        Assert.Equal("554 5.5.1 Wait for the greeting", await client.ReplyAsync());
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Who_talks_before_the_greeting_may_be_welcome()
    {
        await using var server = await TestServer.StartAsync(("protocol:earlyTalkers", "allow"));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("HELO client.example\r\n");

        Assert.Equal("220 mx.example.org ESMTP", await client.ReplyAsync());
        Assert.Equal("250 mx.example.org Hello client.example, pleased to meet you", await client.ReplyAsync());
    }

    [Fact]
    public async Task A_client_that_says_nothing_is_told_so()
    {
        await using var server = await TestServer.StartAsync(("timeouts:command", "00:00:01"));
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();

        Assert.Equal("421 4.4.2 Timeout, closing connection", await client.ReplyAsync());
        Assert.True(await client.IsClosedAsync());
    }
}
