using System.Buffers;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>What happened between two waits for the client, put into the order in which a transcript tells it: the client's
/// lines, the questions and answers, the replies.</summary>
internal sealed class Batch
{
    private readonly List<Told> _inputs = [];
    private readonly List<Asked> _asked = [];
    private readonly List<Reply> _replies = [];
    private readonly ArrayBufferWriter<byte> _wire = new(1024);
    private readonly List<(int Before, MaskedProof Proof)> _proofs = [];

    /// <summary>How long the client took.</summary>
    public string? Elapsed { get; set; }

    /// <summary>The client is gone, and nobody reads what was still to be said.</summary>
    public bool IsLost { get; set; }

    /// <summary>The session is over.</summary>
    public bool IsLast { get; set; }

    /// <summary>Whether nothing has happened.</summary>
    public bool IsEmpty => Elapsed is null && _inputs.Count == 0 && _asked.Count == 0 && _replies.Count == 0 && _proofs.Count == 0 && !IsLast;

    /// <summary>A line of input.</summary>
    public void Add(string line) => _inputs.Add(new Told(line));

    /// <summary>A line of the client that is made later.</summary>
    public void Add(MaskedProof proof) => _inputs.Add(new Told("", proof, FromClient: true));

    /// <summary>A question and its answer.</summary>
    public void Add(Question question, Verdict verdict) => _asked.Add(new Asked(question, verdict, ""));

    /// <summary>A question that got no answer, and what happened instead.</summary>
    public void Add(Question question, string instead) => _asked.Add(new Asked(question, null, instead));

    /// <summary>Replies.</summary>
    public void Add(Seq<Reply> replies)
    {
        foreach (var reply in replies) _replies.Add(reply);
    }

    /// <summary>The reply to a proof that is made later.</summary>
    public void Reply(MaskedProof proof) => _proofs.Add((_replies.Count, proof));

    /// <summary>Tells all of it, and forgets it.</summary>
    public void Tell(List<Told> lines)
    {
        if (IsEmpty) return;
        if (Elapsed is not null) lines.Add(new Told(Elapsed));
        lines.AddRange(_inputs);
        Answers(lines);
        if (!IsLost) Replies(lines);
        if (IsLast && !IsLost) lines.Add(new Told("S."));
        // A blank line keeps this write and the next apart.
        lines.Add(new Told(""));
        (Elapsed, IsLost, IsLast) = (null, false, false);
        _inputs.Clear();
        _asked.Clear();
        _replies.Clear();
        _proofs.Clear();
    }

    private void Replies(List<Told> lines)
    {
        var told = 0;
        foreach (var (before, proof) in _proofs)
        {
            Replies(lines, told, before);
            lines.Add(new Told("", proof));
            told = before;
        }
        Replies(lines, told, _replies.Count);
    }

    private void Replies(List<Told> lines, int from, int to)
    {
        foreach (var line in Outputs.Lines(_replies.Skip(from).Take(to - from), _wire)) lines.Add(new Told(line));
    }

    /// <summary>An answer that would be the same without a line is left out, unless one behind it needs its line: answers go
    /// to the questions in their order.</summary>
    private void Answers(List<Told> lines)
    {
        for (var start = 0; start < _asked.Count;)
        {
            var open = _asked.FindIndex(start, one => one.Verdict is null);
            var end = open < 0 ? _asked.Count : open + 1;
            var last = _asked.FindLastIndex(end - 1, end - start, one => one.NeedsLine);
            for (; start <= last; start++)
            {
                var (question, verdict, instead) = _asked[start];
                lines.Add(new Told(Outputs.Question(question)));
                lines.Add(new Told($"! {(verdict is null ? "no answer" : VerdictLines.Write(verdict))}"));
                if (verdict is null) lines.Add(new Told(instead));
                else foreach (var (_, line) in Outputs.Durable(question, verdict)) lines.Add(new Told(line));
            }
            start = end;
        }
    }

    private readonly record struct Asked(Question Question, Verdict? Verdict, string Instead)
    {
        // With no mailboxes and no users given, the answer is yes to all questions but those after these two.
        public bool NeedsLine => Verdict is not Verdict.Granted || Question is Question.Login or Question.Accept;
    }
}

/// <summary>A line of a recording.</summary>
/// <param name="Line">The line, where it is known.</param>
/// <param name="Proof">What it is made of, where it is not.</param>
/// <param name="FromClient">Whether the proof is the client's.</param>
internal readonly record struct Told(string Line, MaskedProof? Proof = null, bool FromClient = false)
{
    public override string ToString() =>
        Proof is null ? Line
        : FromClient ? ClientText.Line(ClientText.Base64(Proof.Client))
        : $"S: 334 {Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Proof.Server))}";
}
