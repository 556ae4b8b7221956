using Smtp.Host.Receiving;

namespace Smtp.Host.Web.Api.Overview;

/// <summary>What the host knows of itself.</summary>
internal sealed class HostFacts(SmtpServer.Parts parts)
{
    /// <summary>Since when it runs.</summary>
    public DateTimeOffset StartedAt { get; } = parts.Time.GetUtcNow();

    /// <summary>How many clients are connected now.</summary>
    public int Connections => parts.Connections.Total;

    /// <summary>Where it takes mail, as the system told: a port 0 has become the port that it chose.</summary>
    public IReadOnlyList<ListenerInfo> Listeners =>
        [.. parts.Listening.Select(one => new ListenerInfo(one.Address, one.Listener.Role, one.Listener.Tls))];
}
