using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;
using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Hosts by their address (RFC 5321 §4.1.2, §4.1.3).</summary>
internal static class AddressLiterals
{
    // address-literal  = "[" ( IPv4-address-literal / IPv6-address-literal / General-address-literal ) "]"
    // Which of the three it is shows only at the colon, so what is between the brackets is found first: all of it is dcontent.
    // dcontent         = %d33-90 / %d94-126
    public static Parser<byte, AddressLiteral> Parser { get; } =
        Run<AddressLiteral>(Set(Characters(33, 90) + Characters(94, 126)), Read)
            .Between(Octet('['), Octet(']'));

    private static bool Read(ReadOnlySpan<byte> content, out AddressLiteral? literal)
    {
        literal = null;
        if (content.Length > DomainName.MaxOctets) return false;
        var colon = content.IndexOf((byte)':');
        if (colon < 0)
        {
            Span<byte> four = stackalloc byte[4];
            if (TryReadIPv4(content, four)) literal = new AddressLiteral.Ip(new IPAddress(four));
        }
        // IPv6-address-literal  = "IPv6:" IPv6-addr
        else if (Ascii.EqualsIgnoreCase(content[..colon], "IPv6"u8))
        {
            Span<byte> sixteen = stackalloc byte[16];
            if (TryReadIPv6(content[(colon + 1)..], sixteen)) literal = new AddressLiteral.Ip(new IPAddress(sixteen));
        }
        // General-address-literal  = Standardized-tag ":" 1*dcontent
        else if (IsTag(content[..colon]) && colon + 1 < content.Length)
        {
            literal = new AddressLiteral.General(
                Encoding.ASCII.GetString(content[..colon]), Encoding.ASCII.GetString(content[(colon + 1)..]));
        }
        return literal is not null;
    }

    // Standardized-tag  = Ldh-str
    // Ldh-str           = *( ALPHA / DIGIT / "-" ) Let-dig
    private static bool IsTag(ReadOnlySpan<byte> tag)
    {
        foreach (var octet in tag)
            if (!char.IsAsciiLetterOrDigit((char)octet) && octet != '-') return false;
        return !tag.IsEmpty && tag[^1] != '-';
    }

    // IPv4-address-literal  = Snum 3("."  Snum)
    // Snum                  = 1*3DIGIT  ; representing a decimal integer value in the range 0 through 255
    // A leading zero is refused: some read 010 as eight, and an address must not be two.
    private static bool TryReadIPv4(ReadOnlySpan<byte> text, Span<byte> address)
    {
        var count = 0;
        foreach (var range in text.Split((byte)'.'))
        {
            var number = text[range];
            if (count == 4 || number.Length > 3 || (number.Length > 1 && number[0] == '0')) return false;
            if (!byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out address[count++])) return false;
        }
        return count == 4;
    }

    // IPv6-addr    = IPv6-full / IPv6-comp / IPv6v4-full / IPv6v4-comp
    // IPv6-hex     = 1*4HEXDIG
    // IPv6-full    = IPv6-hex 7(":" IPv6-hex)
    // IPv6-comp    = [IPv6-hex *5(":" IPv6-hex)] "::" [IPv6-hex *5(":" IPv6-hex)]
    //                ; The "::" represents at least 2 16-bit groups of zeros. No more than 6 groups in addition to the
    //                ; "::" may be present.
    // IPv6v4-full  = IPv6-hex 5(":" IPv6-hex) ":" IPv4-address-literal
    // IPv6v4-comp  = [IPv6-hex *3(":" IPv6-hex)] "::" [IPv6-hex *3(":" IPv6-hex) ":"] IPv4-address-literal
    //                ; The "::" represents at least 2 16-bit groups of zeros. No more than 4 groups in addition to the
    //                ; "::" and IPv4-address-literal may be present.
    // The four are one with an IPv4 address counted as two groups: eight groups, or at most six around one "::".
    private static bool TryReadIPv6(ReadOnlySpan<byte> text, Span<byte> address)
    {
        Span<byte> groups = stackalloc byte[16];
        var (length, zeros) = (0, -1);
        if (text.StartsWith("::"u8))
        {
            zeros = 0;
            text = text[2..];
        }
        while (!text.IsEmpty)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && group.Contains((byte)'.'))
            {
                if (length > 12 || !TryReadIPv4(group, groups[length..])) return false;
                length += 4;
                break;
            }
            if (length > 14 || !TryReadHex(group, groups[length..])) return false;
            length += 2;
            if (colon < 0) break;
            text = text[(colon + 1)..];
            if (text.IsEmpty) return false;
            if (text[0] != ':') continue;
            if (zeros >= 0) return false;
            zeros = length;
            text = text[1..];
        }
        if (zeros < 0 ? length != 16 : length > 12) return false;
        if (zeros < 0) zeros = length;
        address.Clear();
        groups[..zeros].CopyTo(address);
        groups[zeros..length].CopyTo(address[(16 - (length - zeros))..]);
        return true;
    }

    private static bool TryReadHex(ReadOnlySpan<byte> text, Span<byte> group)
    {
        if (text.Length > 4) return false;
        if (!ushort.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)) return false;
        BinaryPrimitives.WriteUInt16BigEndian(group, value);
        return true;
    }
}
