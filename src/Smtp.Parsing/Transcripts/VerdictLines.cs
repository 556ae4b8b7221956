using System.Globalization;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Parsing.Transcripts;

/// <summary>Reads and writes the answers that stand behind <c>!</c>.</summary>
internal static class VerdictLines
{
    private const int MostIterations = 1_000_000;

    private static readonly Dictionary<string, Reason> Reasons =
        Enum.GetValues<Reason>().ToDictionary(Words, StringComparer.Ordinal);

    /// <summary>An answer as it stands behind <c>! </c>.</summary>
    public static string Write(Verdict verdict) => verdict switch
    {
        Verdict.Granted => "granted",
        Verdict.Accepted yes => $"accepted {yes.Id}",
        Verdict.Refused { Reason: Reason.Unspecified } => "refused",
        Verdict.Deferred { Reason: Reason.Unspecified } => "deferred",
        Verdict.Refused no => $"refused {Words(no.Reason)}",
        Verdict.Deferred later => $"deferred {Words(later.Reason)}",
        Verdict.Each each => $"each {string.Join(", ", each.Verdicts.Map(Write))}",
        Verdict.Keys { Scram: var keys } known => string.Create(CultureInfo.InvariantCulture,
            $"keys password {Secret.Empty} salt {Convert.ToBase64String(keys.Salt.Reveal())} iterations {keys.Iterations} nonce {known.Nonce}"),
        _ => throw new InvalidOperationException($"No words for {verdict.GetType().Name}."),
    };

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
        ["keys", "password", var password, "salt", var salt, "iterations", var iterations, "nonce", { Length: > 0 } nonce] =>
            Keys(password, salt, iterations, nonce, column),
        ["refused" or "deferred", var reason] =>
            new Flaw(column, $"'{reason}' is no reason; the reasons are {string.Join(", ", Reasons.Keys)}"),
        _ => new Flaw(column, "an answer is granted, accepted ID, refused REASON, deferred REASON, each ANSWER, ANSWER …, "
            + "keys password PASSWORD salt BASE64 iterations N nonce TEXT, "
            + "or no answer; and stopping shuts the host down"),
    };

    private static Either<Flaw, Verdict> Keys(string password, string salt, string iterations, string nonce, int column)
    {
        var octets = new byte[salt.Length];
        if (!Convert.TryFromBase64String(salt, octets, out var length)) return new Flaw(column, $"the salt '{salt}' is not base64");
        if (Spelling.Number(iterations) is not (> 0 and <= MostIterations and var count))
            return new Flaw(column, $"'{iterations}' is no count of iterations from 1 to 1000000");
        return new Verdict.Keys(ScramMasks.Derive(password, new Secret(octets.AsSpan(0, length)), (int)count).Keys, nonce);
    }

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
