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
        var end = new ServerEnd(new ClientPipes(toServer.Reader, toClient.Writer), certificates, segment);
        return await new ServerPlayer(transcript, Task.FromResult(end), (follower, time, stop) =>
            SettledAsync(new ClientPipes(toClient.Reader, toServer.Writer), settings, follower, time, stop)).PlayAsync();
    }

    /// <summary>Over a loopback socket.</summary>
    public static Task<string> OverSocketAsync(Transcript transcript, SendingSettings settings, Certificates certificates, Func<int> segment) =>
        OverSocketAsync(transcript, certificates, segment, async (to, follower, time, stop) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(to, stop);
            return await SettledAsync(new NetworkStream(socket, ownsSocket: true), settings, follower, time, stop);
        });

    /// <summary>The same, dialed as <c>smtp send</c> and the courier dial.</summary>
    public static Task<string> DialedAsync(Transcript transcript, SendingSettings settings, Certificates certificates) =>
        OverSocketAsync(transcript, certificates, () => int.MaxValue, async (to, follower, time, stop) =>
            (await Dialer.ConnectAsync(new RemoteHost(to, settings), follower, time, stop)).Connection);

    private static async Task<string> OverSocketAsync(
        Transcript transcript, Certificates certificates, Func<int> segment,
        Func<EndPoint, Follower, TimeProvider, CancellationToken, Task<SmtpClientConnection?>> connect)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return await new ServerPlayer(transcript, AcceptAsync(), (follower, time, stop) =>
            connect(listener.LocalEndpoint, follower, time, stop)).PlayAsync();

        async Task<ServerEnd> AcceptAsync()
        {
            var socket = await listener.AcceptSocketAsync();
            socket.NoDelay = true;
            return new ServerEnd(new NetworkStream(socket, ownsSocket: true), certificates, segment);
        }
    }

    private static async Task<SmtpClientConnection?> SettledAsync(
        Stream stream, SendingSettings settings, Follower follower, TimeProvider time, CancellationToken stop)
    {
        var connection = new SmtpClientConnection(stream, settings, follower, time);
        if (await connection.SettleAsync(stop) is ClientState.Idle) return connection;
        await connection.DisposeAsync();
        return null;
    }
}
