using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Smtp.Host.Tests.FourWays;

/// <summary>One listener of Kestrel's for all stages, one after the other: each connection is served by whoever expects it.</summary>
internal sealed class Loopback : IAsyncDisposable
{
    private readonly WebApplication _app;
    private ListenOptions? _bound;
    private Func<ConnectionContext, Task>? _expected;

    private Loopback()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, endpoint =>
        {
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Run(connection => Interlocked.Exchange(ref _expected, null)!(connection));
            _bound = endpoint;
        }));
        _app = builder.Build();
    }

    public int Port => _bound!.IPEndPoint!.Port;

    public static async Task<Loopback> StartAsync()
    {
        var loopback = new Loopback();
        await loopback._app.StartAsync();
        return loopback;
    }

    /// <summary>Who serves the next connection.</summary>
    public void Expect(Func<ConnectionContext, Task> serve) =>
        Assert.Null(Interlocked.Exchange(ref _expected, serve));

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
