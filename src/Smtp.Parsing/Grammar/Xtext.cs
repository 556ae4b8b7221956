using System.Buffers;
using System.Globalization;
using System.Text;

namespace Smtp.Parsing.Grammar;

/// <summary>Text in the value of a parameter: what could not stand there is written <c>+XX</c> (RFC 3461 §4, xtext).</summary>
public static class Xtext
{
    // xtext          = *( xchar / hexchar )
    // xchar          = any ASCII CHAR between "!" (33) and "~" (126) inclusive, except for "+" and "="
    private static readonly SearchValues<byte> Plain =
        Octets.Set(Octets.Characters(33, 42) + Octets.Characters(44, 60) + Octets.Characters(62, 126));

    /// <summary>Writes the text, as the octets of its UTF-8.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains(octet)) encoded.Append((char)octet);
            else encoded.Append(CultureInfo.InvariantCulture, $"+{octet:X2}");
        }
        return encoded.ToString();
    }

    /// <summary>Reads the text, hexadecimal digits in any case; None where it is not xtext, or not UTF-8 once decoded.</summary>
    public static Option<string> Decode(string xtext) => Decode(Encoding.UTF8.GetBytes(xtext));

    internal static Option<string> Decode(ReadOnlySpan<byte> xtext)
    {
        if (!xtext.ContainsAnyExcept(Plain)) return Encoding.ASCII.GetString(xtext);
        // hexchar        = ASCII "+" immediately followed by two upper case hexadecimal digits
        var octets = new byte[xtext.Length];
        var length = 0;
        for (var at = 0; at < xtext.Length; at++)
        {
            if (xtext[at] == '+')
            {
                if (at + 2 >= xtext.Length || !TryReadHex(xtext.Slice(at + 1, 2), out octets[length++])) return null;
                at += 2;
            }
            else if (Plain.Contains(xtext[at])) octets[length++] = xtext[at];
            else return null;
        }
        var decoded = octets.AsSpan(0, length);
        return System.Text.Unicode.Utf8.IsValid(decoded) ? Encoding.UTF8.GetString(decoded) : null;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> digits, out byte octet) =>
        byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet);
}
