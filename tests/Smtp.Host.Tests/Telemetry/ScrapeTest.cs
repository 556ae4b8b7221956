using System.Net;
using System.Net.Http.Headers;
using Smtp.Host.Tests.Cli;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Web;

namespace Smtp.Host.Tests.Telemetry;

/// <summary><c>/metrics</c>, as Prometheus and curl see it.</summary>
public sealed class ScrapeTest
{
    private const string Token = "0123456789abcdef-token";

    [ProgramFact("curl")]
    public async Task Curl_gets_the_figures_of_a_running_host()
    {
        var directory = Directory.CreateTempSubdirectory("smtp-metrics-");
        try
        {
            await using var host = await SmtpProcess.ServeAsync(directory.FullName, "--listen", "127.0.0.1:0", "--web", "127.0.0.1:0");
            await using (var client = await host.ConnectAsync())
            {
                await client.ReplyAsync();
                await client.SayAllAsync("EHLO client.example", "NOOP", "NOOP", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA", "x\r\n.", "QUIT");
                Assert.True(await client.IsClosedAsync());
            }
            IReadOnlyList<Sample> samples = [];
            await Eventually.HoldsAsync(
                async () => (samples = await ScrapeAsync(host.Pages)).Any(one => one.Family == "smtp_server_session_duration_seconds"), () => "The session does not end.");

            Assert.Equal(2, Value("smtp_server_commands_total", "NOOP 2xx"));
            Assert.Equal(1, Value("smtp_server_messages_total", "accepted mx"));
            Assert.Equal(1, Value("smtp_server_session_duration_seconds_count", "mx quit none"));
            Assert.Equal(3, Value("smtp_server_message_size_bytes_sum", "mx"));
            Assert.Equal(0, Value("smtp_queue_depth", "waiting"));
            Assert.True(Value("smtp_store_disk_free_bytes", "") > 0);
            Assert.True(Value("smtp_store_commit_duration_seconds_count", "") >= 1);
            Assert.Contains(samples, one => one.Family.StartsWith("dotnet_gc_", StringComparison.Ordinal));
            Assert.All(samples.Where(one => one.Family.StartsWith("smtp_", StringComparison.Ordinal)), one => Assert.Contains(Plain(one.Family), Documented));

            double Value(string name, string of) => Assert.Single(samples, one => one.Name == name && one.Of == of).Value;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_figures_are_under_the_rules_of_the_pages()
    {
        await using var web = await WebServer.StartAsync(("web:token", Token));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, null, null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(web, Token, null));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, await StatusAsync(web, Token, "rebound.example.com"));
    }

    [Fact]
    public async Task Each_host_tells_its_own_figures()
    {
        await using var busy = await WebServer.StartAsync();
        await using var idle = await WebServer.StartAsync();
        await busy.SendAsync("Hello");

        Assert.Contains(await FiguresAsync(busy), one => one.Name == "smtp_server_messages_total");
        Assert.DoesNotContain(await FiguresAsync(idle), one => one.Name == "smtp_server_messages_total");
        Assert.Contains(await FiguresAsync(idle), one => one.Name == "smtp_server_connections");
    }

    private static HashSet<string> Documented { get; } = [.. TelemetryPage.Metrics.Select(metric => metric.Name.Replace('.', '_'))];

    // As the page says: the unit and _total are added.
    private static string Plain(string family)
    {
        foreach (var suffix in new[] { "_total", "_seconds", "_bytes" })
            if (family.EndsWith(suffix, StringComparison.Ordinal)) return family[..^suffix.Length];
        return family;
    }

    private static async Task<IReadOnlyList<Sample>> ScrapeAsync(string pages) =>
        PrometheusText.Read(await Programs.RunAsync("curl", "", "-q", "-sS", "--fail", new Uri(new Uri(pages), "/metrics").ToString()));

    private static async Task<IReadOnlyList<Sample>> FiguresAsync(WebServer web) => PrometheusText.Read(await web.Client.GetStringAsync("/metrics"));

    private static async Task<HttpStatusCode> StatusAsync(WebServer web, string? token, string? host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Host = host;
        using var response = await web.Client.SendAsync(request);
        return response.StatusCode;
    }
}
