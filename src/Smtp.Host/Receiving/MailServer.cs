using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using Serilog;
using Serilog.Extensions.Logging;
using Smtp.Host.Configuration;

namespace Smtp.Host.Receiving;

/// <summary>The listeners for mail: Kestrel, without the rest of ASP.NET. Mail is taken before the pages are ready.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly SerilogLoggerFactory _logs;
    private readonly KestrelServer _kestrel;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<(ListenerOptions Listener, ListenOptions Endpoint)> _bound = [];

    private MailServer(SmtpServer.Parts parts)
    {
        _services = new ServiceCollection().BuildServiceProvider();
        _logs = new SerilogLoggerFactory(Log.Logger);
        var options = new KestrelServerOptions { ApplicationServices = _services };
        foreach (var listener in parts.Configuration.Options.Listeners)
        {
            ListenSockets.Listen(options, listener.Place(), endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Run(new SmtpListener(listener, parts, _stopping.Token).OnConnectedAsync);
                _bound.Add((listener, endpoint));
            });
        }
        var sockets = new SocketTransportOptions();
        ListenSockets.Configure(sockets);
        _kestrel = new KestrelServer(Options.Create(options), new SocketTransportFactory(Options.Create(sockets), _logs), _logs);
    }

    /// <summary>Where it listens, as the system told: a port 0 has become the port that it chose.</summary>
    public IReadOnlyList<(ListenerOptions Listener, string Address)> Listening =>
        [.. _bound.Select(one => (one.Listener, ListenSockets.AddressOf(one.Endpoint)))];

    /// <summary>Listens.</summary>
    /// <exception cref="IOException">An address is in use.</exception>
    /// <exception cref="ListenException">Nobody may listen at an address, or there is no such address.</exception>
    public static async Task<MailServer> StartAsync(SmtpServer.Parts parts, CancellationToken stop)
    {
        var server = new MailServer(parts);
        try
        {
            await server._kestrel.StartAsync(new NoHttp(), stop);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops: no new sessions, idle ones are told 421, messages on their way may finish within the grace period.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        await _stopping.CancelAsync();
        using var late = new CancellationTokenSource(grace);
        await _kestrel.StopAsync(late.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _kestrel.Dispose();
        _logs.Dispose();
        await _services.DisposeAsync();
        _stopping.Dispose();
    }

    /// <summary>Kestrel asks for an application of HTTP; at these listeners nobody speaks it.</summary>
    private sealed class NoHttp : IHttpApplication<IFeatureCollection>
    {
        public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

        public Task ProcessRequestAsync(IFeatureCollection context) => throw new InvalidOperationException("Nobody speaks HTTP here.");

        public void DisposeContext(IFeatureCollection context, Exception? exception) { }
    }
}
