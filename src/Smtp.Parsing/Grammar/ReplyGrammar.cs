using System.Buffers;
using System.Text;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Grammar;

/// <summary>One line of a reply (RFC 5321 §4.2).</summary>
/// <param name="Code">The three digits.</param>
/// <param name="IsLast">Whether no line of the reply follows.</param>
/// <param name="Status">The enhanced status code before the text; absent where there is none, or one of another class.</param>
/// <param name="Text">The text, without that code.</param>
internal readonly record struct ReplyLine(int Code, bool IsLast, EnhancedStatusCode? Status, string Text);

/// <summary>Reads the lines of replies: strict about what decides, and about nothing else.</summary>
internal static class ReplyGrammar
{
    // 9.999.999, and a space behind it.
    private const int LongestStatus = 9;

    private static readonly SearchValues<byte> StatusOctets = Octets.Set(Octets.Digit + ".");

    // RFC 5321 §4.2:
    // Reply-line     = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
    // Reply-code     = %x32-35 %x30-35 %x30-39
    // textstring     = 1*(%d09 / %d32-126) ; HT, SP, Printable US-ASCII
    // The second digit is taken as any: nothing depends on it. Text is taken as it comes (RFC 6531 §3.7.4.1 allows UTF-8).
    /// <summary>Reads a line without its line end; null where it is none.</summary>
    public static ReplyLine? Read(ReadOnlySpan<byte> line)
    {
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || !IsDigit(line[1]) || !IsDigit(line[2])) return null;
        var code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + line[2] - '0';
        if (line.Length == 3) return new ReplyLine(code, true, null, "");
        if (line[3] is not ((byte)' ' or (byte)'-')) return null;
        var text = line[4..];
        var status = Status(code, text, out var length);
        return new ReplyLine(code, line[3] == ' ', status, Printable(text[length..]));
    }

    // RFC 2034 §4:
    // status-code ::= class "." subject "." detail, then a space and the text. Its class is the first digit of the code.
    private static EnhancedStatusCode? Status(int code, ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        var end = text.IndexOfAnyExcept(StatusOctets);
        if (end < 0) end = text.Length;
        if (end is 0 or > LongestStatus || (end < text.Length && text[end] != ' ')) return null;
        Span<char> characters = stackalloc char[LongestStatus];
        Encoding.ASCII.GetChars(text[..end], characters);
        if (!EnhancedStatusCode.TryParse(characters[..end], out var status) || status.Class != code / 100) return null;
        length = Math.Min(end + 1, text.Length);
        return status;
    }

    /// <summary>Text in which nothing can hide: what is no UTF-8 is read as Latin-1, and a control character becomes a <c>?</c>.</summary>
    private static string Printable(ReadOnlySpan<byte> octets)
    {
        if (Text.Read(octets) is { } text) return text;
        var any = System.Text.Unicode.Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets);
        var printable = new StringBuilder(any.Length);
        foreach (var rune in any.EnumerateRunes())
        {
            if (rune.Value == '\t') printable.Append(' ');
            else printable.Append(Rune.IsControl(rune) || rune == Rune.ReplacementChar ? "?" : rune.ToString());
        }
        return printable.ToString();
    }

    private static bool IsDigit(byte octet) => octet is >= (byte)'0' and <= (byte)'9';
}
