using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Tests.Recording;

/// <summary>What came when a session waited for its client.</summary>
internal abstract record Happening
{
    /// <summary>Octets; where a handshake is due, those that make it fail or desynchronise it.</summary>
    public sealed record Octets(byte[] Value) : Happening;

    /// <summary>The handshake went well.</summary>
    public sealed record Tls(string Version) : Happening;

    /// <summary>Something else, or nothing at all.</summary>
    public sealed record Instead(Command Command) : Happening;
}

/// <summary>The other side of a session, and the world around it.</summary>
internal interface IWorld
{
    /// <summary>What comes next from the client; how long that takes is said by the clock.</summary>
    Happening Next(State state, Seq<Reply> said);

    /// <summary>What a client sends before the greeting, where that is allowed.</summary>
    byte[] Early();

    /// <summary>What is answered to a question, or what happens instead.</summary>
    Command Answer(Question question);

    /// <summary>Whether the storage takes the content of this message.</summary>
    bool HasStorage { get; }

    /// <summary>How long the session lasts.</summary>
    TimeSpan Now { get; }
}

/// <summary>Does what a state wants with octets and clocks that a test makes up, and tells a recorder, as a shell must.</summary>
/// <param name="world">The other side.</param>
/// <param name="recorder">The recorder.</param>
/// <param name="look">Looks at the recorder after everything that it was told, as whoever watches a session may at any time.</param>
internal sealed class PureShell(IWorld world, SessionRecorder recorder, Action<State>? look = null)
{
    private readonly CommandReader _commands = new();
    private readonly byte[] _output = new byte[1 << 20];
    private byte[] _buffer = [];
    private ChunkDecoder? _chunks;
    private Seq<Reply> _said;

    public void Run(Link link)
    {
        var (state, replies) = Session.Open(link.Settings, link.Peer, link.Session, link.Opened);
        while (state.Wants is not Want.Nothing)
        {
            var before = state;
            var command = Satisfy(before);
            (state, replies) = Session.Step(before, command);
            if (!replies.IsEmpty) _said = replies;
            recorder.Step(before, command, state, replies, world.Now);
            look?.Invoke(state);
        }
    }

    private Command Satisfy(State state) => state.Wants switch
    {
        Want.Verdict verdict => Answer(verdict.Question),
        Want.Handshake => Handshake(state),
        Want.Line line => Line(state, line),
        Want.Content content => Content(state, content),
        Want.Chunk chunk => Chunk(state, chunk),
        Want.Skip skip => Skip(state, skip),
        var other => throw new InvalidOperationException($"Nobody satisfies {other.GetType().Name}."),
    };

    private Command Answer(Question question)
    {
        if (question is Question.Connection) _buffer = [.. _buffer, .. world.Early()];
        var answer = world.Answer(question);
        if (answer is Command.Desynchronised) recorder.Unread("HELO early.example.com\r\nMAIL FROM:<>\r\n"u8);
        return answer;
    }

    private Command Handshake(State state)
    {
        if (_buffer.Length > 0)
        {
            recorder.Unread(_buffer);
            return new Command.Desynchronised();
        }
        recorder.Waits(world.Now);
        return world.Next(state, _said) switch
        {
            Happening.Tls { Version: var version } => new Command.TlsStarted(new TlsFacts(version, "TLS_AES_256_GCM_SHA384")),
            Happening.Instead instead => instead.Command,
            _ => new Command.TlsFailed(),
        };
    }

    private Command Line(State state, Want.Line want)
    {
        while (true)
        {
            var command = _commands.TryRead(_buffer, want, out var consumed);
            Consume(consumed);
            if (command is not null) return command;
            if (Wait(state) is { } instead) return instead;
        }
    }

    private Command Content(State state, Want.Content want)
    {
        var decoder = new ContentDecoder(want.Rules);
        while (true)
        {
            var done = decoder.Decode(_buffer, _output, out var consumed, out var written);
            Consume(consumed);
            recorder.Decoded(_output.AsSpan(0, written));
            if (done) return Received(decoder.Fault, decoder.Size);
            if (Wait(state) is { } instead) return instead;
        }
    }

    private Command Chunk(State state, Want.Chunk want)
    {
        if (want.First) _chunks = new ChunkDecoder(want.Rules);
        var left = want.Size;
        while (true)
        {
            var count = (int)Math.Min(left, _buffer.Length);
            left -= count;
            _chunks!.Decode(_buffer.AsSpan(0, count), want.Last && left == 0, _output, out var written);
            Consume(count);
            recorder.Decoded(_output.AsSpan(0, written));
            if (left == 0)
            {
                var received = Received(_chunks.Fault, _chunks.Size);
                return received is Command.BodyReceived && !want.Last ? new Command.ChunkReceived() : received;
            }
            if (Wait(state) is { } instead) return instead;
        }
    }

    private Command Skip(State state, Want.Skip want)
    {
        for (var left = want.Size; ;)
        {
            var count = (int)Math.Min(left, _buffer.Length);
            left -= count;
            Consume(count);
            if (left == 0) return new Command.ChunkReceived();
            if (Wait(state) is { } instead) return instead;
        }
    }

    private Command Received(BodyFault? fault, long size) =>
        (fault ?? (world.HasStorage ? null : BodyFault.NoStorage)) is { } why
            ? new Command.BodyRefused(why)
            : new Command.BodyReceived(new Body("test", size));

    private Command? Wait(State state)
    {
        recorder.Waits(world.Now);
        look?.Invoke(state);
        switch (world.Next(state, _said))
        {
            case Happening.Octets octets:
                _buffer = [.. _buffer, .. octets.Value];
                return null;
            case Happening.Instead instead:
                return instead.Command;
            default:
                throw new InvalidOperationException("No handshake is due.");
        }
    }

    private void Consume(int count)
    {
        if (count == 0) return;
        recorder.Consumed(_buffer.AsSpan(0, count));
        _buffer = _buffer[count..];
    }
}
