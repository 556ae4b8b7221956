using MimeKit;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Delivery;

/// <summary>smtp-sink with its faults: what is temporary is tried again on schedule, what is permanent bounces.</summary>
public sealed class SinkTest
{
    [SinkTheory]
    [InlineData("-q", "CONNECT")]
    [InlineData("-q", "EHLO,HELO")]
    [InlineData("-q", "MAIL")]
    [InlineData("-q", "RCPT")]
    [InlineData("-q", "DATA")]
    [InlineData("-q", ".")]
    [InlineData("-Q", "CONNECT")]
    [InlineData("-Q", "MAIL")]
    [InlineData("-Q", ".")]
    [InlineData("-r", "CONNECT")]
    [InlineData("-r", "EHLO,HELO")]
    [InlineData("-r", "MAIL")]
    [InlineData("-r", "RCPT")]
    [InlineData("-r", "DATA")]
    [InlineData("-r", ".")]
    public async Task Temporary_failures_are_tried_again_on_schedule(string option, string commands)
    {
        await using var server = await StartAsync(Ports.Free(), out var port);
        QueuedDelivery waiting;
        using (await Sink.StartAsync(port, option, commands))
        {
            await Traffic.SendAsync(server.Port, 1);
            await Eventually.HoldsAsync(
                async () => await server.QueueAsync() is [{ Progress.Attempts: > 0, Underway: false }], () => "It is not tried.");
            waiting = (await server.QueueAsync())[0];
        }
        Assert.StartsWith("4.", waiting.Progress.Last!.Status, StringComparison.Ordinal);
        Assert.True(waiting.Progress.DueAt > waiting.Progress.Last.At);
        Assert.Empty(await server.MessagesAsync());

        using var healthy = await Sink.StartAsync(port);
        // While it is thought dead, others do not try; an operator who knows better says so.
        await server.Queue.ChangeQueueAsync(new QueueFilter(), QueueChange.Retry, DateTimeOffset.UtcNow, CancellationToken.None);
        await Eventually.HoldsAsync(async () => (await server.QueueAsync()).Count == 0, () => "It is not delivered.");
        var attempts = await server.Queue.ListAttemptsAsync(waiting.Message, CancellationToken.None);
        Assert.Equal("delivered", attempts[^1].Outcome);
        Assert.All(attempts.SkipLast(1), attempt => Assert.Equal("deferred", attempt.Outcome));
    }

    [SinkTheory]
    [InlineData("CONNECT")]
    [InlineData("MAIL")]
    [InlineData("RCPT")]
    [InlineData("DATA")]
    [InlineData(".")]
    public async Task Permanent_failures_bounce(string commands)
    {
        await using var server = await StartAsync(Ports.Free(), out var port);
        using var sink = await Sink.StartAsync(port, "-f", commands);
        await Traffic.SendAsync(server.Port, 1);
        await Eventually.HoldsAsync(async () => (await server.MessagesAsync()).Count == 1, () => "There is no bounce.");
        Assert.Empty(await server.QueueAsync());
        var (message, content) = (await server.MessagesAsync())[0];
        Assert.Equal(("", "alice@example.org"), (message.Envelope.From, message.Envelope.To[0].Address));
        using var mime = await MimeMessage.LoadAsync(new MemoryStream(content));
        var report = Assert.IsType<MultipartReport>(mime.Body);
        var status = Assert.IsType<MessageDeliveryStatus>(report[1]).StatusGroups;
        Assert.Equal("dns; mx.example.org", status[0]["Reporting-MTA"]);
        Assert.Equal(("rfc822; bob@example.net", "failed"), (status[1]["Final-Recipient"], status[1]["Action"]));
        Assert.StartsWith("5.", status[1]["Status"], StringComparison.Ordinal);
        Assert.StartsWith("smtp; 5", status[1]["Diagnostic-Code"], StringComparison.Ordinal);
        Assert.Equal("letter 0", Assert.IsType<MessagePart>(report[2]).Message?.Subject);
    }

    [SinkTheory]
    [InlineData("-w", "2")]
    public async Task Delays_are_waited_for(string option, string seconds)
    {
        await using var server = await StartAsync(Ports.Free(), out var port);
        using var sink = await Sink.StartAsync(port, option, seconds);
        await Traffic.SendAsync(server.Port, 3);
        await Eventually.HoldsAsync(async () => (await server.QueueAsync()).Count == 0, () => "It is not delivered.");
    }

    private static Task<TestServer> StartAsync(int chosen, out int port)
    {
        port = chosen;
        return TestServer.StartAsync(
            ("domains:0", "example.org"), ("aliases:alice", "postmaster@example.org"), ("relay:networks:0", "127.0.0.0/8"),
            ("routes:0:to", "example.org"), ("routes:0:via", "mailbox:"),
            ("routes:1:to", "*"), ("routes:1:via", $"smtp://127.0.0.1:{port}?tls=none"), ("queue:firstRetry", "1s"));
    }
}
