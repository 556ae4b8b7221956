using System.Text;

namespace Smtp.Parsing.Grammar;

/// <summary>What a line begins with.</summary>
internal enum Verb
{
    /// <summary>Nothing that means anything here.</summary>
    Unknown,

    /// <summary>A word that some server somewhere knows, and this one does not offer.</summary>
    Absent,

    /// <summary>The beginning of another protocol.</summary>
    Foreign,

    Helo, Ehlo, Lhlo, Mail, Rcpt, Data, Bdat, StartTls, Auth, Rset, Noop, Vrfy, Expn, Help, Quit,
}

/// <summary>Finds the verb, in any case (RFC 5321 §2.4): it decides by which grammar the rest is read, how long the line
/// may be, and whether the answer to a mistake is 500, 501 or 502.</summary>
internal static class Verbs
{
    /// <summary>The verb, and what stands behind it without the spaces around it.</summary>
    public static Verb Of(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> arguments)
    {
        var space = line.IndexOf((byte)' ');
        var word = space < 0 ? line : line[..space];
        arguments = space < 0 ? [] : line[space..].Trim((byte)' ');
        return IsForeign(line, word, space) ? Verb.Foreign : Of(word);
    }

    private static Verb Of(ReadOnlySpan<byte> word) => word.Length switch
    {
        4 => OfFour(word),
        8 when Is(word, "STARTTLS"u8) => Verb.StartTls,
        // XCLIENT and XFORWARD are not in a standard, but whoever sends them knows what they are.
        7 when Is(word, "XCLIENT"u8) => Verb.Absent,
        8 when Is(word, "XFORWARD"u8) => Verb.Absent,
        _ => Verb.Unknown,
    };

    private static Verb OfFour(ReadOnlySpan<byte> word)
    {
        if (Is(word, "RCPT"u8)) return Verb.Rcpt;
        if (Is(word, "MAIL"u8)) return Verb.Mail;
        if (Is(word, "DATA"u8)) return Verb.Data;
        if (Is(word, "BDAT"u8)) return Verb.Bdat;
        if (Is(word, "EHLO"u8)) return Verb.Ehlo;
        if (Is(word, "HELO"u8)) return Verb.Helo;
        if (Is(word, "LHLO"u8)) return Verb.Lhlo;
        if (Is(word, "AUTH"u8)) return Verb.Auth;
        if (Is(word, "RSET"u8)) return Verb.Rset;
        if (Is(word, "NOOP"u8)) return Verb.Noop;
        if (Is(word, "QUIT"u8)) return Verb.Quit;
        if (Is(word, "VRFY"u8)) return Verb.Vrfy;
        if (Is(word, "EXPN"u8)) return Verb.Expn;
        if (Is(word, "HELP"u8)) return Verb.Help;
        // RFC 5321 App. F.6 and F.1; RFC 1985; RFC 2645; RFC 4468.
        return Is(word, "SEND"u8) || Is(word, "SOML"u8) || Is(word, "SAML"u8) || Is(word, "TURN"u8)
            || Is(word, "ETRN"u8) || Is(word, "ATRN"u8) || Is(word, "BURL"u8)
            ? Verb.Absent
            : Verb.Unknown;
    }

    // A TLS record of a handshake (RFC 8446 §5.1), or the first word of an HTTP request (RFC 9110 §9.3, RFC 5789), whose
    // case matters: a browser or a scanner made to speak to this port must not be answered line by line.
    private static bool IsForeign(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word, int space)
    {
        if (line.StartsWith((ReadOnlySpan<byte>)[0x16, 0x03])) return true;
        return space > 0 && (word.SequenceEqual("GET"u8) || word.SequenceEqual("POST"u8) || word.SequenceEqual("PUT"u8)
            || word.SequenceEqual("HEAD"u8) || word.SequenceEqual("DELETE"u8) || word.SequenceEqual("OPTIONS"u8)
            || word.SequenceEqual("PATCH"u8) || word.SequenceEqual("CONNECT"u8) || word.SequenceEqual("TRACE"u8));
    }

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> verb) => Ascii.EqualsIgnoreCase(word, verb);
}
