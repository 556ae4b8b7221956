using System.IO.Pipelines;
using Smtp.Domain.Receiving;
using Smtp.Host.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Two pipes in memory: no socket at all. The server sees the client's octets in segments, however fast they come.</summary>
internal sealed class PipeStage(Givens givens, Certificates certificates, Func<int> segment) : Stage(givens, certificates)
{
    public override bool Cuts => true;

    public override async Task<(Stream Client, Wire Server)> ConnectAsync(Peer peer, string name, ReadOnlyMemory<byte> early)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        await toServer.Writer.WriteAsync(early);
        var wire = WireOf(new Duplex(new Drip(toServer.Reader, segment), toClient.Writer), CancellationToken.None);
        _ = ServeAsync(wire, toServer, toClient, peer, name, !early.IsEmpty);
        return (new ClientPipes(toClient.Reader, toServer.Writer), wire);
    }

    private async Task ServeAsync(Wire wire, Pipe toServer, Pipe toClient, Peer peer, string name, bool early)
    {
        await ServeAsync(Givens.Settings, wire, peer, name, early);
        await toClient.Writer.CompleteAsync();
        await toServer.Reader.CompleteAsync();
    }

    private sealed class Duplex(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;
        public PipeWriter Output => output;
    }
}

/// <summary>The client's ends of two pipes as one stream, which can end its writing side alone.</summary>
internal sealed class ClientPipes(PipeReader input, PipeWriter output) : Stream
{
    private readonly DuplexPipeStream _both = new(input, output);

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public void EndWriting() => output.Complete();

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _both.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        await output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            output.Complete();
            input.Complete();
        }
        base.Dispose(disposing);
    }
}
