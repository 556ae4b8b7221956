using System.Buffers;
using System.Globalization;
using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Parsing.Grammar;

/// <summary>The value of ORCPT (RFC 3461 §4.2), with internationalised addresses (RFC 6533 §3).</summary>
internal static class OriginalRecipients
{
    // RFC 3461 §4.2: at most 500 characters.
    private const int MaxOctets = 500;

    private static readonly SearchValues<byte> AtomOctets = Octets.Set(Octets.AtomText);

    // original-recipient-address = addr-type ";" xtext
    // addr-type                  = atom
    public static OriginalRecipient? Read(ReadOnlySpan<byte> value)
    {
        var semicolon = value.IndexOf((byte)';');
        if (semicolon <= 0 || value.Length > MaxOctets || value[..semicolon].ContainsAnyExcept(AtomOctets)) return null;
        var type = Encoding.ASCII.GetString(value[..semicolon]);
        var encoded = value[(semicolon + 1)..];
        var address = IsUtf8(type) ? Decode(Encoding.UTF8.GetString(encoded)) : DecodeXtext(encoded);
        return string.IsNullOrEmpty(address) ? null : new OriginalRecipient(type, address);
    }

    public static string Write(OriginalRecipient recipient)
    {
        if (!IsUtf8(recipient.AddressType)) return $"{recipient.AddressType};{Xtext.Encode(recipient.Address)}";
        var ascii = $"{recipient.AddressType};{Encode(recipient.Address, escapeAll: true)}";
        return ascii.Length <= MaxOctets ? ascii : $"{recipient.AddressType};{Encode(recipient.Address, escapeAll: false)}";
    }

    private static bool IsUtf8(string type) => type.Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    // RFC 3461 §4.2: what was encoded is printable US-ASCII.
    private static string? DecodeXtext(ReadOnlySpan<byte> xtext) =>
        Xtext.Decode(xtext).Case is string address && Text.IsPrintableAscii(address) ? address : null;

    // RFC 6533 §3:
    // utf-8-enc-addr      = utf-8-addr-xtext / utf-8-addr-unitext / utf-8-address
    // utf-8-addr-xtext    = 1*(QCHAR / EmbeddedUnicodeChar)
    // utf-8-addr-unitext  = 1*(QUCHAR / EmbeddedUnicodeChar)
    // QCHAR               = %x21-2a / %x2c-3c / %x3e-5b / %x5d-7e     ; all printable but "+", "=" and "\"
    // QUCHAR              = QCHAR / UTF8-2 / UTF8-3 / UTF8-4
    // EmbeddedUnicodeChar = %x5C.78 "{" HEXPOINT "}"                  ; begins with "\x"
    private static string? Decode(ReadOnlySpan<char> encoded)
    {
        var address = new StringBuilder(encoded.Length);
        while (!encoded.IsEmpty)
        {
            if (encoded[0] != '\\')
            {
                if (encoded[0] is '+' or '=') return null;
                address.Append(encoded[0]);
                encoded = encoded[1..];
                continue;
            }
            var close = encoded.IndexOf('}');
            if (close < 0 || !encoded.StartsWith(@"\x{") || ReadPoint(encoded[3..close]) is not { } rune) return null;
            address.Append(rune.ToString());
            encoded = encoded[(close + 1)..];
        }
        var text = address.ToString();
        return Text.IsPrintable(text) ? text : null;
    }

    // HEXPOINT is two to six digits with no zero before a third one, and names only what QCHAR leaves out.
    private static Rune? ReadPoint(ReadOnlySpan<char> digits)
    {
        if (digits.Length is < 2 or > 6 || (digits.Length > 2 && digits[0] == '0')) return null;
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return null;
        return Rune.TryCreate(value, out var rune) && MustEscape(rune) ? rune : null;
    }

    private static bool MustEscape(Rune rune) => !rune.IsAscii || rune.Value is <= ' ' or '+' or '=' or '\\' or 0x7f;

    private static string Encode(string address, bool escapeAll)
    {
        var encoded = new StringBuilder(address.Length);
        foreach (var rune in address.EnumerateRunes())
        {
            if (MustEscape(rune) && (escapeAll || rune.IsAscii))
                encoded.Append(CultureInfo.InvariantCulture, $@"\x{{{rune.Value:X2}}}");
            else encoded.Append(rune.ToString());
        }
        return encoded.ToString();
    }
}
