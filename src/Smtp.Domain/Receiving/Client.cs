using System.Net;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>Who connected, as the transport knows it.</summary>
/// <param name="Address">The address; absent over a Unix socket or standard input.</param>
public sealed record Peer(Option<IPAddress> Address)
{
    /// <summary>A peer on this machine, over no network at all.</summary>
    public static Peer Local { get; } = new(None);

    /// <summary>A peer as a socket names it: an IPv4 address in the clothes of IPv6 (RFC 4291 §2.5.5.2) is an IPv4 address.</summary>
    /// <param name="address">The address; null where the connection has none.</param>
    public static Peer Of(IPAddress? address) =>
        address is null ? Local : new(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    /// <summary>Whether the peer is on this machine.</summary>
    public bool IsLoopback => Address.Case is not IPAddress address || IPAddress.IsLoopback(address);

    // Option's own comparison looks for a type class in all assemblies first, and the first session would wait for that.
    /// <inheritdoc/>
    public bool Equals(Peer? other) => other is not null && Equals(Address.Case, other.Address.Case);

    /// <inheritdoc/>
    public override int GetHashCode() => Address.Case?.GetHashCode() ?? 0;

    /// <inheritdoc/>
    public override string ToString() => Address.Case is IPAddress address ? address.ToString() : "local";
}

/// <summary>What never changes while a connection lasts.</summary>
/// <param name="Settings">The listener's settings.</param>
/// <param name="Peer">Who connected.</param>
/// <param name="Session">The session's name, for logs and transcripts.</param>
/// <param name="Opened">When it connected.</param>
public sealed record Link(Settings Settings, Peer Peer, string Session, DateTimeOffset Opened);

/// <summary>How the client introduced itself.</summary>
/// <param name="Kind">With which command, which decides the protocol spoken.</param>
/// <param name="Name">Who it says it is; never to be trusted (RFC 5321 §4.1.4).</param>
public sealed record Hello(HelloKind Kind, HostName Name);

/// <summary>With which command a client introduced itself.</summary>
public enum HelloKind
{
    /// <summary>HELO: no extensions, no enhanced status codes.</summary>
    Helo,

    /// <summary>EHLO.</summary>
    Ehlo,

    /// <summary>LHLO (RFC 2033).</summary>
    Lhlo,
}

/// <summary>A client that has introduced itself: all that is known of it.</summary>
/// <param name="Link">The connection.</param>
/// <param name="Tls">The TLS layer, if there is one.</param>
/// <param name="Hello">How it introduced itself.</param>
/// <param name="User">Who it proved to be (AUTH).</param>
/// <param name="Tally">What it has used up.</param>
public sealed record Client(Link Link, Option<TlsFacts> Tls, Hello Hello, Option<string> User, Tally Tally)
{
    /// <summary>The settings of the listener it connected to.</summary>
    public Settings Settings => Link.Settings;

    /// <summary>The protocol spoken, as a Received line names it: SMTP, ESMTP, ESMTPS, ESMTPSA, LMTP … (RFC 3848).</summary>
    public string Protocol => Hello.Kind switch
    {
        HelloKind.Helo => "SMTP",
        HelloKind.Ehlo => "ESMTP" + Suffix,
        HelloKind.Lhlo => "LMTP" + Suffix,
        _ => throw new InvalidOperationException($"No protocol is named {Hello.Kind}."),
    };

    private string Suffix => (Tls.IsSome, User.IsSome) switch
    {
        (false, false) => "",
        (true, false) => "S",
        (false, true) => "A",
        (true, true) => "SA",
    };
}

/// <summary>What a session has used up of its limits.</summary>
/// <param name="Errors">Replies beginning with 5.</param>
/// <param name="Junk">Commands in a row that brought no mail on its way.</param>
/// <param name="Transactions">MAIL commands accepted.</param>
/// <param name="Leniencies">Commands taken although they were not quite right.</param>
public sealed record Tally(int Errors, int Junk, int Transactions, int Leniencies)
{
    /// <summary>Nothing yet.</summary>
    public static Tally Zero { get; } = new(0, 0, 0, 0);
}
