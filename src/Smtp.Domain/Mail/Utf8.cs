using System.Text;

namespace Smtp.Domain.Mail;

/// <summary>What RFC 6531 §3.3 adds to addresses: any UTF-8 beyond ASCII, but for control and unassigned surrogate code
/// points, which would travel unseen.</summary>
public static class Utf8
{
    /// <summary>Whether a non-ASCII character may stand in a local part (RFC 6531 §3.3, UTF8-non-ascii).</summary>
    public static bool IsTextRune(Rune rune) => !rune.IsAscii && !Rune.IsControl(rune) && rune != Rune.ReplacementChar;

    /// <summary>Whether a non-ASCII character may stand in a domain label: as <see cref="IsTextRune"/>, and no space.</summary>
    public static bool IsLabelRune(Rune rune) => IsTextRune(rune) && !Rune.IsWhiteSpace(rune);
}
