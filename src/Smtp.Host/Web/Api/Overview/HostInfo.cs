namespace Smtp.Host.Web.Api.Overview;

/// <summary>This host.</summary>
/// <param name="Version">Its version.</param>
/// <param name="HostName">Its name in greetings.</param>
/// <param name="StartedAt">Since when it runs.</param>
/// <param name="Listeners">Where it takes mail.</param>
/// <param name="Connections">How many clients are connected now.</param>
/// <param name="Messages">How many messages there are.</param>
/// <param name="Unread">How many of them nobody has read.</param>
/// <param name="Queued">How many deliveries wait.</param>
/// <param name="Held">How many of them are held.</param>
/// <param name="Waiting">How many requests wait for messages.</param>
internal sealed record HostInfo(
    string Version, string HostName, DateTimeOffset StartedAt, IReadOnlyList<ListenerInfo> Listeners, int Connections, long Messages,
    long Unread, long Queued, long Held, int Waiting);

/// <summary>A place where mail is taken.</summary>
/// <param name="Address">The address: `127.0.0.1:2525`, `unix:/run/smtp.sock`.</param>
/// <param name="Role">`mx`, `submission` or `lmtp`.</param>
/// <param name="Tls">`none`, `starttls` or `implicit`.</param>
internal sealed record ListenerInfo(string Address, string Role, string Tls);

/// <summary>What can go wrong.</summary>
/// <param name="Problems">The types of problems.</param>
internal sealed record ProblemList(IReadOnlyList<ProblemType> Problems);

/// <summary>A type of problem (RFC 9457).</summary>
/// <param name="Type">The `type` of such a problem.</param>
/// <param name="Status">The status of the response.</param>
/// <param name="Title">What it is.</param>
/// <param name="Description">When it happens, and what to do about it.</param>
internal sealed record ProblemType(string Type, int Status, string Title, string Description);
