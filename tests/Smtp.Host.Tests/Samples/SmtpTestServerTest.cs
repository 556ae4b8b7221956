using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Samples;

namespace Smtp.Host.Tests.Samples;

public sealed class SmtpTestServerTest
{
    // <sample>
    [Fact]
    public async Task A_message_arrives()
    {
        await using var server = await SmtpTestServer.StartAsync();

        await SendAsync(server.Port, to: "bob@example.org", subject: "Hello");           // what you test

        var message = await server.WaitForMessageAsync(one => one.To.Contains("bob@example.org"), TimeSpan.FromSeconds(10));
        Assert.Equal("app@example.com", message.From);
        Assert.Contains("Subject: Hello\r\n", message.Text);
    }

    [Fact]
    public async Task A_message_arrives_at_the_third_attempt()
    {
        await using var server = await SmtpTestServer.StartAsync();
        server.On(Moment.Recipient, Reaction.Defer, times: 2);                           // 451, twice

        for (var attempt = 1; attempt <= 2; attempt++)
        {
            var refused = await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(server.Port));
            Assert.Equal(451, (int)refused.StatusCode);
        }
        await SendAsync(server.Port);
        Assert.Single(server.Messages);
    }
    // </sample>

    [Fact]
    public async Task A_message_that_is_deferred_at_its_end_is_not_there()
    {
        await using var server = await SmtpTestServer.StartAsync();
        server.On(Moment.Message, Reaction.Defer, times: 2);
        await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(server.Port));
        await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(server.Port));
        Assert.Empty(server.Messages);
        await SendAsync(server.Port);
        Assert.Single(server.Messages);
    }

    [Theory]
    [InlineData(Moment.Data)]
    [InlineData(Moment.Message)]
    public async Task A_connection_drops_before_or_after_the_content(Moment moment)
    {
        await using var server = await SmtpTestServer.StartAsync();
        server.On(moment, Reaction.Drop);
        var failure = await Record.ExceptionAsync(() => SendAsync(server.Port));
        Assert.True(failure is SmtpProtocolException or IOException, $"{failure}");
        Assert.Empty(server.Messages);
        await SendAsync(server.Port);
        Assert.Single(server.Messages);
    }

    [Fact]
    public async Task A_reply_is_stalled_until_the_test_releases_it()
    {
        await using var server = await SmtpTestServer.StartAsync();
        var (reached, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.On(Moment.Message, Tells(reached).Then(Reaction.After(released.Task)));
        var sending = SendAsync(server.Port);
        await reached.Task.WaitAsync(Say.Patience);
        await SendAsync(server.Port, subject: "the second overtakes the first");
        Assert.False(sending.IsCompleted);
        released.SetResult();
        await sending.WaitAsync(Say.Patience);
        Assert.Equal(2, server.Messages.Count);
    }

    [Fact]
    public async Task A_reply_comes_late()
    {
        await using var server = await SmtpTestServer.StartAsync();
        server.On(Moment.Sender, Reaction.After(TimeSpan.FromMilliseconds(30)));
        var began = System.Diagnostics.Stopwatch.StartNew();
        await SendAsync(server.Port);
        Assert.True(began.ElapsedMilliseconds >= 25, $"{began.ElapsedMilliseconds} ms");
    }

    [Fact]
    public async Task A_stalled_server_can_be_disposed_of()
    {
        Task sending;
        await using (var server = await SmtpTestServer.StartAsync())
        {
            var reached = new TaskCompletionSource();
            server.On(Moment.Connection, Tells(reached).Then(Reaction.Stall));
            sending = SendAsync(server.Port);
            await reached.Task.WaitAsync(Say.Patience);
        }
        Assert.NotNull(await Record.ExceptionAsync(() => sending.WaitAsync(Say.Patience)));
    }

    [Fact]
    public async Task The_server_follows_a_transcript()
    {
        await using var server = await SmtpTestServer.StartAsync();
        server.Follow(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Dialogs", "greylisted.smtp")));
        await SendAsync(server.Port, to: "somebody.else@example.org");
        await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(server.Port));
        await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(server.Port));
        await SendAsync(server.Port);
        Assert.Equal(["somebody.else@example.org", "bob@example.org"], server.Messages.SelectMany(one => one.To));
    }

    [Fact]
    public async Task A_transcript_can_drop_stall_and_name_a_message()
    {
        await using var server = await SmtpTestServer.StartAsync();
        server.Follow("""
            # Everything goes wrong once
            C: MAIL FROM:<app@example.com>
            ? sender <app@example.com>
            ! no answer
            C!

            C: DATA
            ? room
            ! no answer
            +10ms
            ! deferred no-storage

            C: RCPT TO:<bob@example.org>
            ? recipient <bob@example.org>
            ! no answer
            +10ms
            S: 451 Temporary failure, try again later

            C: .
            ? accept 10 octets from <app@example.com> to <bob@example.org>
            ! accepted 4711

            """.ReplaceLineEndings("\n"));
        Assert.True(await Record.ExceptionAsync(() => SendAsync(server.Port)) is SmtpProtocolException or IOException);
        Assert.Equal(451, (int)(await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(server.Port))).StatusCode);
        Assert.Equal(452, (int)(await Assert.ThrowsAsync<SmtpCommandException>(() => SendAsync(server.Port))).StatusCode);
        Assert.Equal("2.0.0 Ok: queued as 4711", await SendAsync(server.Port));
        Assert.Equal("4711", server.Messages.Single().Id.Text);
    }

    [Fact]
    public async Task A_message_that_does_not_come_is_told_with_those_that_came()
    {
        await using var server = await SmtpTestServer.StartAsync();
        await SendAsync(server.Port);
        var late = await Assert.ThrowsAsync<TimeoutException>(
            () => server.WaitForMessageAsync(one => one.To.Contains("carl@example.org"), TimeSpan.FromMilliseconds(20)));
        Assert.StartsWith(
            "No such message came within 0.02 s. Connections: 1, messages: 1.\n"
            + "  message 1: <app@example.com> to <bob@example.org>, ", late.Message, StringComparison.Ordinal);
        Assert.Contains(" octets, Subject: Hi\n  connection ", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waiting_ends_when_the_message_comes_and_not_before()
    {
        await using var server = await SmtpTestServer.StartAsync();
        var waiting = server.WaitForMessageAsync(one => one.Text.Contains("two", StringComparison.Ordinal), Say.Patience);
        await SendAsync(server.Port, subject: "one");
        Assert.False(waiting.IsCompleted);
        await SendAsync(server.Port, subject: "two");
        Assert.Equal("2", (await waiting).Id.Text);
    }

    [Fact]
    public async Task Logins_are_taken_where_they_are_offered()
    {
        var plain = LanguageExt.Prelude.Seq1(Mechanism.Plain);
        var settings = new Settings { Mechanisms = plain, PlaintextAuth = PlaintextAuth.Loopback };
        await using var server = await SmtpTestServer.StartAsync(settings);
        server.On(Moment.Login, Reaction.Answer(new Verdict.Refused(Reason.BadCredentials)));
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.None);
        await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync("app", "wrong"));
        await client.AuthenticateAsync("app", "right");
    }

    [Fact]
    public async Task The_classroom_dialog_is_held_on_the_wire()
    {
        await using var server = await SmtpTestServer.StartAsync();
        Assert.Equal(Say.Replies.Replace("12345", "1"), await Say.AllAsync(server.Port, Say.Dialog));
    }

    private static Reaction Tells(TaskCompletionSource reached) => new(_ =>
    {
        reached.SetResult();
        return default;
    });

    private static async Task<string> SendAsync(int port, string to = "bob@example.org", string subject = "Hi")
    {
        using var message = new MimeMessage();
        message.From.Add(MailboxAddress.Parse("app@example.com"));
        message.To.Add(MailboxAddress.Parse(to));
        message.Subject = subject;
        message.Body = new TextPart { Text = "Text\n" };
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None);
        var reply = await client.SendAsync(message);
        await client.DisconnectAsync(quit: true);
        return reply;
    }
}
