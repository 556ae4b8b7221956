using System.Globalization;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Smtp.Host.Receiving;

namespace Smtp.Host.Tests.FourWays;

/// <summary>The server's end of a connection that our client has opened: says what it is told to, and hears what the client says in
/// the words of a transcript.</summary>
internal sealed class ServerEnd(Stream transport, Certificates certificates, Func<int> segment) : IAsyncDisposable
{
    private readonly byte[] _buffer = new byte[4096];
    private readonly List<byte> _unread = [];
    private SslStream? _tls;
    private string _last = "";
    private bool _deaf;

    private Stream Stream => _tls ?? transport;

    public async Task SayAsync(ReadOnlyMemory<byte> octets)
    {
        for (var rest = octets; !rest.IsEmpty;)
        {
            var size = Math.Min(rest.Length, segment());
            await Stream.WriteAsync(rest[..size]).AsTask().WaitAsync(Stage.Patience);
            await Stream.FlushAsync().WaitAsync(Stage.Patience);
            rest = rest[size..];
        }
    }

    /// <summary>A handshake, as far as the client goes along with it. What is said in one that comes to nothing is no SMTP.</summary>
    public async Task StartTlsAsync()
    {
        _deaf = true;
        var tls = new SslStream(transport, leaveInnerStreamOpen: true);
        try
        {
            await tls.AuthenticateAsServerAsync(await certificates.CurrentAsync());
            (_tls, _deaf) = (tls, false);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException or ObjectDisposedException)
        {
            // The client did not want it so, and says itself what comes of that.
            await tls.DisposeAsync();
        }
    }

    /// <summary>A handshake that the client begins, and the server answers by what is none.</summary>
    public async Task FailTlsAsync()
    {
        _deaf = true;
        await ReadAsync();
        await transport.WriteAsync("this is no ServerHello\r\n"u8.ToArray());
    }

    /// <summary>The next line that the client says, or the content; null where it says no more.</summary>
    public async Task<string?> HearAsync(bool content)
    {
        if (_deaf) return null;
        if (!content) return await LineAsync() is { } line ? $"C: {line}".TrimEnd() : null;
        var size = _last.StartsWith("BDAT ", StringComparison.Ordinal) ? await ChunkAsync() : await DottedAsync();
        return string.Create(CultureInfo.InvariantCulture, $"C= {size} octets");
    }

    public ValueTask DisposeAsync()
    {
        _deaf = true;
        return transport.DisposeAsync();
    }

    private async Task<long> ChunkAsync()
    {
        var size = int.Parse(_last.Split(' ')[1], CultureInfo.InvariantCulture);
        while (_unread.Count < size && await ReadAsync()) { }
        var heard = Math.Min(size, _unread.Count);
        _unread.RemoveRange(0, heard);
        return heard;
    }

    /// <summary>Content up to the dot, the dots that were put before others not counted (RFC 5321 §4.5.2).</summary>
    private async Task<long> DottedAsync()
    {
        var size = 0L;
        while (await LineAsync() is { } line && line != ".")
            size += Encoding.UTF8.GetByteCount(line) + 2 - (line.StartsWith('.') ? 1 : 0);
        return size;
    }

    private async Task<string?> LineAsync()
    {
        int end;
        while ((end = _unread.IndexOf((byte)'\n')) < 0)
            if (!await ReadAsync()) return null;
        _last = Encoding.UTF8.GetString([.. _unread.Take(end - 1)]);
        _unread.RemoveRange(0, end + 1);
        return _last;
    }

    private async Task<bool> ReadAsync()
    {
        try
        {
            var count = await Stream.ReadAsync(_buffer).AsTask().WaitAsync(Stage.Patience);
            _unread.AddRange(_buffer.AsSpan(0, count));
            return count > 0;
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
