using System.Globalization;
using System.Net;
using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>A range of IP addresses (RFC 4632): <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>, or one address alone.</summary>
public sealed record Network
{
    /// <summary>What <see cref="Read"/> takes, in words.</summary>
    public const string Allowed = "a network, such as 192.0.2.0/24 or 2001:db8::/32, or an address";

    private Network(IPAddress first, int prefix) => (First, Prefix) = (first, prefix);

    /// <summary>The first address of the range.</summary>
    public IPAddress First { get; }

    /// <summary>How many leading bits all its addresses share.</summary>
    public int Prefix { get; }

    /// <summary>Reads a network; None where the text is none, or where bits are set beyond its prefix, for then either the
    /// address or the prefix is a slip.</summary>
    public static Option<Network> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? text : text[..slash];
        if (first.StartsWith('[')) return None;
        var literal = first.Contains(':', StringComparison.Ordinal) ? $"[IPv6:{first}]" : $"[{first}]";
        if (AddressText.ReadHost(literal).Case is not HostName.Literal { Address: AddressLiteral.Ip { Address: var address } }) return None;
        var bits = address.GetAddressBytes().Length * 8;
        var prefix = bits;
        if (slash >= 0 && !(int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= bits))
            return None;
        for (var bit = prefix; bit < bits; bit++)
            if (Bit(address.GetAddressBytes(), bit)) return None;
        return new Network(address, prefix);
    }

    /// <summary>Whether an address is in the range. An IPv4 address is the same in its IPv6 form <c>::ffff:192.0.2.1</c>.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var (first, other) = (First.GetAddressBytes(), address.GetAddressBytes());
        if (first.Length != other.Length)
        {
            if (!address.IsIPv4MappedToIPv6) return false;
            other = address.MapToIPv4().GetAddressBytes();
        }
        for (var bit = 0; bit < Prefix; bit++)
            if (Bit(first, bit) != Bit(other, bit)) return false;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}/{Prefix}");

    private static bool Bit(byte[] octets, int bit) => (octets[bit / 8] & (0x80 >> (bit % 8))) != 0;
}
