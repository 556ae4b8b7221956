using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Smtp.Host.Receiving;
using Smtp.Host.Tests.Configuration;
using Smtp.Host.Tests.Policies;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Receiving;

/// <summary>What is logged of connections that come to no session.</summary>
[Collection(nameof(Alone))]
public sealed class ListenerLogTest : ILogEventSink
{
    private readonly List<LogEvent> _events = [];

    [Fact]
    public async Task Who_is_gone_before_a_session_begins_is_no_error()
    {
        using var fixture = new StoreFixture();
        using var setup = new Setup();
        await using var store = await fixture.OpenAsync();
        var configuration = new LiveConfiguration(setup.File("""{ "listeners": [{ "address": "127.0.0.1:0", "tls": "none" }] }""").Load());
        await using var parts = new SmtpServer.Parts(store, configuration, TimeProvider.System);
        var before = Log.Logger;
        await using var logger = new LoggerConfiguration().WriteTo.Sink(this).CreateLogger();
        Log.Logger = logger;
        try
        {
            await using var connection = new DefaultConnectionContext("1")
            {
                RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 52525),
                Transport = new PipedSession.Ends(new Pipe().Reader, new Pipe().Writer),
                ConnectionClosed = new CancellationToken(canceled: true),
            };
            await new SmtpListener(configuration.Options.Listeners[0], parts, CancellationToken.None).OnConnectedAsync(connection);
        }
        finally
        {
            Log.Logger = before;
        }

        var told = Assert.Single(_events);
        Assert.Equal((LogEventLevel.Information, "\"127.0.0.1\" left before a session began"), (told.Level, told.RenderMessage()));
    }

    void ILogEventSink.Emit(LogEvent logEvent) => _events.Add(logEvent);
}
