using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>Reads the answers that stand behind <c>!</c>.</summary>
internal static class VerdictLines
{
    private static readonly Dictionary<string, Reason> Reasons =
        Enum.GetValues<Reason>().ToDictionary(Words, StringComparer.Ordinal);

    /// <summary>An answer; <paramref name="column"/> is where it stands in its line.</summary>
    public static Either<Flaw, Verdict> Read(string text, int column)
    {
        if (!text.StartsWith("each ", StringComparison.Ordinal)) return One(text, column);
        Seq<Verdict> verdicts = [];
        column += 5;
        foreach (var part in text[5..].Split(", "))
        {
            switch (One(part, column).Case)
            {
                case Flaw flaw: return flaw;
                case Verdict verdict: verdicts = verdicts.Add(verdict); break;
            }
            column += part.Length + 2;
        }
        return new Verdict.Each(verdicts);
    }

    private static Either<Flaw, Verdict> One(string text, int column) => text.Split(' ') switch
    {
        ["granted"] => Verdict.Granted.Yes,
        ["accepted", var id] when QueueId.IsValid(id) => new Verdict.Accepted(new QueueId(id)),
        ["refused"] => new Verdict.Refused(Reason.Unspecified),
        ["deferred"] => new Verdict.Deferred(Reason.Unspecified),
        ["refused", var reason] when Reasons.TryGetValue(reason, out var why) => new Verdict.Refused(why),
        ["deferred", var reason] when Reasons.TryGetValue(reason, out var why) => new Verdict.Deferred(why),
        ["refused" or "deferred", var reason] =>
            new Flaw(column, $"'{reason}' is no reason; the reasons are {string.Join(", ", Reasons.Keys)}"),
        _ => new Flaw(column, "an answer is granted, accepted ID, refused REASON, deferred REASON, each ANSWER, ANSWER …, "
            + "or no answer; and stopping shuts the host down"),
    };

    /// <summary><c>UnknownMailbox</c> as <c>unknown-mailbox</c>.</summary>
    private static string Words(Reason reason)
    {
        var words = new StringBuilder();
        foreach (var letter in reason.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && words.Length > 0) words.Append('-');
            words.Append(char.ToLowerInvariant(letter));
        }
        return words.ToString();
    }
}
