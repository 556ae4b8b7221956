using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>A transcript while it is running: its sessions, its clock, and what became durable.</summary>
internal sealed class Performance(
    Givens givens, IReadOnlyList<Scene> scenes, Func<int> segment, Action<PlayedStep>? watcher = null)
{
    private readonly GivenPolicy _policy = new(givens);
    private readonly Dictionary<string, (Conversation Conversation, int Seen)> _others = new(StringComparer.Ordinal);
    private readonly List<TranscriptLine> _world = [];
    private readonly List<string> _output = [];
    private readonly List<string> _ids = [];
    private Conversation? _current;
    private string _name = "";
    private int _at;
    private TimeSpan _elapsed;

    /// <summary>The ids of the messages accepted so far.</summary>
    public IReadOnlyList<string> Ids => _ids;

    /// <summary>Plays one scene; the answer is its output.</summary>
    public IReadOnlyList<string> Play(Scene scene)
    {
        _output.Clear();
        _at = scene.Index;
        if (scene.Inputs is [TranscriptLine.Passes passes]) _elapsed += passes.Time;
        if (scene.Inputs is [TranscriptLine.Session session]) Switch(session);
        else if (scene.Inputs.Length > 0) Act(_current!, scene.Inputs);
        // A file with one session need not open it, not even where nothing but its greeting was said yet.
        else if (Next is null ? scene.HasOutput : Next.Inputs is not [TranscriptLine.Session]) Open(givens.Client);
        Flush();
        return [.. _output];
    }

    private Scene? Next => _at + 1 < scenes.Count ? scenes[_at + 1] : null;

    private void Act(Conversation on, TranscriptLine[] inputs)
    {
        switch (inputs[0])
        {
            case TranscriptLine.Passes or TranscriptLine.Stops:
                _world.Add(inputs[0]);
                Happen(on, inputs[0]);
                break;
            case var _ when on.State is State.Closed:
                Complain("the session is over");
                break;
            case TranscriptLine.Sends or TranscriptLine.Ends when on.Input.Ended:
                Complain("the client has ended its side");
                break;
            case TranscriptLine.Sends:
                foreach (var line in inputs) Send(on, (TranscriptLine.Sends)line);
                // Octets before the greeting; with a polite client the connection was decided on long ago.
                if (on.State is State.Screening) on.Step(new Command.Desynchronised());
                on.Run(Ask);
                break;
            case TranscriptLine.Ends:
                on.Input.Ended = true;
                on.Run(Ask);
                break;
            case TranscriptLine.Resets:
                on.Step(new Command.Lost());
                on.Replies = [];
                break;
            case TranscriptLine.Handshake handshake:
                if (on.State.Wants is not Want.Handshake) Complain("no TLS handshake is due");
                else on.Step(handshake.Tls.Case is TlsFacts tls ? new Command.TlsStarted(tls) : new Command.TlsFailed());
                on.Run(Ask);
                break;
            case TranscriptLine.Answers { Verdict.Case: Verdict verdict }:
                if (on.State.Wants is not Want.Verdict { Question: var question }) Complain("nothing was asked");
                else on.Step(new Command.Answered(Settle(question, verdict)));
                on.Run(Ask);
                break;
            case TranscriptLine.Answers:
                if (on.State.Wants is not Want.Verdict) Complain("nothing was asked");
                break;
            default:
                throw new InvalidOperationException($"Nobody can play {inputs[0].GetType().Name}.");
        }
    }

    private void Switch(TranscriptLine.Session line)
    {
        if (_current is not null) _others[_name] = (_current, _world.Count);
        _name = line.Name;
        if (!_others.Remove(_name, out var known))
        {
            Open(line.Client.Case is System.Net.IPAddress address ? new Peer(address) : givens.Client);
            return;
        }
        // What happened meanwhile happened to this session too.
        _current = known.Conversation;
        foreach (var missed in _world.Skip(known.Seen).ToArray()) Happen(_current, missed);
    }

    private void Open(Peer client)
    {
        _current = new Conversation(givens.Settings, client, _name.Length > 0 ? _name : "1", segment, Complain)
        {
            Watcher = watcher is null ? null : (before, command, after, replies) => watcher(
                new PlayedStep(_elapsed, new Seq<TranscriptLine>(scenes[_at].Inputs), before, command, after, replies)),
        };
        _current.Run(Ask);
    }

    private void Happen(Conversation on, TranscriptLine line)
    {
        if (line is TranscriptLine.Stops)
        {
            if (on.State is not State.Closed) on.Step(new Command.Stopping());
            return;
        }
        TimeSpan? left = ((TranscriptLine.Passes)line).Time;
        while (left is { } time)
        {
            left = on.Wait(time);
            on.Run(Ask);
        }
    }

    private void Send(Conversation on, TranscriptLine.Sends line)
    {
        foreach (var piece in line.Pieces)
        {
            switch (piece)
            {
                case Piece.Octets octets:
                    on.Input.Add(octets.Value.ToArray(), octets.Value.Count);
                    break;
                case Piece.Repeated repeated:
                    on.Input.Add(repeated.Pattern.ToArray(), repeated.Size);
                    break;
                case Piece.Folded folded:
                    on.Input.Add(folded);
                    break;
                case Piece.Id { Ordinal: var ordinal } when ordinal <= _ids.Count:
                    on.Input.Add(Encoding.UTF8.GetBytes(_ids[ordinal - 1]), _ids[ordinal - 1].Length);
                    break;
                case Piece.Id id:
                    Complain(FormattableString.Invariant(
                        $"only {_ids.Count} messages were accepted, there is no {{id:{id.Ordinal}}}"));
                    break;
                default:
                    throw new InvalidOperationException($"Nobody can send {piece.GetType().Name}.");
            }
        }
    }

    /// <summary>The answer to a question, or none where the next line has it or the client talks before there is one.</summary>
    private Verdict? Ask(Question question)
    {
        if (Next is { Inputs: [TranscriptLine.Answers] })
        {
            _output.Add(Outputs.Question(question));
            return null;
        }
        return question is Question.Connection && givens.EarlyTalkersRefused && TalksEarly()
            ? null
            : Settle(question, _policy.Answer(question));
    }

    /// <summary>The client's line stands before any of ours. A session without any output is a draft, and its client
    /// waits.</summary>
    private bool TalksEarly()
    {
        if (scenes[_at].HasOutput || Next is not { Inputs: [TranscriptLine.Sends, ..] }) return false;
        for (var i = _at + 1; i < scenes.Count && scenes[i].Inputs is not [TranscriptLine.Session]; i++)
            if (scenes[i].HasOutput) return true;
        return false;
    }

    /// <summary>Tells what became durable, if this answer made anything so.</summary>
    private Verdict Settle(Question question, Verdict verdict)
    {
        foreach (var (id, line) in Outputs.Durable(question, verdict))
        {
            _ids.Add(id.Text);
            _output.Add(line);
            if (givens.ContentShown) _output.AddRange(Outputs.Content(_current!.Shown, ((Question.Accept)question).Body.Size));
        }
        return verdict;
    }

    /// <summary>Replies go out when the server waits for the client (RFC 2920 §3.2), and not while it waits for an
    /// answer.</summary>
    private void Flush()
    {
        if (_current is not { State.Wants: not Want.Verdict } on) return;
        _output.AddRange(Outputs.Lines(on.Replies));
        on.Replies = [];
        if (on.State is not State.Closed || on.Announced) return;
        on.Announced = true;
        if (scenes[_at].Inputs is not [TranscriptLine.Resets]) _output.Add("S.");
    }

    private void Complain(string message) => _output.Add($"!! {message}");
}
