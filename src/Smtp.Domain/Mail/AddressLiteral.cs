using System.Net;
using System.Net.Sockets;

namespace Smtp.Domain.Mail;

/// <summary>A host given by its address instead of its name: <c>[192.0.2.1]</c>, <c>[IPv6:2001:db8::1]</c> or, for
/// what is yet to come, <c>[tag:content]</c> (RFC 5321 §4.1.3).</summary>
public abstract record AddressLiteral
{
    private AddressLiteral() { }

    /// <summary>An IP address: <c>[192.0.2.1]</c> or <c>[IPv6:2001:db8::1]</c>.</summary>
    /// <param name="Address">The address; an IPv6 one without a scope, for a scope means nothing on another machine.</param>
    public sealed record Ip(IPAddress Address) : AddressLiteral
    {
        /// <inheritdoc/>
        public override string ToString() => Address.IsIPv6() ? $"[IPv6:{Address}]" : $"[{Address}]";
    }

    /// <summary>A General-address-literal, kept word for word: <c>[tag:content]</c>.</summary>
    /// <param name="Tag">The Standardized-tag: letters, digits and hyphens, the last not a hyphen.</param>
    /// <param name="Content">Printable ASCII without <c>[ ] \</c>.</param>
    public sealed record General(string Tag, string Content) : AddressLiteral
    {
        /// <inheritdoc/>
        public override string ToString() => $"[{Tag}:{Content}]";
    }
}

internal static class AddressFamilies
{
#pragma warning disable RS0030 // AddressFamily is a plain enumeration that happens to live beside the sockets.
    public static bool IsIPv6(this IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;
#pragma warning restore RS0030
}
