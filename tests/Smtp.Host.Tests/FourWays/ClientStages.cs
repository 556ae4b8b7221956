using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Smtp.Domain.Sending;
using Smtp.Host.Receiving;
using Smtp.Host.Sending;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Where our client meets the server of a transcript.</summary>
internal static class ClientStages
{
    /// <summary>Over two pipes in memory.</summary>
    public static async Task<string> OverPipesAsync(Transcript transcript, SendingSettings settings, Certificates certificates, Func<int> segment)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        var end = new ServerEnd(new ClientPipes(toServer.Reader, toClient.Writer), certificates, () => int.MaxValue);
        using var client = new DirectClient((follower, time, stop) =>
            SettledAsync(new ClientPipes(new Drip(toClient.Reader, segment), toServer.Writer), settings, follower, time, stop));
        return await new ServerPlayer(transcript, Task.FromResult(end), client).PlayAsync();
    }

    /// <summary>Over a loopback socket.</summary>
    public static async Task<string> OverSocketAsync(Transcript transcript, SendingSettings settings, Certificates certificates, Func<int> segment)
    {
        using var listener = Listen();
        using var client = new DirectClient(async (follower, time, stop) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(listener.LocalEndpoint, stop);
            return await SettledAsync(new NetworkStream(socket, ownsSocket: true), settings, follower, time, stop);
        });
        return await new ServerPlayer(transcript, AcceptAsync(listener, certificates, segment), client).PlayAsync();
    }

    /// <summary>The same, dialed as <c>smtp send</c> and the courier dial.</summary>
    public static async Task<string> DialedAsync(Transcript transcript, SendingSettings settings, Certificates certificates)
    {
        using var listener = Listen();
        using var client = new DirectClient(async (follower, time, stop) =>
            (await Dialer.ConnectAsync(new RemoteHost(listener.LocalEndpoint, settings), follower, time, stop)).Connection);
        return await new ServerPlayer(transcript, AcceptAsync(listener, certificates, () => int.MaxValue), client).PlayAsync();
    }

    /// <summary>A listener on loopback.</summary>
    public static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    /// <summary>Accepts one connection, and no other.</summary>
    public static async Task<ServerEnd> AcceptAsync(TcpListener listener, Certificates certificates, Func<int> segment)
    {
        var socket = await listener.AcceptSocketAsync();
        listener.Stop();
        socket.NoDelay = true;
        return new ServerEnd(new NetworkStream(socket, ownsSocket: true), certificates, segment);
    }

    private static async Task<SmtpClientConnection?> SettledAsync(
        Stream stream, SendingSettings settings, IConversation follower, TimeProvider time, CancellationToken stop)
    {
        var connection = new SmtpClientConnection(stream, settings, follower, time);
        if (await connection.SettleAsync(stop) is ClientState.Idle) return connection;
        await connection.DisposeAsync();
        return null;
    }
}
