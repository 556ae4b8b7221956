using System.Diagnostics.Metrics;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Telemetry;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>What is measured is what the page says, name by name, attribute by attribute and word by word.</summary>
public sealed class TelemetryPageTest
{
    [Fact]
    public async Task Every_metric_is_in_the_page_as_it_is_and_no_other()
    {
        await using var server = await TestServer.StartAsync();
        using var heard = new Heard(server.Instruments);

        Assert.Equal(
            TelemetryPage.Metrics.Select(metric => $"{metric.Name} {metric.Kind} {metric.Unit}: {metric.Meaning}").Order(StringComparer.Ordinal),
            heard.Instruments.Select(one => $"{one.Name} {KindOf(one)} {one.Unit}: {one.Description}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_metric_is_measured_with_the_attributes_of_the_page_and_their_words()
    {
        await using var receiver = await TestServer.StartAsync(("domains:0", "example.net"), ("catchAll:example.net", "postmaster@example.net"));
        await using var server = await TestServer.StartAsync(
            ("listeners:0:address", "127.0.0.1:0"), ("listeners:0:role", "submission"), ("domains:0", "example.org"),
            ("routes:0:to", "*"), ("routes:0:via", $"smtp://127.0.0.1:{receiver.Port}"));
        await server.AddUserAsync("ann@example.org", "pencil");
        using var heard = new Heard(server.Instruments);
        await using (var visit = (await server.StartTlsAsync()).Client)
        {
            await visit.SayAllAsync(
                "EHLO client.example", "AUTH PLAIN AGFubkBleGFtcGxlLm9yZwBwZW5jaWw=", "WHAT", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA");
            Assert.StartsWith("250", await visit.SayAsync("Subject: x\r\n\r\ny\r\n."), StringComparison.Ordinal);
            await visit.SayAsync("QUIT");
            Assert.True(await visit.IsClosedAsync());
        }
        string[] last = ["smtp.server.session.duration", "smtp.queue.deliveries"];
        await Eventually.HoldsAsync(() => last.All(name => heard.Sum(name) > 0), () => "The session does not end, or the mail stays.");

        var said = heard.All;
        foreach (var metric in TelemetryPage.Metrics)
        {
            var own = said.Where(one => one.Name == metric.Name).ToList();
            Assert.True(own.Count > 0, $"{metric.Name} was not measured.");
            Assert.All(own, one => Assert.Equal(metric.Attributes, one.Attributes.Keys));
        }
        Assert.All(said.SelectMany(one => one.Attributes), pair => Assert.Contains(pair.Value, TelemetryPage.Attributes[pair.Key]));
    }

    [Fact]
    public void Every_word_that_a_metric_may_use_is_in_the_page()
    {
        Assert.Subset(TelemetryPage.Attributes["smtp.role"].ToHashSet(), All<Role>());
        Assert.Subset(TelemetryPage.Attributes["smtp.session.ending"].ToHashSet(), All<Ending>());
        Assert.Subset(TelemetryPage.Attributes["smtp.refusal.reason"].ToHashSet(), new HashSet<string>([.. All<Reason>(), .. All<BodyFault>(), .. All<SyntaxError>()]));
        Assert.Equal(
            TelemetryPage.Metrics.SelectMany(metric => metric.Attributes).Distinct().Order(StringComparer.Ordinal),
            TelemetryPage.Attributes.Keys.Order(StringComparer.Ordinal));
    }

    private static HashSet<string> All<T>() where T : struct, Enum => [.. Enum.GetValues<T>().Select(Values<T>.Of)];

    private static string KindOf(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        "ObservableUpDownCounter" => "up-down counter",
        var other => other,
    };
}
