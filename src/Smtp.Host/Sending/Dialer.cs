using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;

namespace Smtp.Host.Sending;

/// <summary>Connects to servers.</summary>
internal static class Dialer
{
    // No RFC says how long; servers that take longer to accept a connection will not take mail either.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Connects, and introduces us.</summary>
    /// <returns>A connection that is ready for a message; or how it ended before.</returns>
    public static async Task<(SmtpClientConnection? Connection, ClientState.Closed? Ending)> ConnectAsync(
        RemoteHost host, IConversation? conversation, TimeProvider time, CancellationToken stop)
    {
        var settings = host.Settings;
        Stream stream;
        try
        {
            stream = await OpenAsync(host.EndPoint, stop);
        }
        catch (Exception unreachable) when (unreachable is SocketException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            var text = unreachable is SocketException refused ? refused.Message : "The connection timed out";
            return (null, ClientSession.Unreachable(Diagnosis.Here("4.4.1", text, settings.Remote)));
        }
        var connection = new SmtpClientConnection(stream, settings, conversation, time);
        if (await connection.SettleAsync(stop) is ClientState.Idle) return (connection, null);
        await connection.QuitAsync(stop);
        await connection.DisposeAsync();
        return (null, (ClientState.Closed)connection.State);
    }

    private static async Task<Stream> OpenAsync(EndPoint to, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Patience);
        var socket = to is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to, limit.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>What content asks of a server that is to take it.</summary>
    public static async Task<ContentFacts> FactsAsync(Func<CancellationToken, Task<Stream>> open, CancellationToken stop)
    {
        var scanner = new ContentScanner();
        await using var stream = await open(stop);
        var block = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (await stream.ReadAsync(block, stop) is var read and > 0) scanner.Scan(block.AsSpan(0, read));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
        return scanner.Facts;
    }
}

/// <summary>A host that may be connected to.</summary>
/// <param name="EndPoint">Where.</param>
/// <param name="Settings">How it is talked to.</param>
internal sealed record RemoteHost(EndPoint EndPoint, SendingSettings Settings);
