using System.Buffers;
using System.Text;

namespace Smtp.Domain.Mail;

/// <summary>The part of a mailbox before the <c>@</c>, as what it means: <c>"john doe"</c> and <c>john\ doe</c> inside
/// quotes are the same value, <c>john doe</c> (RFC 5321 §4.1.2). Case matters (§2.4).</summary>
/// <remarks>At most 64 octets as meant (§4.5.3.1.1); no control characters. It may be empty: <c>""@example.org</c>.</remarks>
public sealed record LocalPart
{
    /// <summary>Most octets a local part may have (RFC 5321 §4.5.3.1.1).</summary>
    public const int MaxOctets = 64;

    // RFC 5322 §3.2.3: atext, and the dot that joins atoms.
    private static readonly SearchValues<char> AtomText =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.");

    /// <summary>Takes a local part that <see cref="IsValid"/> accepts.</summary>
    /// <exception cref="ArgumentException">The text cannot be a local part.</exception>
    public LocalPart(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsValid(text)) throw new ArgumentException("Not a local part.", nameof(text));
        Text = text;
    }

    /// <summary>What was meant: quotes and backslashes removed.</summary>
    public string Text { get; }

    /// <summary>False when the local part needs SMTPUTF8.</summary>
    public bool IsAscii => Ascii.IsValid(Text);

    /// <summary>Whether the text can be a local part: 64 octets at most, printable.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (!text.ContainsAnyExceptInRange(' ', '~')) return text.Length <= MaxOctets;
        if (text.Length > MaxOctets || Encoding.UTF8.GetByteCount(text) > MaxOctets) return false;
        foreach (var rune in text.EnumerateRunes())
            if (rune.IsAscii ? rune.Value is < 0x20 or 0x7f : !Utf8.IsTextRune(rune)) return false;
        return true;
    }

    /// <summary>The shortest form that may go on the wire: a Dot-string where it can be one, else a Quoted-string.</summary>
    public override string ToString() => IsDotString(Text) ? Text : Quote(Text);

    private static bool IsDotString(string text)
    {
        if (text.Length == 0 || text[0] == '.' || text[^1] == '.' || text.Contains("..", StringComparison.Ordinal)) return false;
        foreach (var character in text)
            if (char.IsAscii(character) && !AtomText.Contains(character)) return false;
        return true;
    }

    private static string Quote(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
