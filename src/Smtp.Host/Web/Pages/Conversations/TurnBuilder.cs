using System.Globalization;
using LanguageExt;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Web.Pages.Models;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>Puts steps of a session together to turns: what the client said, what was decided, and what it was answered.</summary>
internal sealed class TurnBuilder
{
    private const int MostFolded = 400;

    private readonly List<TurnModel> _turns = [];
    private readonly List<string> _folded = [];
    private Seq<TranscriptLine> _scene;
    private int _said;
    private Open? _open;
    private string _state = "", _user = "";
    private EnvelopeModel? _envelope;

    /// <summary>The turns so far.</summary>
    public IReadOnlyList<TurnModel> Turns => _turns;

    /// <summary>The sender and the recipients of the first transaction that got as far as to its content, for whoever says it again.</summary>
    public Envelope? First { get; private set; }

    /// <summary>A step.</summary>
    public void Add(PlayedStep step)
    {
        if (!ReferenceEquals(_scene.IsEmpty ? null : _scene[0], step.Inputs.IsEmpty ? null : step.Inputs[0])) (_scene, _said) = (step.Inputs, 0);
        if (step.After is State.ReceivingContent { Envelope: var sent } || step.After is State.Accepting { Envelope: var whole } && (sent = whole) is not null)
            First ??= sent;
        if (step.Command is not Command.Answered) _open = Begin(step);
        _open ??= new Open(Speaker.Server, "", [], step.At);
        if (step.Command is Command.Answered answered) Decided(_open, step, answered.Verdict);
        // What was asked is a part of the turn; it ends with the answer to the client, or with the next one.
        if (step.After.Wants is Want.Verdict && step.Replies.IsEmpty) return;
        End(_open, step);
        _open = null;
    }

    /// <summary>What the recorder remarks on a recording that is not whole.</summary>
    public void Remarks(Seq<TranscriptLine> lines)
    {
        foreach (var remark in lines.Skip(1).OfType<TranscriptLine.Prose>())
            _turns.Add(new TurnModel(_turns.Count + 1, "", Speaker.World, remark.Source.TrimStart('#').Trim()));
    }

    /// <summary>A line of the server.</summary>
    public static ReplyModel Line(string line) =>
        new(ConversationReader.Cut(line), line.Length > 0 && char.IsAsciiDigit(line[0]) ? line[0] - '0' : 0, Base64Words.OfChallenge(line));

    private Open Begin(PlayedStep step)
    {
        _folded.Clear();
        return step.Command switch
        {
            Command.BodyReceived received => Content(step, Octets(received.Body.Size)),
            Command.BodyRefused => Content(step, "content"),
            Command.ChunkReceived => Content(step, "a chunk"),
            Command.TlsStarted started => new Open(Speaker.Tls, $"Encrypted from here: {started.Tls.Version}", [], step.At),
            Command.TlsFailed => new Open(Speaker.Tls, "The TLS handshake failed", [], step.At),
            Command.Desynchronised => new Open(Speaker.World, "The client spoke where it had to wait", [.. Rest()], step.At),
            Command.TimedOut => new Open(Speaker.World, "The client was silent for too long", [], step.At),
            Command.Stopping => new Open(Speaker.World, "The host was stopped", [], step.At),
            Command.Lost => new Open(Speaker.World, "The client went away without a word", [], step.At),
            _ => new Open(Speaker.Client, Next(), [], step.At),
        };
    }

    private Open Content(PlayedStep step, string text)
    {
        var isChunk = step.Before is State.ReceivingChunk or State.SkippingChunk;
        while (_said < _scene.Count)
        {
            var line = _scene[_said++];
            if (_folded.Count < MostFolded) _folded.Add(Spoken(line));
            var isFolded = line is TranscriptLine.Sends sends && sends.Pieces.Exists(piece => piece is Piece.Folded);
            if (isFolded || isChunk && _said < _scene.Count && line is TranscriptLine.Sends || line.Source == "C: .") break;
        }
        return new Open(Speaker.Content, isChunk ? $"{text} in chunks" : text, [.. _folded], step.At);
    }

