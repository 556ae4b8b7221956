using System.Globalization;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>Records one session as a transcript: whoever runs it tells what came and what became of it, in order. Played by
/// <see cref="TranscriptRunner"/>, the transcript comes out the same. Nothing secret gets into it: passwords are <c>********</c>,
/// and what proves one is made anew from that. It takes whatever happens, and its memory is bounded.</summary>
/// <param name="options">What to keep.</param>
/// <param name="link">Who connected, to which listener, when, and the session's name.</param>
public sealed class SessionRecorder(RecorderOptions options, Link link) : IDisposable
{
    private readonly List<Told> _lines = [];
    private readonly Batch _batch = new();
    private readonly SpokenLine _line = new();
    private readonly ReceivedContent _content = new(options.Bodies);
    private State _state = link.Settings.Tls == TlsMode.Implicit ? new State.Opening(link) : new State.Screening(link, default);
    private Option<Client> _client;
    private Option<TlsFacts> _tls;
    private Option<Ending> _ending;
    private TimeSpan? _waitsSince;
    private byte[] _unread = [];
    private bool _mayHoldSecrets, _full;
    private int _accepted;
    private long _size;

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
        if (after is State.Introduced { Client: var client }) _client = client;
        if (after is State.Closed { Ending: var ending }) _ending = ending;
        if (command is Command.TlsStarted started) _tls = started.Tls;
        if (command is Command.Answered { Verdict: Verdict.Accepted or Verdict.Each } && before is State.Accepting) _accepted++;
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

    /// <summary>The recording; the recorder is done with.</summary>
    public RecordedSession Finish()
    {
        if (!_full && _ending.IsNone)
        {
            if (IsAsking(_state) && _state.Wants is Want.Verdict { Question: var question }) _batch.Add(question, "# The session broke off here.");
            else Close("# The session broke off here.");
            Close();
        }
        var text = new StringBuilder(Title()).Append('\n').Append('\n');
        var begun = text.Length;
        foreach (var line in GivenText.Lines(link, options.EarlyTalkersWelcome)) text.Append(line).Append('\n');
        if (text.Length > begun) text.Append('\n');
        // The last line is no blank one.
        var count = _lines.Count > 0 && _lines[^1] == new Told("") ? _lines.Count - 1 : _lines.Count;
        foreach (var line in _lines.Take(count)) text.Append(line.ToString()).Append('\n');
        Dispose();
        return new RecordedSession(link, _client, _tls, _ending, _accepted, text.ToString());
    }

    /// <inheritdoc/>
    public void Dispose() => _content.Dispose();

    /// <summary>What came from the client, or from the world; the proof, where it was one that is masked.</summary>
    private MaskedProof? Input(State before, Command command, State after)
    {
        switch (command)
        {
            case Command.Answered answer:
                if (before.Wants is Want.Verdict { Question: var question }) _batch.Add(question, answer.Verdict);
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
                foreach (var line in SpokenLine.Unread(_unread)) _batch.Add(line);
                return null;
            case Command.TlsStarted { Tls.Version: var version }:
                Part();
                _batch.Add(version == "TLSv1.2" ? "~ tls 1.2" : "~ tls 1.3");
                return null;
            case Command.TlsFailed:
                Part();
                _batch.Add("~ tls fails");
                return null;
            case Command.BodyReceived or Command.BodyRefused or Command.ChunkReceived:
                foreach (var line in _content.End(before, command)) _batch.Add(line);
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
                ? new MaskedProof(options.Masks, final.Server, rest)
                : null;
        if (proof is not null) _batch.Add(proof);
        else foreach (var line in _line.Tell(before, command, _mayHoldSecrets)) _batch.Add(line);
        // Whoever pipelines a login goes on with it, even where it was refused: such lines are no commands.
        _mayHoldSecrets = before is State.Authenticating || command is Command.Auth
            || (command is Command.Malformed && (_mayHoldSecrets || _line.IsAuth));
        _line.Clear();
        return proof;
    }

    /// <summary>Something happened instead of what the state wanted.</summary>
    private void Instead(State before, string line)
    {
        if (IsAsking(before) && before.Wants is Want.Verdict { Question: var question })
        {
            _batch.Add(question, line);
            return;
        }
        foreach (var unfinished in _content.BreakOff()) _batch.Add(unfinished);
        Part();
        _batch.Add(line);
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
        else if (_size > options.Limit && !IsAsking(after) && _content.Wire == 0)
        {
            Close("# The session went on from here; the rest of it was too long to be recorded.");
            _full = true;
        }
    }

    private void Close(string? prose = null)
    {
        var from = _lines.Count;
        _batch.Tell(_lines);
        if (prose is not null) _lines.Add(new Told(prose));
        for (; from < _lines.Count; from++) _size += _lines[from].Line.Length + 1;
    }

    private string Title()
    {
        var words = new List<string>
        {
            $"# Session {link.Session} with {link.Peer}",
            link.Opened.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        };
        if (_tls.Case is TlsFacts tls) words.Add(tls.Version);
        if (_client.Case is Client { User.Case: string user }) words.Add(Spelling.Escape(Encoding.UTF8.GetBytes(user)));
        words.Add(string.Create(CultureInfo.InvariantCulture, $"{_accepted} accepted"));
        words.Add(_ending.Case is Ending ending ? ending.ToString() : "broken off");
        return string.Join(", ", words);
    }

    private static bool IsAsking(State state) => state is State.Screening or State.CheckingLogin or State.CheckingSender
        or State.CheckingRecipient or State.CheckingRoom or State.CheckingChunkRoom or State.Accepting;
}
