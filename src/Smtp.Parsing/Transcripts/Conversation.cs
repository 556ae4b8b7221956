using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Parsing.Transcripts;

/// <summary>One session of a running transcript: what a shell does, with the script in place of the network.</summary>
internal sealed partial class Conversation
{
    private readonly Func<int> _segment;
    private readonly Action<string> _complain;
    private readonly CommandReader _reader = new();
    private byte[] _buffer = new byte[4096];
    private int _start, _end;
    private TimeSpan _waited;
    private bool _asked;

    public Conversation(Settings settings, Peer peer, string name, Func<int> segment, Action<string> complain)
    {
        (_segment, _complain) = (segment, complain);
        (State, Replies) = Session.Open(settings, peer, name, DateTimeOffset.UnixEpoch);
    }

    public State State { get; private set; }

    /// <summary>Replies that were not put out yet.</summary>
    public Seq<Reply> Replies { get; set; }

    public ClientStream Input { get; } = new();

    /// <summary>Is told of every step; null where nobody wants to know.</summary>
    public Action<State, Command, State, Seq<Reply>>? Watcher { get; init; }

    /// <summary>Whether the output says already that the session is over.</summary>
    public bool Announced { get; set; }

    public void Step(Command command)
    {
        var before = State;
        (State, var replies) = Session.Step(before, command);
        Watcher?.Invoke(before, command, State, replies);
        Replies = replies.Fold(Replies, static (all, reply) => all.Add(reply));
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

    /// <summary>Reads the next segment behind what is buffered; false where nothing came.</summary>
    private bool Fill()
    {
        if (Input.IsEmpty || Input.Folded is not null) return false;
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
        if (Input.Folded is { } folded)
        {
            Input.Unfold();
            Unfold(folded);
            return true;
        }
        if (!Input.Ended) return false;
        Step(new Command.Lost());
        return true;
    }
}
