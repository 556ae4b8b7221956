using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>What happened between two waits for the client, put into the order in which a transcript tells it: the client's
/// lines, the questions and answers, the replies.</summary>
/// <param name="lines">What was told before; the client's lines go there at once.</param>
internal sealed class Batch(LineBuffer lines) : IDisposable
{
    private readonly List<Asked> _asked = [];
    private readonly LineBuffer _replies = new();
    private readonly LineBuffer _wire = new();
    private int _begun;

    /// <summary>How long the client took, while that is not told yet.</summary>
    public string? Elapsed { get; set; }

    /// <summary>The client is gone, and nobody reads what was still to be said.</summary>
    public bool IsLost { get; set; }

    /// <summary>The session is over.</summary>
    public bool IsLast { get; set; }

    /// <summary>Where lines of input go.</summary>
    public LineBuffer Input()
    {
        if (Elapsed is not null) lines.Add(Elapsed);
        Elapsed = null;
        return lines;
    }

    /// <summary>The question of a state, and its answer.</summary>
    public void Add(State asking, Verdict verdict) => _asked.Add(new Asked(asking, verdict, ""));

    /// <summary>The question of a state that got no answer, and what happened instead.</summary>
    public void Add(State asking, string instead) => _asked.Add(new Asked(asking, null, instead));

    /// <summary>Replies.</summary>
    public void Add(Seq<Reply> replies)
    {
        for (var i = 0; i < replies.Count; i++)
        {
            ReplyWriter.Write(replies[i], _wire);
            Outputs.Write(_wire.Octets, _replies);
            _wire.Clear();
        }
    }

    /// <summary>The reply to a proof that is made later.</summary>
    public void Reply(MaskedProof proof) => _replies.Add(new LateLine.ServerProof(proof));

    private bool IsEmpty => lines.Length == _begun && _asked.Count == 0 && _replies.Length == 0;

    /// <summary>Tells all of it, and forgets it.</summary>
    public void Tell()
    {
        Input();
        if (IsEmpty && !IsLast) return;
        Answers(lines);
        if (!IsLost) lines.Add(_replies);
        if (IsLast && !IsLost) lines.Add("S.");
        // A blank line keeps this write and the next apart.
        lines.Add("");
        (IsLost, IsLast, _begun) = (false, false, lines.Length);
        _asked.Clear();
        _replies.Clear();
    }

    /// <summary>Tells what was told before, and forgets nothing.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="isWhole">Whether what is not told yet can be told as it is now.</param>
    public void Tell(LineBuffer to, bool isWhole)
    {
        to.Add(lines, isWhole ? lines.Length : _begun);
        if (!isWhole || IsEmpty) return;
        Answers(to);
        to.Add(_replies);
        to.Add("");
    }

    public void Dispose()
    {
        _replies.Dispose();
        _wire.Dispose();
    }

    /// <summary>An answer that would be the same without a line is left out, unless one behind it needs its line: answers go
    /// to the questions in their order.</summary>
    private void Answers(LineBuffer to)
    {
        for (var start = 0; start < _asked.Count;)
        {
            var open = _asked.FindIndex(start, one => one.Verdict is null);
            var end = open < 0 ? _asked.Count : open + 1;
            var last = _asked.FindLastIndex(end - 1, end - start, one => one.NeedsLine);
            for (; start <= last; start++)
                if (_asked[start].Asking.Wants is Want.Verdict { Question: var question }) Answer(question, _asked[start], to);
            start = end;
        }
    }

    private static void Answer(Question question, Asked asked, LineBuffer to)
    {
        switch (question, asked.Verdict)
        {
            case (Question.Accept accept, Verdict.Accepted accepted):
                Outputs.WriteAccepted(accept, accepted.Id, to);
                return;
            case (Question.Login login, _):
                to.Add(MaskedLines.Question(login));
                break;
            default:
                Outputs.Write(question, to);
                break;
        }
        to.Add($"! {(asked.Verdict is null ? "no answer" : VerdictLines.Write(asked.Verdict))}");
        if (asked.Verdict is null) to.Add(asked.Instead);
        else foreach (var (_, line) in Outputs.Durable(question, asked.Verdict)) to.Add(line);
    }

    // Most questions are never told: until one is, the state that asks stands for it.
    private readonly record struct Asked(State Asking, Verdict? Verdict, string Instead)
    {
        // With no mailboxes and no users given, the answer is yes to all questions but those after these two.
        public bool NeedsLine => Verdict is not Verdict.Granted || Asking is State.CheckingLogin or State.Accepting;
    }
}
