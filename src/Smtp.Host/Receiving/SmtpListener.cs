using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Serilog;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Receiving;

/// <summary>Serves the connections of one listener: Kestrel accepts them, this runs a session on each.</summary>
internal sealed class SmtpListener(ListenerOptions listener, SmtpServer.Parts parts, CancellationToken stopping)
{
    /// <summary>Runs the session of a connection to its end.</summary>
    public async Task OnConnectedAsync(ConnectionContext connection)
    {
        var log = Log.Logger;
        var peer = Peer.Of((connection.RemoteEndPoint as IPEndPoint)?.Address);
        using var seat = parts.Connections.Enter(peer);
        await using var wire = new Wire(connection.Transport, parts.Time, connection.ConnectionClosed);
        using var stop = stopping.Register(static wire => ((Wire)wire!).Stop(), wire);
        var soon = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        using var asked = soon.Register(static wire => ((Wire)wire!).Stop(), wire);
        try
        {
            if (await SettingsAsync(connection, peer, log) is not { } settings) return;
            await using var session = new SmtpConnection(wire, parts.Shell, log);
            await session.RunAsync(settings, peer, SessionIds.Next());
        }
        catch (Exception failure)
        {
            // The last line of defence: one broken session must not take the others with it, and must not go unseen.
            log.Error(failure, "A session with {Peer} broke off", peer);
        }
    }

    /// <summary>What holds for a session; null where its client is gone meanwhile, as who only looks whether somebody listens.</summary>
    private async Task<Settings?> SettingsAsync(ConnectionContext connection, Peer peer, ILogger log)
    {
        try
        {
            return await parts.SettingsForAsync(listener, connection.ConnectionClosed);
        }
        catch (OperationCanceledException) when (connection.ConnectionClosed.IsCancellationRequested)
        {
            log.Information("{Peer} left before a session began", peer);
            return null;
        }
    }
}
