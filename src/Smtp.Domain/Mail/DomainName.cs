using System.Buffers;
using System.Text;

namespace Smtp.Domain.Mail;

/// <summary>A domain name as it was written: <c>mail.example.org</c>, or with UTF-8 labels <c>δοκιμή.example</c>
/// (RFC 5321 §4.1.2, RFC 6531 §3.3). Names that differ in case alone are equal.</summary>
/// <remarks>At most 255 octets in UTF-8 (RFC 5321 §4.5.3.1.2). An underscore is allowed here because client names carry
/// it in practice; the path grammars do not take one.</remarks>
public sealed record DomainName
{
    /// <summary>Most octets a domain may have (RFC 5321 §4.5.3.1.2).</summary>
    public const int MaxOctets = 255;

    private static readonly SearchValues<char> Ascii =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._");

    /// <summary>Takes a name that <see cref="IsValid"/> accepts.</summary>
    /// <exception cref="ArgumentException">The text is no domain name.</exception>
    public DomainName(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!IsValid(text)) throw new ArgumentException($"'{text}' is not a domain name.", nameof(text));
        Text = text;
    }

    /// <summary>The name as written, with no dot at its end.</summary>
    public string Text { get; }

    /// <summary>False when the name needs SMTPUTF8.</summary>
    public bool IsAscii => System.Text.Ascii.IsValid(Text);

    /// <summary>Whether the text is a domain name: labels of letters, digits, hyphens (not at an end) and non-ASCII
    /// characters, separated by single dots, 255 octets at most.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > MaxOctets || (text.ContainsAnyExcept(Ascii) && !IsInternational(text))) return false;
        var before = '.';
        foreach (var character in text)
        {
            if ((character == '.' && before is '.' or '-') || (character == '-' && before == '.')) return false;
            before = character;
        }
        return before is not ('.' or '-');
    }

    private static bool IsInternational(ReadOnlySpan<char> text)
    {
        if (Encoding.UTF8.GetByteCount(text) > MaxOctets) return false;
        foreach (var rune in text.EnumerateRunes())
            if (rune.IsAscii ? !Ascii.Contains((char)rune.Value) : !Utf8.IsLabelRune(rune)) return false;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(DomainName? other) => other is not null && Text.Equals(other.Text, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(Text);

    /// <inheritdoc/>
    public override string ToString() => Text;
}
