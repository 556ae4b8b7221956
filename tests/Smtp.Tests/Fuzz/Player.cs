using System.Buffers;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Fuzz;

/// <summary>Plays a story to the real session with the real framing, and looks at every step.</summary>
internal sealed class Player(Story story, bool cut)
{
    private const int Block = 16 * 1024;

    [ThreadStatic]
    private static byte[]? _output;

    private static readonly Reason[] Reasons = Enum.GetValues<Reason>();

    private readonly CommandReader _commands = new();
    private readonly ArrayBufferWriter<byte> _wire = new(1024);
    private readonly List<(Command Command, State After, Seq<Reply> Replies)> _log = [];
    private State _state = Session.Open(story.Settings, Peer.Local, "1", DateTimeOffset.UnixEpoch).State;
    private byte[] _turn = [];
    private int _next, _start, _end, _asked, _cuts;
    private bool _owed;
    private ChunkDecoder? _chunks;

    private static byte[] Output => _output ??= new byte[(2 * Block) + 8];

    /// <summary>Everything the server said.</summary>
    public ReadOnlySpan<byte> Wire => _wire.WrittenSpan;

    /// <summary>Everything that happened, and what came of it.</summary>
    public IReadOnlyList<(Command Command, State After, Seq<Reply> Replies)> Log => _log;

    /// <summary>Plays to the end.</summary>
    public Player Play()
    {
        var most = 100 + story.Client.Sum(turn => turn is Turn.Sends sends ? 2 * sends.Octets.Length : 2);
        while (_state.Wants is not Want.Nothing)
        {
            if (_log.Count > most) throw new InvalidOperationException("The session does not come to its end.");
            Step(Satisfy(_state.Wants));
        }
        return this;
    }

    private void Step(Command command)
    {
        var before = _state;
        (_state, var replies) = Session.Step(before, command);
        _log.Add((command, _state, replies));
        var written = _wire.WrittenCount;
        foreach (var reply in replies) ReplyWriter.Write(reply, _wire);
        Laws.WellFormed(replies, _wire.WrittenSpan[written..]);
        Laws.Bounded(story.Settings, _state);
        // Every line has its reply before the next line is read.
        _owed = replies.IsEmpty && (_owed || before.Wants is Want.Line);
        if (_owed && _state.Wants is Want.Line)
            throw new InvalidOperationException($"No reply to {command} in {before.GetType().Name}.");
    }

    private Command Satisfy(Want want) => want switch
    {
        Want.Line line => Line(line),
        Want.Content content => Content(content),
        Want.Chunk chunk => Chunk(chunk),
        Want.Skip skip => Skip(skip),
        Want.Verdict verdict => Answer(verdict.Question),
        Want.Handshake => Handshake(),
        _ => throw new InvalidOperationException($"Nobody satisfies {want}."),
    };

    private Command Line(Want.Line want)
    {
        while (true)
        {
            var command = _commands.TryRead(_turn.AsSpan(_start, _end - _start), want, out var consumed);
            _start += consumed;
            if (command is not null) return command;
            // Of a line that is not whole, no more is kept than the longest line needs.
            if (_end - _start >= want.Limits.Most)
                throw new InvalidOperationException($"{_end - _start} octets of a line are kept.");
            if (Read() is { } other) return other;
        }
    }

    private Command Content(Want.Content want)
    {
        var decoder = new ContentDecoder(want.Rules);
        while (true)
        {
            var done = decoder.Decode(Here(long.MaxValue), Output, out var consumed, out _);
            _start += consumed;
            if (done) return Received(decoder.Size, decoder.Fault, want.Rules);
            if (Read() is { } other) return other;
        }
    }

    private Command Chunk(Want.Chunk want)
    {
        if (want.First) _chunks = new ChunkDecoder(want.Rules);
        for (var left = want.Size; ;)
        {
            var part = Here(left);
            left -= part.Length;
            _start += part.Length;
            _chunks!.Decode(part, want.Last && left == 0, Output, out _);
            if (left == 0 && !want.Last && _chunks.Fault is null) return new Command.ChunkReceived();
            if (left == 0) return Received(_chunks.Size, _chunks.Fault, want.Rules);
            if (Read() is { } other) return other;
        }
    }

