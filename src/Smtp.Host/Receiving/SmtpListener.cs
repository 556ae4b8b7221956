using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Serilog;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;

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
            await using var session = new SmtpConnection(wire, parts.Shell, log);
            await session.RunAsync(await parts.SettingsForAsync(listener, connection.ConnectionClosed), peer, SessionIds.Next());
        }
        catch (OperationCanceledException) when (connection.ConnectionClosed.IsCancellationRequested)
        {
            // Such as who only looks whether somebody listens.
            log.Information("{Peer} left before a session began", peer);
        }
        catch (Exception failure)
        {
            // The last line of defence: one broken session must not take the others with it, and must not go unseen.
            log.Error(failure, "A session with {Peer} broke off", peer);
        }
    }
}
