using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>The part of a mailbox before the <c>@</c>.</summary>
internal static class LocalParts
{
    // Dot-string     = Atom *("." Atom)
    // Atom           = 1*atext
    // RFC 6531 §3.3:
    // atext          =/ UTF8-non-ascii
    public static Parser<byte, LocalPart> DotString { get; } = Run<LocalPart>(SetWithUtf8(AtomText + "."), ReadDotString);

    // qtextSMTP      = %d32-33 / %d35-91 / %d93-126
    // RFC 6531 §3.3:
    // qtextSMTP      =/ UTF8-non-ascii
    private static readonly Parser<byte, int> QuotedText = Run(
        SetWithUtf8(Characters(32, 33) + Characters(35, 91) + Characters(93, 126)),
        static (ReadOnlySpan<byte> octets, out int count) => (count = octets.Length) > 0);

    // quoted-pairSMTP = %d92 %d32-126
    private static readonly Parser<byte, int> QuotedPair =
        Octet('\\').Then(Parser<byte>.Token(octet => octet is >= 32 and <= 126)).ThenReturn(2);

    // Quoted-string  = DQUOTE *QcontentSMTP DQUOTE
    // QcontentSMTP   = qtextSMTP / quoted-pairSMTP
    public static Parser<byte, LocalPart> QuotedString { get; } =
        IfNext('\\', QuotedPair, otherwise: QuotedText).SkipMany().Slice(static (octets, _) => Unquote(octets))
            .Between(Octet('"'))
            .Where(static local => local is not null).Map(static local => local!);

    // Local-part     = Dot-string / Quoted-string
    public static Parser<byte, LocalPart> Parser { get; } = IfNext('"', QuotedString, otherwise: DotString);

    private static bool ReadDotString(ReadOnlySpan<byte> octets, out LocalPart? local)
    {
        local = null;
        if (octets.IsEmpty || octets[0] == '.' || octets[^1] == '.' || octets.IndexOf(".."u8) >= 0) return false;
        local = Of(octets);
        return local is not null;
    }

    private static LocalPart? Unquote(ReadOnlySpan<byte> octets)
    {
        // Every octet of it may have a backslash before it.
        if (octets.Length > 2 * LocalPart.MaxOctets) return null;
        if (!octets.Contains((byte)'\\')) return Of(octets);
        Span<byte> meant = stackalloc byte[octets.Length];
        var length = 0;
        for (var at = 0; at < octets.Length; at++)
        {
            if (octets[at] == '\\') at++;
            meant[length++] = octets[at];
        }
        return Of(meant[..length]);
    }

    // RFC 5321 §4.5.3.1.1: 64 octets at most.
    private static LocalPart? Of(ReadOnlySpan<byte> octets) =>
        octets.Length <= LocalPart.MaxOctets && Text.Read(octets) is { } text ? new LocalPart(text) : null;
}
