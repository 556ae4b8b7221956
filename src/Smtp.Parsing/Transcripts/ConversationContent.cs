using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;

namespace Smtp.Parsing.Transcripts;

/// <summary>The content of messages: as octets, or folded.</summary>
internal sealed partial class Conversation
{
    private const int MostShown = 64 * 1024;

    private readonly List<byte> _shown = [];
    private byte[] _decoded = [];
    private ContentDecoder? _content;
    private ChunkDecoder? _chunks;
    private long _folded;
    private long _left = -1;

    /// <summary>What of the last message's content can be shown, at most 64 KiB.</summary>
    public byte[] Shown => [.. _shown];

    /// <summary>Whether the next that comes is content, folded.</summary>
    private bool FoldedIsNext => _start == _end && Input.Folded is not null;

    private bool Content(Want.Content wanted)
    {
        if (_content is null)
        {
            _shown.Clear();
            if (_start == _end && !Fill()) return EndOfInput();
            _content = new ContentDecoder(wanted.Rules);
        }
        do
        {
            var done = _content.Decode(_buffer.AsSpan(_start, _end - _start), Room(), out var consumed, out var written);
            _start += consumed;
            Show(written);
            if (!done) continue;
            var (size, fault) = (_content.Size, _content.Fault);
            _content = null;
            Step(Received(size, fault));
            return true;
        }
        while (Fill());
        return EndOfInput();
    }

    private bool Chunk(Want.Chunk wanted)
    {
        if (_left < 0)
        {
            _left = wanted.Size;
            if (wanted.First)
            {
                _chunks = new ChunkDecoder(wanted.Rules);
                _folded = 0;
                _shown.Clear();
            }
            if (FoldedIsNext) return EndOfInput();
        }
        do
        {
            var count = (int)Math.Min(_left, _end - _start);
            _left -= count;
            _chunks!.Decode(_buffer.AsSpan(_start, count), wanted.Last && _left == 0, Room(), out var written);
            _start += count;
            Show(written);
            if (_left > 0) continue;
            EndChunk(wanted.Last, _chunks.Fault);
            return true;
        }
        while (Fill());
        return EndOfInput();
    }

    private bool Skip(Want.Skip wanted)
    {
        if (_left < 0)
        {
            _left = wanted.Size;
            if (FoldedIsNext) return EndOfInput();
        }
        do
        {
            var count = (int)Math.Min(_left, _end - _start);
            (_left, _start) = (_left - count, _start + count);
            if (_left > 0) continue;
            _left = -1;
            Step(new Command.ChunkReceived());
            return true;
        }
        while (Fill());
        return EndOfInput();
    }

    /// <summary>Folded content has come: so much of it, and how it ended, is all there is to know.</summary>
    private void Unfold(Piece.Folded folded)
    {
        switch (State.Wants)
        {
            case Want.Content when _content is not null:
                _complain("content that has begun cannot be folded");
                break;
            case Want.Content wanted when folded.End is FoldedEnd.Unfinished:
                _content = new ContentDecoder(wanted.Rules);
                _waited = TimeSpan.Zero;
                break;
            case Want.Content { Rules.Limit: var limit }:
                var tooBig = limit > 0 && folded.Size > limit ? BodyFault.TooBig : (BodyFault?)null;
                Step(Received(folded.Size, Fault(folded) ?? tooBig));
                break;
            case Want.Chunk or Want.Skip when folded.End is FoldedEnd.Unfinished ? folded.Size >= _left : folded.Size != _left:
                var more = folded.End is FoldedEnd.Unfinished ? " or more" : "";
                _complain(FormattableString.Invariant($"the chunk has {_left} octets still to come, not {folded.Size}{more}"));
                break;
            case Want.Chunk or Want.Skip when folded.End is FoldedEnd.Unfinished:
                _left -= folded.Size;
                _folded += folded.Size;
                _waited = TimeSpan.Zero;
                break;
            case Want.Chunk { Last: var last }:
                _folded += folded.End is FoldedEnd.Whole { Meant.Case: long meant } ? meant : folded.Size;
                EndChunk(last, Fault(folded) ?? _chunks!.Fault);
                break;
            case Want.Skip:
                _left = -1;
                Step(new Command.ChunkReceived());
                break;
            default:
                _complain("content is not wanted here");
                break;
        }
    }

    private void EndChunk(bool last, BodyFault? fault)
    {
        _left = -1;
        Step(fault is null && !last ? new Command.ChunkReceived() : Received(_chunks!.Size + _folded, fault));
    }

    private static BodyFault? Fault(Piece.Folded folded) => folded.End is FoldedEnd.Refused refused ? refused.Fault : null;

    private static Command Received(long size, BodyFault? fault) =>
        fault is { } why ? new Command.BodyRefused(why) : new Command.BodyReceived(new Body("transcript", size));

    private Span<byte> Room()
    {
        var least = (_end - _start) * 2 + 8;
        if (_decoded.Length < least) _decoded = new byte[least];
        return _decoded;
    }

    private void Show(int written) => _shown.AddRange(_decoded.AsSpan(0, Math.Min(written, MostShown - _shown.Count)));
}
