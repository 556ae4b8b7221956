using System.Text;
using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads domain names (RFC 5321 §4.1.2, Domain; RFC 6531 §3.3).</summary>
public static class DomainNames
{
    // RFC 1035 §2.3.4; and of a label beyond ASCII, whose form in the DNS is "xn--" and one character at least for each of
    // its own (RFC 5890 §2.3.2.1), 59 characters.
    private const int MaxLabel = 63;
    private const int MaxUnicodeLabel = MaxLabel - 4;

    // Domain         = sub-domain *("." sub-domain)
    // sub-domain     = Let-dig [Ldh-str]
    // Let-dig        = ALPHA / DIGIT
    // Ldh-str        = *( ALPHA / DIGIT / "-" ) Let-dig
    // RFC 6531 §3.3:
    // sub-domain     =/ U-label
    internal static Parser<byte, DomainName> Parser { get; } = Run<DomainName>(SetWithUtf8(Alpha + Digit + "-."), Read);

    // The same, for the names by which clients greet: these carry underscores in practice, and nothing depends on them.
    internal static Parser<byte, DomainName> Lenient { get; } = Run<DomainName>(SetWithUtf8(Alpha + Digit + "-._"), Read);

    private static readonly Parser<byte, DomainName> Alone = Parser.Before(Parser<byte>.End);

    /// <summary>Reads a domain name, strictly: no underscore, no dot at the end, labels of 63 octets at most, 255 octets
    /// in all; None for anything else.</summary>
    public static Option<DomainName> Parse(string text) => Alone.Whole(Encoding.UTF8.GetBytes(text));

    private static bool Read(ReadOnlySpan<byte> octets, out DomainName? name)
    {
        name = null;
        if (octets.Length is 0 or > DomainName.MaxOctets) return false;
        if (Text.Read(octets) is not { } text || !DomainName.IsValid(text) || !HaveFitLabels(text)) return false;
        name = new DomainName(text);
        return true;
    }

    private static bool HaveFitLabels(ReadOnlySpan<char> text)
    {
        if (text.Length <= MaxUnicodeLabel) return true;
        foreach (var range in text.Split('.'))
        {
            var label = text[range];
            if (Ascii.IsValid(label) ? label.Length > MaxLabel : CountRunes(label) > MaxUnicodeLabel) return false;
        }
        return true;
    }

    private static int CountRunes(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }
}
