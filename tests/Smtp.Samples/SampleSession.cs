using System.Buffers;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;

namespace Smtp.Samples;

/// <summary>A session over any transport: octets in, octets out; whoever embeds it answers the questions.</summary>
/// <param name="settings">Without TLS: a transport that has it satisfies Want.Handshake too.</param>
/// <param name="peer">Who connected.</param>
/// <param name="id">The session's name.</param>
/// <param name="answer">Answers a question, as a rule with Command.Answered; the octets are the message's content.</param>
public sealed class SampleSession(
    Settings settings, Peer peer, string id, Func<Question, ReadOnlyMemory<byte>, ValueTask<Command>> answer)
{
    private readonly CommandReader _commands = new();
    private readonly ArrayBufferWriter<byte> _content = new(), _output = new();
    private ReadOnlyMemory<byte> _input;
    private ContentDecoder? _data;
    private ChunkDecoder? _chunks;
    private long? _left;

    /// <summary>Where the session stands.</summary>
    public State State { get; private set; } = Session.Open(settings, peer, id, DateTimeOffset.UtcNow).State;

    /// <summary>Runs the session to its end.</summary>
    /// <param name="receive">Brings the next octets; 0 when no more will come.</param>
    /// <param name="send">Sends replies.</param>
    /// <param name="stop">Breaks off.</param>
    public async Task RunAsync(
        Func<Memory<byte>, ValueTask<int>> receive, Func<ReadOnlyMemory<byte>, ValueTask> send, CancellationToken stop)
    {
        var buffer = new byte[16 * 1024];
        var replies = await TakeAsync(default);
        while (true)
        {
            if (replies.Length > 0) await send(replies).AsTask().WaitAsync(stop);
            if (State.Wants is Want.Nothing) return;
            try
            {
                var count = await receive(buffer).AsTask().WaitAsync(State.Wants.Patience, stop);
                replies = count > 0 ? await TakeAsync(buffer.AsMemory(0, count)) : Step(new Command.Lost());
            }
            catch (TimeoutException)
            {
                replies = Step(new Command.TimedOut());
            }
        }
    }

    /// <summary>Takes octets as they come, any split of them, and gives back those to send.</summary>
    public async ValueTask<byte[]> TakeAsync(ReadOnlyMemory<byte> octets)
    {
        _input = (byte[])[.. _input.Span, .. octets.Span];
        List<byte> replies = [];
        while (await SatisfyAsync(State.Wants) is { } command) replies.AddRange(Step(command));
        return [.. replies];
    }

    private byte[] Step(Command command)
    {
        (State, var replies) = Session.Step(State, command);
        _output.ResetWrittenCount();
        foreach (var reply in replies) ReplyWriter.Write(reply, _output);
        return _output.WrittenSpan.ToArray();
    }

    /// <summary>What the state wants, if it is there already.</summary>
    private async ValueTask<Command?> SatisfyAsync(Want want) => want switch
    {
        Want.Line line => Line(line),
        Want.Content content => Content(content),
        Want.Chunk chunk => Chunk(chunk),
        Want.Skip skip => Part(skip.Size) is var _ && _left is null ? new Command.ChunkReceived() : null,
        Want.Verdict verdict => await answer(verdict.Question, _content.WrittenMemory),
        Want.Nothing => null,
        _ => throw new NotSupportedException($"Nobody satisfies {want.GetType().Name} here."),
    };

    private Command? Line(Want.Line want)
    {
        while (true)
        {
            var command = _commands.TryRead(_input.Span, want, out var consumed);
            _input = _input[consumed..];
            if (command is not null || consumed == 0) return command;
        }
    }

    private Command? Content(Want.Content want)
    {
        if (_data is null) _content.ResetWrittenCount();
        _data ??= new ContentDecoder(want.Rules);
        var done = _data.Decode(_input.Span, _content.GetSpan((_input.Length * 2) + 8), out var consumed, out var written);
        _content.Advance(written);
        _input = _input[consumed..];
        if (!done) return null;
        var command = Received(_data.Size, _data.Fault);
        _data = null;
        return command;
    }

    private Command? Chunk(Want.Chunk want)
    {
        if (want.First && _left is null)
        {
            _content.ResetWrittenCount();
            _chunks = new ChunkDecoder(want.Rules);
        }
        var part = Part(want.Size);
        _chunks!.Decode(part.Span, want.Last && _left is null, _content.GetSpan((part.Length * 2) + 8), out var written);
        _content.Advance(written);
        if (_left is not null) return null;
        return want.Last || _chunks.Fault is not null ? Received(_chunks.Size, _chunks.Fault) : new Command.ChunkReceived();
    }

    /// <summary>The octets of a chunk that are here; nothing is left of it once all of them were.</summary>
    private ReadOnlyMemory<byte> Part(long size)
    {
        var left = _left ?? size;
        var part = _input[..(int)Math.Min(left, _input.Length)];
        _input = _input[part.Length..];
        _left = left == part.Length ? null : left - part.Length;
        return part;
    }

    private static Command Received(long size, BodyFault? fault) =>
        fault is { } why ? new Command.BodyRefused(why) : new Command.BodyReceived(new Body("memory", size));
}
