using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;

namespace Smtp.Parsing.Transcripts;

/// <summary>One session of a running transcript: what a shell does, with the script in place of the network.</summary>
internal sealed class Conversation
{
    private const int MostShown = 64 * 1024;

    private readonly Func<int> _segment;
    private readonly CommandReader _reader = new();
    private readonly List<byte> _shown = [];
    private byte[] _buffer = new byte[4096];
    private byte[] _decoded = [];
    private int _start, _end;
    private ContentDecoder? _content;
    private ChunkDecoder? _chunks;
    private long _left = -1;
    private TimeSpan _waited;
    private bool _asked;

    public Conversation(Settings settings, Peer peer, string name, Func<int> segment)
    {
        _segment = segment;
        (State, Replies) = Session.Open(settings, peer, name, DateTimeOffset.UnixEpoch);
    }

    public State State { get; private set; }

    /// <summary>Replies that were not put out yet.</summary>
    public Seq<Reply> Replies { get; set; }

    public ClientStream Input { get; } = new();

    /// <summary>Whether the output says already that the session is over.</summary>
    public bool Announced { get; set; }

    /// <summary>What of the last message's content can be shown, at most 64 KiB.</summary>
    public byte[] Shown => [.. _shown];

    public void Step(Command command)
    {
        (State, var replies) = Session.Step(State, command);
        Replies = Replies.Concat(replies).Strict();
        _waited = TimeSpan.Zero;
        _asked = false;
        if (State is not State.Closed) return;
        Input.Clear();
        _start = _end = 0;
    }

    /// <summary>Goes on until the state wants what is not there. <paramref name="ask"/> gives no answer where it is yet to
    /// come.</summary>
    public void Run(Func<Question, Verdict?> ask)
    {
        while (true)
        {
            switch (State.Wants)
            {
                case Want.Nothing:
                    return;
                case Want.Verdict wanted:
                    if (_asked) return;
                    _asked = true;
                    if (ask(wanted.Question) is not { } verdict) return;
                    Step(new Command.Answered(verdict));
                    break;
                case Want.Handshake:
                    if (Input.IsEmpty && _start == _end)
                    {
                        if (!Input.Ended) return;
                        Step(new Command.Lost());
                    }
                    else
                    {
                        // Behind STARTTLS nothing may wait (RFC 3207 §6); anywhere else plaintext is only a bad handshake.
                        Step(State is State.StartingTls ? new Command.Desynchronised() : new Command.TlsFailed());
                    }
                    break;
                case Want.Line wanted:
                    if (!Line(wanted)) return;
                    break;
                case Want.Content wanted:
                    if (!Content(wanted)) return;
                    break;
                case Want.Chunk wanted:
                    if (!Chunk(wanted)) return;
                    break;
                case Want.Skip wanted:
                    if (!Skip(wanted)) return;
                    break;
                default:
                    throw new InvalidOperationException($"Nobody can satisfy {State.Wants.GetType().Name}.");
            }
        }
    }

    /// <summary>Time goes by; how much of it is left when the state's patience ends, or nothing where it does not.</summary>
    public TimeSpan? Wait(TimeSpan time)
    {
        if (State.Wants is Want.Nothing) return null;
        var patience = State.Wants.Patience;
        if (_waited + time < patience)
        {
            _waited += time;
            return null;
        }
        var left = _waited + time - patience;
        Step(new Command.TimedOut());
        return left;
    }

    private bool Line(Want.Line wanted)
    {
        do
        {
            var command = _reader.TryRead(_buffer.AsSpan(_start, _end - _start), wanted, out var consumed);
            _start += consumed;
            if (command is null) continue;
            Step(command);
            return true;
        }
        while (Fill());
        return EndOfInput();
    }

    private bool Content(Want.Content wanted)
    {
        if (_content is null) _shown.Clear();
        _content ??= new ContentDecoder(wanted.Rules);
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
                _shown.Clear();
            }
        }
        do
        {
            var count = (int)Math.Min(_left, _end - _start);
            _left -= count;
            _chunks!.Decode(_buffer.AsSpan(_start, count), wanted.Last && _left == 0, Room(), out var written);
            _start += count;
            Show(written);
            if (_left > 0) continue;
            _left = -1;
            Step(_chunks.Fault is null && !wanted.Last ? new Command.ChunkReceived() : Received(_chunks.Size, _chunks.Fault));
            return true;
        }
        while (Fill());
        return EndOfInput();
    }

    private bool Skip(Want.Skip wanted)
    {
        if (_left < 0) _left = wanted.Size;
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

    private static Command Received(long size, BodyFault? fault) =>
        fault is { } why ? new Command.BodyRefused(why) : new Command.BodyReceived(new Body("transcript", size));

    /// <summary>Reads the next segment behind what is buffered; false where nothing came.</summary>
    private bool Fill()
    {
        if (Input.IsEmpty) return false;
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        var size = Math.Clamp(_segment(), 1, 1 << 20);
        if (_buffer.Length < _end + size) Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _end + size));
        _end += Input.Read(_buffer.AsSpan(_end, size));
        if (State.Wants is not Want.Line) _waited = TimeSpan.Zero;
        return true;
    }

    private bool EndOfInput()
    {
        if (!Input.Ended) return false;
        Step(new Command.Lost());
        return true;
    }

    private Span<byte> Room()
    {
        var least = (_end - _start) * 2 + 8;
        if (_decoded.Length < least) _decoded = new byte[least];
        return _decoded;
    }

    private void Show(int written) => _shown.AddRange(_decoded.AsSpan(0, Math.Min(written, MostShown - _shown.Count)));
}
