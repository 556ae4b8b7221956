using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Tests.Framing;

/// <summary>What came out of a decoder.</summary>
internal sealed record Outcome(bool Ended, int Consumed, string Content, long Size, BodyFault? Fault);

/// <summary>The rules of content in the plainest words: the whole input at once, then one octet after the other.</summary>
internal static class NaiveContent
{
    private const string CrLf = "\r\n";

    public static readonly Gen<ContentRules> Rules = Gen.Select(
        Gen.OneOf(Gen.Const(0), Gen.Int[1, 300]),
        Gen.OneOf(Gen.Const(0), Gen.Int[1, 100]),
        Gen.OneOf<Option<BareLineEndings>>(Option<BareLineEndings>.None, BareLineEndings.Refuse, BareLineEndings.Normalize),
        (limit, line, bare) => new ContentRules(limit, line, bare));

    /// <summary>What follows DATA; the input must hold the end.</summary>
    public static Outcome Data(ContentRules rules, string input)
    {
        var dot = (CrLf + input).IndexOf("\r\n.\r\n", StringComparison.Ordinal);
        var lines = input[..dot].Split(CrLf).Select(line => line.StartsWith('.') ? line[1..] : line);
        var (content, fault) = Limited(rules, string.Join(CrLf, lines));
        return new Outcome(true, dot + 3, content, content.Length, fault);
    }

    /// <summary>The chunks of a message, joined.</summary>
    public static Outcome Chunks(ContentRules rules, string input)
    {
        var (content, fault) = Limited(rules, input);
        return new Outcome(true, input.Length, content, content.Length, fault);
    }

    private static (string Content, BodyFault? Fault) Limited(ContentRules rules, string meant)
    {
        var (content, line) = ("", 0);
        for (var i = 0; i < meant.Length; i++)
        {
            var whole = meant[i..].StartsWith(CrLf, StringComparison.Ordinal);
            var bare = !whole && meant[i] is '\r' or '\n';
            if (bare && rules.BareLineEndings == BareLineEndings.Refuse) return (content, BodyFault.BareLineEnding);
            var ending = whole || (bare && rules.BareLineEndings == BareLineEndings.Normalize);
            foreach (var octet in ending ? CrLf : meant[i].ToString())
            {
                if (rules.Limit > 0 && content.Length == rules.Limit) return (content, BodyFault.TooBig);
                if (rules.TextLine > 0 && line == rules.TextLine) return (content, BodyFault.LineTooLong);
                content += octet;
                line++;
            }
            if (ending) line = 0;
            if (whole) i++;
        }
        return (content, null);
    }
}
