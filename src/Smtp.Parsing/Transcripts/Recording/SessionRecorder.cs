using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>Records one session as a transcript: whoever runs it tells what came and what became of it, in order. Played by
/// <see cref="TranscriptRunner"/>, the transcript comes out the same. Nothing secret gets into it: passwords are <c>********</c>,
/// and what proves one is made anew from that; so are names that nobody has logged in by. It takes whatever happens, and its
/// memory is bounded.</summary>
public sealed class SessionRecorder : IDisposable
{
    private readonly RecorderOptions _options;
    private readonly Link _link;
    private readonly LineBuffer _lines;
    private readonly Batch _batch;
    private readonly SpokenLine _line = new();
    private readonly ReceivedContent _content;
    private readonly Facts _facts = new();
    private State _state;
    private TimeSpan? _waitsSince;
    private byte[] _unread = [];
    private bool _mayHoldSecrets, _full;

    /// <summary>Begins to record.</summary>
    /// <param name="options">What to keep.</param>
    /// <param name="link">Who connected, to which listener, when, and the session's name.</param>
    public SessionRecorder(RecorderOptions options, Link link)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(link);
        (_options, _link, _lines) = (options, link, new LineBuffer());
        (_batch, _content) = (new Batch(_lines), new ReceivedContent(options.Bodies));
        _state = link.Settings.Tls == TlsMode.Implicit ? new State.Opening(link) : new State.Screening(link, default);
    }

    /// <summary>How many messages were accepted so far.</summary>
    public int Accepted => _facts.Accepted;

    /// <summary>Octets from the client are done with: of a line, or of content.</summary>
    public void Consumed(ReadOnlySpan<byte> octets)
    {
        if (_full) return;
        if (_state is State.ReceivingContent or State.ReceivingChunk or State.SkippingChunk)
            _content.Came(octets, asMeant: _state is State.ReceivingContent);
        else
            _line.Add(octets);
    }

    /// <summary>Octets of content as they are meant: dots unstuffed, line ends normalised where that is asked for.</summary>
    public void Decoded(ReadOnlySpan<byte> octets)
    {
        if (!_full) _content.Meant(octets, asMeant: _state is State.ReceivingContent);
    }

    /// <summary>What a client sent where it had to wait, and nobody will read; told before the step that says so.</summary>
    public void Unread(ReadOnlySpan<byte> octets) => _unread = octets[..Math.Min(octets.Length, 512)].ToArray();

    /// <summary>The replies have gone out, and the client is waited for.</summary>
    /// <param name="at">When, since the connection was opened.</param>
    public void Waits(TimeSpan at)
    {
        // A question is not the client's to answer; and a write that has content halfway in it is not over yet.
        if (_full || IsAsking(_state) || _content.Wire > 0) return;
        Close();
        _waitsSince ??= at;
    }

    /// <summary>A step of the session.</summary>
    /// <param name="before">The state that it was in.</param>
    /// <param name="command">What happened.</param>
    /// <param name="after">The state that it is in now.</param>
    /// <param name="replies">What it said.</param>
    /// <param name="at">When, since the connection was opened.</param>
    public void Step(State before, Command command, State after, Seq<Reply> replies, TimeSpan at)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(after);
        _facts.Learn(before, command, after);
        _state = after;
        if (_full || before is State.Closed) return;

        if (_waitsSince is { } since && at - since >= TimeText.Least && command is not Command.TimedOut && TimeText.Within(at - since, before.Wants.Patience) is { } elapsed)
            _batch.Elapsed = $"+{elapsed}";
        _waitsSince = null;
        var proof = Input(before, command, after);
        if (proof is null) _batch.Add(replies);
        else _batch.Reply(proof);
        End(before, after);
    }

    /// <summary>Ends the recording; the recorder is done with.</summary>
    public RecordedSession Finish()
    {
        if (!_full && _facts.Ending.IsNone)
        {
            if (IsAsking(_state)) _batch.Add(_state, "# The session broke off here.");
            else Close("# The session broke off here.");
            Close();
        }
        using var whole = new LineBuffer();
        Heading.Write(_link, _options.EarlyTalkersWelcome, _facts, "broken off", whole);
        whole.Add(_lines);
        var recorded = Recorded(whole);
        Dispose();
        return recorded;
    }

    /// <summary>What was recorded so far, while the session goes on: a transcript too, which comes out the same when it is played. What is
    /// halfway done, such as content that is still coming in, is not in it.</summary>
    public RecordedSession SoFar()
    {
        using var whole = new LineBuffer();
        Heading.Write(_link, _options.EarlyTalkersWelcome, _facts, "running", whole);
        _batch.Tell(whole, isWhole: _full || IsBetween);
        return Recorded(whole);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _content.Dispose();
        _batch.Dispose();
        _lines.Dispose();
    }

    // The last line is no blank one.
    private RecordedSession Recorded(LineBuffer whole) =>
        new(_link, _facts, whole, whole.Octets is [.., (byte)'\n', (byte)'\n'] ? whole.Length - 1 : whole.Length);

    /// <summary>What came from the client, or from the world; the proof, where it was one that is masked.</summary>
    private MaskedProof? Input(State before, Command command, State after)
    {
        switch (command)
        {
            case Command.Answered answer:
                if (IsAsking(before)) _batch.Add(before, answer.Verdict);
                return null;
            case Command.TimedOut:
                Instead(before, $"+{TimeText.Of(before.Wants.Patience)}");
                return null;
            case Command.Lost:
                Instead(before, "C!");
                _batch.IsLost = true;
                return null;
            case Command.Stopping:
                Instead(before, "! stopping");
                return null;
            case Command.Desynchronised:
                foreach (var line in SpokenLine.Unread(_unread)) _batch.Input().Add(line);
                return null;
            case Command.TlsStarted { Tls.Version: var version }:
                Part();
                _batch.Input().Add(version == "TLSv1.2" ? "~ tls 1.2" : "~ tls 1.3");
                return null;
            case Command.TlsFailed:
                Part();
                _batch.Input().Add("~ tls fails");
                return null;
            case Command.BodyReceived or Command.BodyRefused or Command.ChunkReceived:
                _content.End(before, command, _batch.Input());
                return null;
            default:
                return Spoken(before, command, after);
        }
    }

    private MaskedProof? Spoken(State before, Command command, State after)
    {
        var proof = before is State.Authenticating { Exchange: Exchange.ScramFinal final }
            && after is State.Authenticating { Exchange: Exchange.ScramDone }
            && command is Command.SaslResponse spoken && MaskedLines.WithoutProof(spoken.Response) is { } rest
                ? new MaskedProof(_options.Masks, final.Server, rest)
                : null;
        if (proof is null)
        {
            _line.Tell(_batch.Input(), before, command, _mayHoldSecrets);
        }
        else
        {
            _batch.Input().Add(new LateLine.Proof(proof));
            _facts.Prove(proof.User);
        }
        // Whoever pipelines a login goes on with it, even where it was refused: such lines are no commands.
        _mayHoldSecrets = before is State.Authenticating || command is Command.Auth
            || (command is Command.Malformed && (_mayHoldSecrets || _line.IsAuth));
        _line.Clear();
        return proof;
    }

    /// <summary>Something happened instead of what the state wanted.</summary>
    private void Instead(State before, string line)
    {
        if (IsAsking(before))
        {
            _batch.Add(before, line);
            return;
        }
        var elapsed = _batch.Elapsed;
        _batch.Elapsed = null;
        _content.BreakOff(_batch.Input());
        Close();
        _batch.Elapsed = elapsed;
        _batch.Input().Add(line);
        _line.Clear();
    }

    /// <summary>What comes now is no part of the client's write.</summary>
    private void Part()
    {
        var elapsed = _batch.Elapsed;
        _batch.Elapsed = null;
        Close();
        _batch.Elapsed = elapsed;
    }

    private void End(State before, State after)
    {
        if (after is State.Closed) _batch.IsLast = true;
        // The greeting goes out before the client's first line, wherever the network has put that.
        if (after is State.Closed || (before is State.Screening && !IsAsking(after))) Close();
        else if (_lines.Length > _options.Limit && IsBetween)
        {
            Close("# The session went on from here; the rest of it was too long to be recorded.");
            _full = true;
        }
    }

    private void Close(string? prose = null)
    {
        _batch.Tell();
        if (prose is not null) _batch.Input().Add(prose);
    }

    // A chunk belongs to the write of its command: it may be empty, and then is answered at once.
    private bool IsBetween => !IsAsking(_state) && _state is not (State.ReceivingChunk or State.SkippingChunk) && _content.Wire == 0;

    private static bool IsAsking(State state) => state is State.Screening or State.CheckingLogin or State.CheckingSender
        or State.CheckingRecipient or State.CheckingRoom or State.CheckingChunkRoom or State.Accepting;
}
