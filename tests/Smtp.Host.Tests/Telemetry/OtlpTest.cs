using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>Traces and metrics reach a collector by OTLP, with pages or without.</summary>
public sealed class OtlpTest
{
    [Theory]
    [InlineData("http")]
    [InlineData("grpc")]
    public async Task A_session_is_a_span_and_each_message_in_it_and_each_attempt_to_deliver_it(string protocol)
    {
        await using var collector = await Collector.StartAsync(protocol);
        await using var receiver = await TestServer.StartAsync();
        await using var server = await TestServer.StartAsync(
            ("telemetry:otlp", collector.Url), ("telemetry:protocol", protocol), ("domains:0", "example.org"),
            ("relay:networks:0", "127.0.0.0/8"), ("routes:0:to", "*"), ("routes:0:via", $"smtp://127.0.0.1:{receiver.Port}"));
        string id;
        await using (var client = await server.ConnectAsync())
        {
            await client.ReplyAsync();
            await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<not an address>", "RCPT TO:<bob@example.net>", "DATA");
            id = (await client.SayAsync("x\r\n.")).Split(' ')[^1];
            await client.SayAllAsync("MAIL FROM:<ann@example.org>", "RSET", "QUIT");
            Assert.True(await client.IsClosedAsync());
        }
        await Eventually.HoldsAsync(async () => (await receiver.MessagesAsync()).Count == 1, () => "It is not delivered.");
        // What it still has to tell, it tells when it stops.
        await server.StopAsync();

        // Spans of other hosts in this process arrive as well.
        var message = Assert.Single(collector.Spans, span => span.Name == "smtp.server.message" && span.Attributes.Contains($"smtp.message.id={id}"));
        var session = Assert.Single(collector.Spans, span => span.Id == message.Parent);
        Assert.Equal("smtp.server.session", session.Name);
        Assert.Contains("smtp.session.ending=quit", session.Attributes);
        Assert.Equal(2, collector.Spans.Count(span => span.Parent == session.Id));
        Assert.Equal(["smtp.refusal"], message.Events);
        var attempt = Assert.Single(collector.Spans, span => span.Name == "smtp.client.attempt" && span.Attributes.Contains($"smtp.message.id={id}"));
        Assert.Contains("smtp.attempt.outcome=delivered", attempt.Attributes);
        Assert.All(collector.Spans, span => Assert.Subset(
            TelemetryPage.Spans[span.Name].ToHashSet(), span.Attributes.Select(pair => pair.Split('=')[0]).ToHashSet()));
        Assert.Equal(TelemetryPage.Spans.Keys.Order(StringComparer.Ordinal), collector.Spans.Select(span => span.Name).Distinct().Order(StringComparer.Ordinal));
        Assert.Contains("smtp.server.messages", collector.Metrics);
        Assert.Contains("smtp.queue.depth", collector.Metrics);
        Assert.Contains("service.name=smtp", collector.Resource);
        Assert.DoesNotContain("@example", string.Join(' ', collector.Spans.SelectMany(span => span.Attributes)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variables_of_the_standard_are_enough()
    {
        await using var collector = await Collector.StartAsync();
        var directory = Directory.CreateTempSubdirectory("smtp-otlp-");
        try
        {
            using var host = await HostProcess.StartAsync(
                Path.Combine(directory.FullName, "data"), ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("OTEL_BSP_SCHEDULE_DELAY", "50"), ("OTEL_METRIC_EXPORT_INTERVAL", "50"), ("OTEL_SERVICE_NAME", "mail-of-a-test"));
            await using (var client = await host.ConnectAsync())
            {
                await client.ReplyAsync();
                await client.SayAsync("QUIT");
                Assert.True(await client.IsClosedAsync());
            }

            await Eventually.HoldsAsync(
                () => collector.Spans.Any(span => span.Name == "smtp.server.session") && collector.Metrics.Contains("smtp.server.sessions"),
                () => "Nothing arrives.");
            Assert.Contains("service.name=mail-of-a-test", collector.Resource);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_collector_that_is_not_there_costs_no_mail()
    {
        await using var server = await TestServer.StartAsync(("telemetry:otlp", "http://127.0.0.1:1"), ("timeouts:shutdown", "2s"));
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        Assert.StartsWith("250", await client.SayAsync("x\r\n."), StringComparison.Ordinal);

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Single(Directory.GetFiles(Path.Combine(server.Directory.FullName, "smtp-data"), "smtp.db"));
    }
}
