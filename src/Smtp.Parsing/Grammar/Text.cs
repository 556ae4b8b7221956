using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Parsing.Grammar;

/// <summary>Octets as text: well-formed UTF-8 without control characters (RFC 6531 §3.3), or nothing.</summary>
internal static class Text
{
    public static string? Read(ReadOnlySpan<byte> octets)
    {
        if (!octets.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return Encoding.ASCII.GetString(octets);
        if (Ascii.IsValid(octets) || !System.Text.Unicode.Utf8.IsValid(octets)) return null;
        var text = Encoding.UTF8.GetString(octets);
        return IsPrintable(text) ? text : null;
    }

    /// <summary>Whether there is no control character, and nothing that is no character at all.</summary>
    public static bool IsPrintable(string text)
    {
        foreach (var rune in text.EnumerateRunes())
            if (rune.IsAscii ? rune.Value is < 0x20 or 0x7f : !Utf8.IsTextRune(rune)) return false;
        return true;
    }

    /// <summary>Whether every character is printable US-ASCII or a space, which is what delivery reports can hold.</summary>
    public static bool IsPrintableAscii(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');
}
