using System.Globalization;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Queue;

namespace Smtp.Host.Web.Pages;

/// <summary>Values as people read them.</summary>
internal static class Words
{
    public static string Size(long octets) => octets switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{octets} B"),
        < 1000 * 1000 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1000.0:0.#} kB"),
        < 1000L * 1000 * 1000 => string.Create(CultureInfo.InvariantCulture, $"{octets / 1e6:0.#} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{octets / 1e9:0.#} GB"),
    };

    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>A number with the word for what is counted.</summary>
    public static string Count(long count, string one, string many) => $"{Count(count)} {(count == 1 ? one : many)}";

    /// <summary>A time for programs, and for whoever has no script.</summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Utc(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Span(TimeSpan time) => time switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays} d {time.Hours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes} min"),
        { TotalMinutes: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds} s"),
        { TotalSeconds: >= 10 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0##} s"),
    };

    /// <summary>Who wrote it, in few words.</summary>
    public static string Short(NamedAddress address) => address.Name.Length > 0 ? address.Name : address.Address;

    public static string Short(IReadOnlyList<NamedAddress> addresses, string none) => addresses.Count switch
    {
        0 => none,
        1 => Short(addresses[0]),
        2 => $"{Short(addresses[0])}, {Short(addresses[1])}",
        _ => $"{Short(addresses[0])} and {addresses.Count - 1} more",
    };

    public static string Path(string address) => $"<{address}>";

    /// <summary>A next hop in few words: what stands before and behind it in a route goes without saying.</summary>
    public static string Hop(string destination)
    {
        var name = destination.Split('?')[0];
        return name.StartsWith("smtp://", StringComparison.Ordinal) ? name["smtp://".Length..] : name;
    }

    /// <summary>How a delivery stands.</summary>
    public static string State(QueuedDelivery delivery, DateTimeOffset now) => Delivery.StateOf(delivery, now) switch
    {
        DeliveryState.Underway => "under way",
        var state => state.ToString().ToLowerInvariant(),
    };

    /// <summary>How a session ended.</summary>
    public static string Ending(StoredSession session) => session switch
    {
        { Ending: "Quit", Accepted: 0 } => "nothing sent",
        { Ending: "Quit" or "Left", Accepted: > 0 } => Count(session.Accepted, "message", "messages"),
        { Ending: var ending } => Ending(ending),
    };

    public static string Ending(string ending) => ending switch
    {
        "Quit" => "quit",
        "Left" => "client left",
        "Lost" => "connection lost",
        "TimedOut" => "timed out",
        "Refused" => "refused",
        "TlsFailed" => "TLS failed",
        "Stopped" => "host stopped",
        "Confused" => "broken off",
        StoredSession.BrokenOff => "broken off",
        StoredSession.Running => "running",
        // Those of the client's side.
        "TlsUnavailable" => "TLS failed",
        "LoginFailed" => "login failed",
        "ServerClosing" => "server closed",
        "Unreadable" => "no SMTP",
        "ContentFailed" => "content failed",
        _ => ending,
    };
}
