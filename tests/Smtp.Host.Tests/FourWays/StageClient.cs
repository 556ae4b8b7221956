using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Smtp.Host.Receiving;

namespace Smtp.Host.Tests.FourWays;

/// <summary>The client's end of a connection on a stage, and the server's, which knows what it has read.</summary>
internal sealed class StageClient(Stream transport, Wire server) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[4096];
    private readonly List<byte> _unread = [];
    private long _sent;
    private SslStream? _tls;

    public Wire Server => server;

    public bool SaidEarly { get; set; }

    public bool IsOver { get; private set; }

    public bool IsSecure => _tls is not null;

    /// <summary>Whether the server has nothing to do but to wait.</summary>
    public bool IsWaitedFor(Stage stage) => IsOver || stage.IsWaiting(server, _sent);

    /// <summary>Sends octets; false where the server is gone.</summary>
    public async Task<bool> TryWriteAsync(ReadOnlyMemory<byte> octets)
    {
        try
        {
            _sent += octets.Length;
            await Stream.WriteAsync(octets).AsTask().WaitAsync(Stage.Patience);
            await Stream.FlushAsync().WaitAsync(Stage.Patience);
            return true;
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException)
        {
            return false;
        }
    }

    public void End()
    {
        if (transport is ClientPipes pipes) pipes.EndWriting();
        else ((NetworkStream)transport).Socket.Shutdown(SocketShutdown.Send);
    }

    public async Task ResetAsync()
    {
        if (transport is NetworkStream network) network.Socket.LingerState = new LingerOption(true, 0);
        IsOver = true;
        await transport.DisposeAsync();
    }

    public async Task StartTlsAsync()
    {
        var tls = new SslStream(transport, leaveInnerStreamOpen: true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(Stage.Patience);
        _tls = tls;
    }

    /// <summary>One line of the server, CRLF with it; null when it said no more.</summary>
    public async Task<byte[]?> ReadLineAsync()
    {
        int end;
        while ((end = _unread.IndexOf((byte)'\n')) < 0)
        {
            var count = await ReadAsync();
            if (count == 0) return null;
            _unread.AddRange(_buffer.AsSpan(0, count));
        }
        byte[] line = [.. _unread.Take(end + 1)];
        _unread.RemoveRange(0, end + 1);
        return line;
    }

    /// <summary>Whether the server has closed without another word.</summary>
    public async Task<bool> IsClosedAsync() => await ReadLineAsync() is null;

    public ValueTask DisposeAsync() => transport.DisposeAsync();

    private Stream Stream => _tls ?? transport;

    private async Task<int> ReadAsync()
    {
        try
        {
            var count = await Stream.ReadAsync(_buffer).AsTask().WaitAsync(Stage.Patience);
            IsOver |= count == 0;
            return count;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            IsOver = true;
            return 0;
        }
    }
}
