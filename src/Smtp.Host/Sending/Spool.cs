using LanguageExt;
using Smtp.Domain.Mail;
using Smtp.Domain.Sending;
using static LanguageExt.Prelude;

namespace Smtp.Host.Sending;

/// <summary>A message that somebody gives us as a file or on standard input, made ready to be sent: its lines end with CRLF. It lies in
/// a temporary file, so that its size does not matter.</summary>
internal sealed class Spool : IAsyncDisposable
{
    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()),
        new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });

    private bool _afterCr, _atLineStart = true;

    /// <summary>Octets so far.</summary>
    public long Size => _file.Length;

    /// <summary>Puts octets behind those before; a lone LF becomes CRLF.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken stop)
    {
        var converted = new byte[octets.Length * 2];
        await _file.WriteAsync(converted.AsMemory(0, Convert(octets.Span, converted)), stop);
    }

    /// <summary>Puts a whole stream behind what is there.</summary>
    public async Task CopyAsync(Stream from, CancellationToken stop)
    {
        var block = new byte[64 * 1024];
        while (await from.ReadAsync(block, stop) is var read and > 0) await WriteAsync(block.AsMemory(0, read), stop);
    }

    /// <summary>Ends the last line, where it has no end.</summary>
    public async Task FinishAsync(CancellationToken stop)
    {
        if (!_atLineStart) await WriteAsync("\n"u8.ToArray(), stop);
        await _file.FlushAsync(stop);
    }

    /// <summary>The content from its beginning. One reader at a time; disposing of it leaves the message here.</summary>
    public Task<Stream> OpenAsync(CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        _file.Position = 0;
        return Task.FromResult<Stream>(new Reader(_file));
    }

    /// <summary>The message with its envelope; what its octets ask of servers is looked up in them.</summary>
    public async Task<Outgoing> ToAsync(ReversePath from, Seq<Mailbox> to, MailOptions options, Notify notify, CancellationToken stop)
    {
        var facts = await Dialer.FactsAsync(OpenAsync, stop);
        var ascii = from.IsAscii && to.ForAll(one => one.IsAscii) && !facts.HasUtf8Header;
        options = options with
        {
            Size = Size,
            Body = facts.IsBinary ? BodyType.BinaryMime : facts.IsEightBit ? BodyType.EightBitMime : BodyType.SevenBit,
            SmtpUtf8 = !ascii,
        };
        return new Outgoing(
            new Envelope(from, options, to.Map(one => new Recipient(new ForwardPath.Of(one), notify, None)).Strict()), Size, facts);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private int Convert(ReadOnlySpan<byte> octets, Span<byte> output)
    {
        var written = 0;
        foreach (var octet in octets)
        {
            if (octet == '\n' && !_afterCr) output[written++] = (byte)'\r';
            output[written++] = octet;
            _afterCr = octet == '\r';
            _atLineStart = octet == '\n';
        }
        return written;
    }

    private sealed class Reader(FileStream file) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => file.Length;
        public override long Position { get => file.Position; set => throw new NotSupportedException(); }
        public override int Read(byte[] buffer, int offset, int count) => file.Read(buffer, offset, count);
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => file.ReadAsync(buffer, cancellationToken);
        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
