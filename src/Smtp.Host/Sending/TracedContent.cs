namespace Smtp.Host.Sending;

/// <summary>Content as it travels on: lines that we put before it, and behind them its octets as they came.</summary>
/// <param name="trace">Our lines.</param>
/// <param name="size">Octets of the content without them.</param>
/// <param name="open">Opens the content without them.</param>
internal sealed class TracedContent(ReadOnlyMemory<byte> trace, long size, Func<CancellationToken, Task<Stream>> open)
{
    /// <summary>Octets, our lines counted.</summary>
    public long Size => trace.Length + size;

    /// <summary>Opens it, as often as needed.</summary>
    public async Task<Stream> OpenAsync(CancellationToken stop) => new Joined(trace, await open(stop));

    /// <summary>Octets in memory, and behind them a stream.</summary>
    private sealed class Joined(ReadOnlyMemory<byte> first, Stream second) : Stream
    {
        private ReadOnlyMemory<byte> _first = first;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(Span<byte> buffer)
        {
            if (_first.IsEmpty) return second.Read(buffer);
            var count = Math.Min(buffer.Length, _first.Length);
            _first.Span[..count].CopyTo(buffer);
            _first = _first[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _first.IsEmpty ? second.ReadAsync(buffer, cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override void Flush() => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) second.Dispose();
            base.Dispose(disposing);
        }
    }
}
