using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Smtp.Host.Replaying;

/// <summary>A client's connection to a live server: writes what it is told, and reads as many replies as are due.</summary>
internal sealed class LiveConnection : IAsyncDisposable
{
    // One TLS record, and no more than a socket takes at once.
    private const int Block = 16 * 1024;

    private static readonly byte[] NoClientHello = "this is no ClientHello\r\n"u8.ToArray();

    private readonly Socket _socket;
    private readonly TimeSpan _patience;
    private readonly byte[] _buffer = new byte[Block];
    private readonly List<byte> _pending = [];
    private Stream _stream;

    private LiveConnection(Socket socket, TimeSpan patience) =>
        (_socket, _patience, _stream) = (socket, patience, new NetworkStream(socket, ownsSocket: true));

    /// <summary>Whether the server, or the client, is gone.</summary>
    public bool IsOver { get; private set; }

    /// <summary>How many octets were sent, as they were meant: under TLS, those within it.</summary>
    public long Sent { get; private set; }

    /// <summary>Connects.</summary>
    /// <exception cref="IOException">Nobody answers there.</exception>
    public static async Task<LiveConnection> OpenAsync(LivePlace place, TimeSpan patience, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stop);
        waiting.CancelAfter(patience);
        try
        {
            await socket.ConnectAsync(place.Host, place.Port, waiting.Token);
            return new LiveConnection(socket, patience);
        }
        catch (Exception failure) when (failure is SocketException
            || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            socket.Dispose();
            var why = failure is SocketException ? failure.Message : "nobody answers";
            throw new IOException($"{place} cannot be reached: {why}", failure);
        }
    }

    /// <summary>What the server said that nobody waited for; the replies to come are of what is sent from now on.</summary>
    public async Task<byte[]> TakeUnaskedAsync(CancellationToken stop)
    {
        // Under TLS there may be octets that are no text; what was said then is seen with the next replies.
        if (_stream is NetworkStream)
        {
            while (!IsOver && _socket.Available > 0)
            {
                if (await ReadSomeAsync(stop) == 0) IsOver = true;
            }
        }
        return Take(LastLineEnd(_pending.Count));
    }

    /// <summary>Sends octets, and reads replies while they are sent and behind them.</summary>
    /// <param name="octets">What is sent.</param>
    /// <param name="replies">How many replies are waited for.</param>
    /// <param name="closes">Whether the end of the connection is waited for.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<Heard> ExchangeAsync(
        IEnumerable<ReadOnlyMemory<byte>> octets, int replies, bool closes, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        var writing = WriteAsync(octets, patience);
        var silent = false;
        try
        {
            while (!IsOver && (closes || EndOf(replies) < 0))
            {
                if (await ReadSomeAsync(patience.Token) == 0) IsOver = true;
                patience.CancelAfter(_patience);
            }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            silent = true;
        }
        silent |= !await writing;
        var end = IsOver || closes || silent ? _pending.Count : EndOf(replies);
        return new Heard(Take(end), IsOver, silent && !IsOver);
    }

    /// <summary>A TLS handshake. Any certificate is taken: conversations are compared here, nothing is kept secret.</summary>
    /// <returns>Nothing, or why it failed.</returns>
    public async Task<string?> StartTlsAsync(string host, SslProtocols version, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(_patience);
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = host,
                    EnabledSslProtocols = version,
#pragma warning disable CA5359 // A server under test has a certificate of its own making.
                    RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
                },
                patience.Token);
            return null;
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException
            || (failure is OperationCanceledException && !stop.IsCancellationRequested))
        {
            IsOver = true;
            return failure is OperationCanceledException ? "nothing came" : failure.Message;
        }
    }

    /// <summary>A TLS handshake that fails: what the client says in it is none. What the server may say to that is no text, and is
    /// passed over up to the end of the connection.</summary>
    public async Task<Heard> FailTlsAsync(CancellationToken stop)
    {
        var heard = await ExchangeAsync([NoClientHello], replies: 0, closes: true, stop);
        return heard with { Octets = [] };
    }

    /// <summary>Ends the client's side.</summary>
    public async Task EndAsync()
    {
        try
        {
            if (_stream is SslStream tls) await tls.ShutdownAsync();
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            // The server was faster; reading tells.
        }
    }

    /// <summary>Resets the connection: the server reads no end, it gets an error.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Close();
        IsOver = true;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception gone) when (gone is IOException or SocketException or ObjectDisposedException)
        {
            // Nobody is there any more to be told.
        }
        _socket.Dispose();
    }

    private async Task<bool> WriteAsync(IEnumerable<ReadOnlyMemory<byte>> octets, CancellationTokenSource patience)
    {
        try
        {
            foreach (var block in Joined(octets))
            {
                Sent += block.Length;
                await _stream.WriteAsync(block, patience.Token);
                patience.CancelAfter(_patience);
            }
            await _stream.FlushAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (IOException)
        {
            // The server is gone in the middle of what it was told; reading tells what it said before.
            return true;
        }
    }

    /// <summary>The same octets in as few blocks as can be: what a client says in one breath arrives so.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Joined(IEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        var joined = new List<byte>();
        foreach (var block in blocks)
        {
            joined.AddRange(block.Span);
            if (joined.Count < Block) continue;
            yield return joined.ToArray();
            joined.Clear();
        }
        if (joined.Count > 0) yield return joined.ToArray();
    }

    private async Task<int> ReadSomeAsync(CancellationToken stop)
    {
        try
        {
            var count = await _stream.ReadAsync(_buffer, stop);
            _pending.AddRange(_buffer.AsSpan(0, count));
            return count;
        }
        catch (IOException)
        {
            // A reset is an end as well.
            return 0;
        }
    }

    /// <summary>Where so many replies end in what has come, or -1.</summary>
    private int EndOf(int replies)
    {
        var start = 0;
        while (replies > 0)
        {
            var end = _pending.IndexOf((byte)'\n', start);
            if (end < 0) return -1;
            // RFC 5321 §4.2.1: a hyphen behind the code says that more lines follow.
            if (end - start < 4 || _pending[start + 3] != '-') replies--;
            start = end + 1;
        }
        return start;
    }

    private int LastLineEnd(int count) => count == 0 ? 0 : _pending.LastIndexOf((byte)'\n', count - 1) + 1;

    private byte[] Take(int count)
    {
        var taken = _pending[..count].ToArray();
        _pending.RemoveRange(0, count);
        return taken;
    }
}

/// <summary>What was heard.</summary>
/// <param name="Octets">Lines.</param>
/// <param name="Closed">Whether the server closed the connection.</param>
/// <param name="Silent">Whether something was still due when patience was over.</param>
internal sealed record Heard(byte[] Octets, bool Closed, bool Silent);
