using System.Globalization;

namespace Smtp.Domain.Protocol;

/// <summary>What exactly happened, for machines: <c>class.subject.detail</c> (RFC 3463 §2, registry of RFC 5248).</summary>
/// <param name="Class">2 success, 4 persistent transient failure, 5 permanent failure.</param>
/// <param name="Subject">0 to 999: 1 addressing, 2 mailbox, 3 mail system, 4 network, 5 protocol, 6 content, 7 policy.</param>
/// <param name="Detail">0 to 999.</param>
public readonly record struct EnhancedStatusCode(byte Class, short Subject, short Detail)
{
    /// <summary>Reads <c>5.1.1</c>.</summary>
    /// <exception cref="FormatException">The text is no such code.</exception>
    public static EnhancedStatusCode Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var code) ? code : throw new FormatException($"'{text}' is not an enhanced status code.");

    /// <summary>Reads <c>5.1.1</c>; false where the text is no such code.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out EnhancedStatusCode code)
    {
        code = default;
        Span<Range> parts = stackalloc Range[4];
        if (text.Split(parts, '.') != 3
            || !Digits(text[parts[0]], out var category) || category is not (2 or 4 or 5)
            || !Digits(text[parts[1]], out var subject) || !Digits(text[parts[2]], out var detail)) return false;
        code = new EnhancedStatusCode((byte)category, subject, detail);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Class}.{Subject}.{Detail}");

    private static bool Digits(ReadOnlySpan<char> text, out short value)
    {
        value = 0;
        return text.Length is > 0 and < 4 && short.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
    }
}