    private IEnumerable<string> Rest()
    {
        for (; _said < _scene.Count; _said++) yield return Spoken(_scene[_said]);
    }

    private string Next() => _said < _scene.Count ? Spoken(_scene[_said++]) : "";

    private static void Decided(Open turn, PlayedStep step, Verdict verdict)
    {
        switch (verdict)
        {
            case Verdict.Refused refused: turn.Reasons.Add(refused.Reason); break;
            case Verdict.Deferred deferred: turn.Reasons.Add(deferred.Reason); break;
            case Verdict.Accepted accepted: turn.Stored.Add(accepted.Id.Text); break;
            case Verdict.Each each:
                foreach (var one in each.Verdicts) Decided(turn, step, one);
                break;
            case Verdict.Granted or Verdict.Keys: break;
            default: throw new InvalidOperationException($"No words for {verdict.GetType().Name}.");
        }
    }

    private void End(Open turn, PlayedStep step)
    {
        var lines = step.Replies.Bind(reply => LanguageExt.Prelude.toSeq(reply.ToString().Split('\n'))).Map(Line).Strict();
        var refusals = new List<RefusalModel>();
        // A reason that the policies gave; where there is none, the reply itself says why.
        var why = turn.Reasons.Count > 0 ? Refusals.Words(turn.Reasons[0]) : null;
        foreach (var reply in step.Replies.Filter(reply => reply.Code.Value >= 400)) refusals.Add(Refusals.Of(reply, why));
        var (state, envelope, user) = (Refusals.Words(step.After), EnvelopeOf(step.After), UserOf(step.After));
        _turns.Add(new TurnModel(_turns.Count + 1, At(turn.At), turn.Speaker, ConversationReader.Cut(Base64Words.OfMacros(turn.Text)))
        {
            Elapsed = turn.At,
            Folded = turn.Folded,
            Replies = [.. lines],
            Refusals = refusals,
            Fact = user.Length > 0 && user != _user ? $"Logged in as {user}" : "",
            State = state == _state ? "" : state,
            Grew = GrowthModel.Between(_envelope, envelope),
            Stored = [.. turn.Stored.Distinct()],
        });
        (_state, _envelope, _user) = (state, envelope, user);
    }

    private static string UserOf(State state) => state is State.Introduced { Client.User.Case: string user } ? user : "";

    private static EnvelopeModel? EnvelopeOf(State state)
    {
        var envelope = state switch
        {
            State.Addressing addressing => addressing.Envelope,
            State.Unwanted unwanted => unwanted.Envelope,
            State.Addressed addressed => addressed.Envelope,
            State.ReceivingContent receiving => receiving.Envelope,
            State.ReceivingChunk chunk => chunk.Envelope,
            State.BetweenChunks between => between.Envelope,
            State.Accepting accepting => accepting.Envelope,
            _ => null,
        };
        return envelope is null
            ? null
            : new EnvelopeModel(envelope.From.ToString(), EnvelopeWords.Of(envelope.Options), [.. envelope.Recipients.Map(recipient => recipient.Path.Address)]);
    }

    private static string Spoken(TranscriptLine line) => line.Source switch
    {
        ['C', ':', ' ', .. var text] => text,
        ['C', '"', ' ', '"', .. var text] => text.TrimEnd('"'),
        ['C', '"', ' ', .. var text] => Escaped(text),
        ['C', '=', ' ', .. var text] => text,
        "C:" => "",
        var source => source,
    };

    private static string Escaped(string text)
    {
        var line = text.EndsWith('"') ? text[..^1] : text;
        return line.EndsWith("\\r\\n", StringComparison.Ordinal) ? line[..^4] : line;
    }

    private static string Octets(long size) => $"{Words.Count(size)} octets of content";

    /// <summary>A time since the session began.</summary>
    public static string At(TimeSpan at) => at.TotalSeconds < 0.1 ? "0 s"
        : at.TotalSeconds < 100 ? string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds:0.000} s")
        : Words.Span(at);

    private sealed record Open(Speaker Speaker, string Text, IReadOnlyList<string> Folded, TimeSpan At)
    {
        public List<Reason> Reasons { get; } = [];

        public List<string> Stored { get; } = [];
    }
}
