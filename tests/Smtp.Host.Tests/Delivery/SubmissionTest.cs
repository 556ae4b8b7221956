using System.Net;
using System.Net.Sockets;
using System.Text;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Mail that goes on to another of our hosts.</summary>
public sealed class SubmissionTest
{
    [Fact]
    public async Task What_a_user_submits_without_Date_and_Message_ID_gets_them_on_its_way()
    {
        await using var receiver = await TestServer.StartAsync();
        await using var sender = await TestServer.StartAsync(
            ("hostName", "out.example.org"), ("domains:0", "example.org"), ("listeners:0:address", "127.0.0.1:0"),
            ("listeners:0:role", "submission"), ("auth:withoutTls", "loopback"),
            ("routes:0:to", "*"), ("routes:0:via", $"smtp://127.0.0.1:{receiver.Port}"));
        await sender.AddUserAsync("alice@example.org", "pencil");
        await using var client = await sender.ConnectAsync();
        await client.ReplyAsync();
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes("\0alice@example.org\0pencil"));
        Assert.StartsWith("354", await client.SayAllAsync(
            "EHLO client.example", $"AUTH PLAIN {login}", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA"), StringComparison.Ordinal);
        var queued = await client.SayAsync("Subject: x\r\n\r\ny\r\n.");
        var id = queued[(queued.LastIndexOf(' ') + 1)..];
        await Eventually.HoldsAsync(async () => (await receiver.MessagesAsync()).Count == 1, () => "It does not arrive.");

        var arrived = Encoding.ASCII.GetString((await receiver.MessagesAsync())[0].Content).Replace("\r\n\t", " ", StringComparison.Ordinal);
        Assert.Matches(
            $"^Received: from client.example \\(\\[127.0.0.1\\]\\) by out.example.org with ESMTPA id {id} for <bob@example.net>; [^\r]*\r\n"
            + $"Date: [^\r]* \\+0000\r\nMessage-ID: <{id}@out.example.org>\r\nSubject: x\r\n\r\ny\r\n$",
            arrived);
        Assert.Empty(await sender.MessagesAsync());
    }

    [Fact]
    public async Task An_alias_leads_to_another_host_and_opens_no_other_way_there()
    {
        await using var receiver = await TestServer.StartAsync();
        await using var sender = await TestServer.StartAsync(
            ("domains:0", "example.org"), ("aliases:info", "ann@example.net"),
            ("routes:0:to", "example.org"), ("routes:0:via", "mailbox:"),
            ("routes:1:to", "*"), ("routes:1:via", $"smtp://127.0.0.1:{receiver.Port}?tls=none"));
        await using var client = await sender.ConnectAsync();
        await client.ReplyAsync();
        Assert.StartsWith("550 5.7.1", await client.SayAllAsync(
            "EHLO client.example", "MAIL FROM:<stranger@elsewhere.example>", "RCPT TO:<ann@example.net>"), StringComparison.Ordinal);
        await client.SayAllAsync("RCPT TO:<info+sales@example.org> NOTIFY=FAILURE", "DATA");
        Assert.StartsWith("250", await client.SayAsync("Subject: x\r\n\r\ny\r\n."), StringComparison.Ordinal);
        await Eventually.HoldsAsync(async () => (await receiver.MessagesAsync()).Count == 1, () => "It does not arrive.");

        // RFC 5321 §3.9.1: the reverse-path stays. RFC 3461 §5.2.1: so do the sender's wishes, and the address that it wrote to.
        var envelope = (await receiver.MessagesAsync())[0].Message.Envelope;
        Assert.Equal("stranger@elsewhere.example", envelope.From);
        var to = Assert.Single(envelope.To);
        Assert.Equal(("ann@example.net", "FAILURE", "rfc822;info+sales@example.org"), (to.Address, to.Notify, to.OriginalRecipient));
    }

    [Fact]
    public async Task Every_attempt_keeps_its_conversation_which_replays()
    {
        await using var receiver = await TestServer.StartAsync(("domains:0", "example.net"));
        await using var sender = await TestServer.StartAsync(
            ("relay:networks:0", "127.0.0.0/8"), ("routes:0:to", "*"), ("routes:0:via", $"smtp://127.0.0.1:{receiver.Port}"));
        await using var client = await sender.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<>", "RCPT TO:<nobody@example.net>", "DATA");
        var queued = await client.SayAsync("Subject: x\r\n\r\ny\r\n.");
        var id = new Smtp.Domain.Mail.QueueId(queued[(queued.LastIndexOf(' ') + 1)..]);
        await Eventually.HoldsAsync(async () => (await sender.QueueAsync()).Count == 0, () => "It stays in the queue.");
        var attempt = Assert.Single(await sender.Queue.ListAttemptsAsync(id, CancellationToken.None));
        Assert.Equal(("failed", "5.1.1"), (attempt.Outcome, attempt.What.Status));

        // The conversation ends a moment after the message.
        string? text = null;
        await Eventually.HoldsAsync(
            async () => (text = await sender.SqliteStore.FindTranscriptAsync(attempt.Session!, CancellationToken.None)) is not null, () => "It is not kept.");
        Assert.Contains("C: RCPT TO:<nobody@example.net>", text, StringComparison.Ordinal);
        Assert.Contains("=> <nobody@example.net> failed: 5.1.1 ", text, StringComparison.Ordinal);
        var transcript = TranscriptReader.Read(text!).IfLeft(error => throw new InvalidOperationException($"{error}\n{text}"));
        Assert.Equal(text, TranscriptWriter.Write(TranscriptRunner.Run(transcript)));
    }

    [Fact]
    public async Task A_next_hop_that_never_answers_keeps_nobody_waiting_who_goes_elsewhere()
    {
        // More than the courier looks at in one go.
        var many = Load.Of(400, full: 1000);
        const int Few = 100;
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start(1000);
        await using var receiver = await TestServer.StartAsync(("limits:transactions", "1000000"));
        await using var sender = await TestServer.StartAsync(
            ("relay:networks:0", "127.0.0.0/8"), ("timeouts:shutdown", "0s"),
            ("routes:0:to", "example.com"), ("routes:0:via", $"smtp://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}"),
            ("routes:1:to", "*"), ("routes:1:via", $"smtp://127.0.0.1:{receiver.Port}"));
        await Traffic.SendAsync(sender.Port, many, to: "bob@example.com");
        await Traffic.SendAsync(sender.Port, Few, to: "bob@example.net");
        await Eventually.HoldsAsync(async () => (await receiver.Store.ListMessagesAsync(Few + 1, CancellationToken.None)).Count == Few, () => "It does not arrive.");
        // The last of them leaves the queue a moment after it has arrived.
        await Eventually.HoldsAsync(
            async () => (await sender.QueueAsync()).All(waiting => waiting.Address == "bob@example.com"), () => "What has arrived stays in the queue.");
        Assert.Equal(many, (await sender.QueueAsync()).Count);
    }
}
