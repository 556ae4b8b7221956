using System.Net;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Hosting;
using Smtp.Host.Telemetry;
using Smtp.Host.Tests.Receiving;
using Smtp.Host.Tests.Web;

namespace Smtp.Host.Tests.Telemetry;

public sealed class HealthTest
{
    [Fact]
    public async Task A_host_that_serves_is_alive_and_ready()
    {
        await using var web = await WebServer.StartAsync(("web:token", "0123456789abcdef-token"));
        Assert.Equal("ok", await web.Client.GetStringAsync("/livez"));
        Assert.Equal("ok", await web.Client.GetStringAsync("/readyz"));
    }

    [Fact]
    public async Task It_is_not_ready_before_its_listeners_are_bound_nor_when_it_stops_nor_without_its_store()
    {
        await using var server = await TestServer.StartAsync();
        using var life = new Life();
        var readiness = new Readiness(life, server.Queue);

        Assert.Equal("The host starts; not all listeners are bound.", await readiness.WhyNotAsync(CancellationToken.None));
        life.Started.Cancel();
        Assert.Null(await readiness.WhyNotAsync(CancellationToken.None));
        await server.StopAsync();
        Assert.Equal("The store does not answer.", await readiness.WhyNotAsync(CancellationToken.None));
        life.Stopping.Cancel();
        Assert.Equal("The host stops.", await readiness.WhyNotAsync(CancellationToken.None));
        var answer = Assert.IsType<ContentHttpResult>(await readiness.AnswerAsync(CancellationToken.None));
        Assert.Equal(((int?)HttpStatusCode.ServiceUnavailable, "The host stops."), (answer.StatusCode, answer.ResponseContent));
    }

    private sealed class Life : IHostApplicationLifetime, IDisposable
    {
        public CancellationTokenSource Started { get; } = new();

        public CancellationTokenSource Stopping { get; } = new();

        public CancellationToken ApplicationStarted => Started.Token;

        public CancellationToken ApplicationStopping => Stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => Stopping.Cancel();

        public void Dispose()
        {
            Started.Dispose();
            Stopping.Dispose();
        }
    }
}
