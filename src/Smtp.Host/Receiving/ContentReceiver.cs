using System.Buffers;
using System.Runtime.CompilerServices;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;
using Smtp.Parsing.Framing;

namespace Smtp.Host.Receiving;

/// <summary>Carries the content of a message from the wire to the store, at constant memory, block by block.</summary>
internal sealed class ContentReceiver(Wire wire, IBodies bodies)
{
    private const int Block = 16 * 1024;

    private ChunkDecoder? _chunks;
    private bool _noStorage;

    /// <summary>The content of the message on its way; null where there is none.</summary>
    public IBodyWriter? Body { get; private set; }

    /// <summary>Forgets the content: it has been accepted, or nobody wants it.</summary>
    public async ValueTask ForgetAsync()
    {
        var body = Body;
        (Body, _chunks, _noStorage) = (null, null, false);
        if (body is not null) await body.DisposeAsync();
    }

    /// <summary>Content up to CRLF.CRLF.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Command> ReceiveAsync(Want.Content want)
    {
        await BeginAsync();
        var decoder = new ContentDecoder(want.Rules);
        var output = ArrayPool<byte>.Shared.Rent((Block * 2) + 8);
        try
        {
            while (true)
            {
                while (!wire.Buffer.IsEmpty)
                {
                    var done = decoder.Decode(NextBlock(Block), output, out var consumed, out var written);
                    wire.Tape?.Decoded(output.AsSpan(0, written));
                    wire.Consume(consumed);
                    await KeepAsync(output.AsMemory(0, written), decoder.Fault is not null);
                    if (done) return await EndAsync(decoder.Fault, decoder.Size);
                }
                var reading = await wire.ReadAsync(want.Patience, interruptible: false);
                if (reading != Reading.Octets) return await BreakOffAsync(reading);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    /// <summary>The octets of one chunk.</summary>
    public async ValueTask<Command> ReceiveAsync(Want.Chunk want)
    {
        if (want.First) await BeginAsync();
        var decoder = _chunks ??= new ChunkDecoder(want.Rules);
        var output = ArrayPool<byte>.Shared.Rent((Block * 2) + 8);
        try
        {
            var left = want.Size;
            do
            {
                if (left > 0 && wire.Buffer.IsEmpty)
                {
                    var reading = await wire.ReadAsync(want.Patience, interruptible: false);
                    if (reading != Reading.Octets) return await BreakOffAsync(reading);
                }
                var block = left > 0 ? NextBlock((int)Math.Min(Block, left)) : default;
                left -= block.Length;
                var length = block.Length;
                decoder.Decode(block, want.Last && left == 0, output, out var written);
                wire.Tape?.Decoded(output.AsSpan(0, written));
                wire.Consume(length);
                await KeepAsync(output.AsMemory(0, written), decoder.Fault is not null);
            }
            while (left > 0);
            if (decoder.Fault is null && !_noStorage && !want.Last) return new Command.ChunkReceived();
            return await EndAsync(decoder.Fault, decoder.Size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    /// <summary>Octets that nobody wants; whatever came of the message before them is given up too.</summary>
    public async ValueTask<Command> SkipAsync(Want.Skip want)
    {
        await ForgetAsync();
        for (var left = want.Size; left > 0;)
        {
            if (wire.Buffer.IsEmpty)
            {
                var reading = await wire.ReadAsync(want.Patience, interruptible: false);
                if (reading != Reading.Octets) return reading.Ended();
            }
            var skipped = Math.Min(left, wire.Buffer.Length);
            wire.Consume(skipped);
            left -= skipped;
        }
        return new Command.ChunkReceived();
    }

    private async ValueTask BeginAsync()
    {
        await ForgetAsync();
        Body = bodies.CreateBody();
    }

    private ReadOnlySpan<byte> NextBlock(int most)
    {
        foreach (var segment in wire.Buffer)
            if (!segment.IsEmpty) return segment.Span[..Math.Min(most, segment.Length)];
        return default;
    }

    /// <summary>Keeps octets; where the storage cannot, the rest is read all the same and the fault told at the end.</summary>
    private async ValueTask KeepAsync(ReadOnlyMemory<byte> octets, bool faulty)
    {
        if (octets.IsEmpty || faulty || _noStorage || Body is null) return;
        try
        {
            await Body.WriteAsync(octets, CancellationToken.None);
        }
        catch (IOException failure)
        {
            Serilog.Log.Error("The storage cannot take content: {Reason}", failure.Message);
            _noStorage = true;
        }
    }

    private async ValueTask<Command> EndAsync(BodyFault? fault, long size)
    {
        fault ??= _noStorage ? BodyFault.NoStorage : null;
        if (fault is not { } reason) return new Command.BodyReceived(new Body("spool", size));
        await ForgetAsync();
        return new Command.BodyRefused(reason);
    }

    private async ValueTask<Command> BreakOffAsync(Reading reading)
    {
        await ForgetAsync();
        return reading.Ended();
    }
}
