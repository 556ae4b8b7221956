using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>A connection to a server that has not introduced itself, or not since TLS began.</summary>
/// <param name="Settings">Ours.</param>
/// <param name="Tls">The TLS layer, if there is one.</param>
/// <param name="IsVerified">Whether the server's certificate is its own, and from an authority that is trusted.</param>
public sealed record Channel(SendingSettings Settings, Option<TlsFacts> Tls, bool IsVerified);

/// <summary>A server that has introduced itself.</summary>
/// <param name="Channel">The connection.</param>
/// <param name="Offers">What it offers.</param>
/// <param name="User">Who we are logged in as.</param>
public sealed record NextHop(Channel Channel, ServerOffers Offers, Option<string> User)
{
    /// <summary>Our settings.</summary>
    public SendingSettings Settings => Channel.Settings;
}