    private Command Skip(Want.Skip want)
    {
        for (var left = want.Size; ;)
        {
            var part = Here(left).Length;
            (left, _start) = (left - part, _start + part);
            if (left == 0) return new Command.ChunkReceived();
            if (Read() is { } other) return other;
        }
    }

    private ReadOnlySpan<byte> Here(long most) => _turn.AsSpan(_start, (int)Math.Min(most, Math.Min(_end - _start, Block)));

    private Command Received(long size, BodyFault? fault, ContentRules rules)
    {
        if (rules.Limit > 0 && size > rules.Limit) throw new InvalidOperationException($"{size} octets were taken.");
        return fault is { } why ? new Command.BodyRefused(why)
            : Whim() == 7 ? new Command.BodyRefused(BodyFault.NoStorage)
            : new Command.BodyReceived(new Body("fuzz", size));
    }

    /// <summary>Plaintext that waits behind STARTTLS is never run; whether it has come yet makes no difference here.</summary>
    private Command Handshake()
    {
        if (_start < _turn.Length) return new Command.Desynchronised();
        return Whim() switch
        {
            < 10 => new Command.TlsFailed(),
            10 => new Command.TimedOut(),
            _ => new Command.TlsStarted(new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384")),
        };
    }

    private Command Answer(Question question)
    {
        var whim = Whim();
        return whim switch
        {
            < 5 => new Command.Answered(new Verdict.Refused(Reasons[whim % Reasons.Length])),
            < 10 => new Command.Answered(new Verdict.Deferred(Reasons[(whim * 3) % Reasons.Length])),
            10 or 11 => new Command.TimedOut(),
            12 => new Command.Lost(),
            13 => new Command.Stopping(),
            14 => new Command.Answered(new Verdict.Keys(Stories.Keys, Stories.Nonce)),
            15 => new Command.Answered(Verdict.Granted.Yes),
            16 => new Command.Desynchronised(),
            _ => new Command.Answered(Yes(question, whim)),
        };
    }

    private static Verdict Yes(Question question, byte whim) => question switch
    {
        Question.Accept { Client.Hello.Kind: HelloKind.Lhlo } accept when whim % 2 == 0 => new Verdict.Each(
            Prelude.toSeq(accept.Envelope.Recipients.Select((_, i) => i % 2 == 0
                ? (Verdict)new Verdict.Accepted(new QueueId("1"))
                : new Verdict.Refused(Reasons[whim % Reasons.Length]))).Strict()),
        Question.Accept => new Verdict.Accepted(new QueueId("1")),
        Question.Login { Credentials: Credentials.Scram } => new Verdict.Keys(Stories.Keys, Stories.Nonce),
        _ => Verdict.Granted.Yes,
    };

    private byte Whim() => story.Answers[_asked++ % story.Answers.Length];

    /// <summary>Reads on in what the client sends, or goes on to its next turn; tells what happened if it was something
    /// else.</summary>
    private Command? Read()
    {
        while (_end == _turn.Length)
        {
            if (_next == story.Client.Length) return new Command.Lost();
            switch (story.Client[_next++])
            {
                case Turn.Sends sends:
                    _turn = [.. _turn.AsSpan(_start), .. sends.Octets];
                    (_start, _end) = (0, _turn.Length - sends.Octets.Length);
                    break;
                case Turn.Sleeps:
                    return new Command.TimedOut();
                case Turn.Stops:
                    return new Command.Stopping();
                default:
                    throw new InvalidOperationException("No such turn.");
            }
        }
        _end = cut ? Math.Min(_turn.Length, _end + 1 + (story.Cuts[_cuts++ % story.Cuts.Length] % 64)) : _turn.Length;
        return null;
    }
}
