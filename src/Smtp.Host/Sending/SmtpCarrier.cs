using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;

namespace Smtp.Host.Sending;

/// <summary>Carries messages over SMTP or LMTP, one connection for as long as it lasts.</summary>
/// <param name="find">Finds the hosts that may be connected to, in their order; or why there is none.</param>
internal sealed class SmtpCarrier(Func<CancellationToken, Task<Hosts>> find) : ICarrier
{
    // No RFC says how long; servers that take longer to accept a connection will not take mail either.
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(30);

    // Of a host with a hundred addresses nobody tries all (RFC 5321 §5.1 wants two at least).
    private const int MostHosts = 5;

    private SmtpClientConnection? _connection;

    public async Task<Carried> CarryAsync(Consignment consignment, CancellationToken stop)
    {
        var content = consignment.Content;
        var outgoing = new Outgoing(consignment.Envelope, content.Size, await FactsAsync(content, stop));
        if (_connection is not null)
        {
            var carried = await SendAsync(_connection, outgoing, content, stop);
            // A server may close what has been idle, or has had enough messages: the message was not even looked at.
            if (carried.Hop == HopState.Alive || _connection.SentContent || carried.Outcomes.Any(one => one is not Outcome.Deferred)) return carried;
            await CloseAsync(stop);
        }
        var (connection, why) = await ConnectAsync(stop);
        if (connection is null) return Carried.Alike(consignment, why!, HopState.Dead);
        return await SendAsync(_connection = connection, outgoing, content, stop);
    }

    public async ValueTask DisposeAsync() => await CloseAsync(CancellationToken.None);

    private static async Task<Carried> SendAsync(
        SmtpClientConnection connection, Outgoing outgoing, TracedContent content, CancellationToken stop)
    {
        var handover = await connection.SendAsync(outgoing, content.OpenAsync, stop);
        return new Carried([.. handover.Outcomes], connection.State is ClientState.Idle ? HopState.Alive : HopState.Gone);
    }

    private async Task<(SmtpClientConnection? Connection, Outcome? Why)> ConnectAsync(CancellationToken stop)
    {
        var hosts = await find(stop);
        var why = hosts.Why;
        foreach (var host in hosts.All.Take(MostHosts))
        {
            var (connection, ending) = await ConnectAsync(host, host.Settings, stop);
            if (connection is null && ending.Ending == ClientEnding.TlsUnavailable)
                (connection, ending) = await ConnectAsync(host, host.Settings with { Tls = TlsUse.None }, stop);
            if (connection is not null) return (connection, null);
            why = ending.Why;
            // RFC 5321 §5.1: what one host says for good holds for all of them.
            if (why is Outcome.Failed) break;
        }
        return (null, why ?? new Outcome.Deferred(Diagnosis.Here("4.4.4", "There is no host to send to.")));
    }

    private static async Task<(SmtpClientConnection? Connection, ClientState.Closed Ending)> ConnectAsync(
        RemoteHost host, SendingSettings settings, CancellationToken stop)
    {
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
        var connection = new SmtpClientConnection(stream, settings);
        if (await connection.SettleAsync(stop) is ClientState.Idle) return (connection, null!);
        await connection.QuitAsync(stop);
        await connection.DisposeAsync();
        return (null, (ClientState.Closed)connection.State);
    }

    private static async Task<Stream> OpenAsync(EndPoint to, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ConnectPatience);
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

    private static async Task<ContentFacts> FactsAsync(TracedContent content, CancellationToken stop)
    {
        var scanner = new ContentScanner();
        await using var stream = await content.OpenAsync(stop);
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

    private async Task CloseAsync(CancellationToken stop)
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await using (connection) await connection.QuitAsync(stop);
    }
}

/// <summary>Hosts that may be connected to.</summary>
/// <param name="All">In the order in which they are tried.</param>
/// <param name="Why">Why there is none; null where there is one.</param>
internal sealed record Hosts(IReadOnlyList<RemoteHost> All, Outcome? Why);

/// <summary>A host that may be connected to.</summary>
/// <param name="EndPoint">Where.</param>
/// <param name="Settings">How it is talked to.</param>
internal sealed record RemoteHost(EndPoint EndPoint, SendingSettings Settings);
