using System.Net;
using System.Net.Sockets;
using Smtp.Domain.Receiving;
using Smtp.Host.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>A loopback socket, accepted by Kestrel.</summary>
internal class SocketStage(Givens givens, Certificates certificates, Loopback loopback) : Stage(givens, certificates)
{
    protected int Port => loopback.Port;

    public override async Task<(Stream Client, Wire Server)> ConnectAsync(Peer peer, string name, ReadOnlyMemory<byte> early)
    {
        var server = Expect(Givens.Settings, peer, name, !early.IsEmpty);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port);
        var stream = new NetworkStream(socket, ownsSocket: true);
        if (!early.IsEmpty) await stream.WriteAsync(early);
        return (stream, await server.WaitAsync(Patience));
    }

    /// <summary>The next connection is this stage's.</summary>
    /// <returns>The server's end of it, once it is there.</returns>
    protected Task<Wire> Expect(Settings settings, Peer peer, string name, bool early)
    {
        var accepted = new TaskCompletionSource<Wire>(TaskCreationOptions.RunContinuationsAsynchronously);
        loopback.Expect(connection =>
        {
            var wire = WireOf(connection.Transport, connection.ConnectionClosed);
            accepted.SetResult(wire);
            return ServeAsync(settings, wire, peer, name, early);
        });
        return accepted.Task;
    }
}
