using Smtp.Host.Storage;

namespace Smtp.Host.Web.Api.Sessions;

/// <summary>A session: a client's with this host, or this host's with a next hop.</summary>
/// <param name="Id">Its name, the one in the log.</param>
/// <param name="Opened">When it began.</param>
/// <param name="Ended">When it was over; null while it runs.</param>
/// <param name="Peer">The address of the client; `to …` where this host was the client.</param>
/// <param name="Hello">Who the client said it was; null where it said nothing.</param>
/// <param name="Tls">The TLS version and cipher; null without TLS.</param>
/// <param name="User">Who it proved to be; null without AUTH.</param>
/// <param name="Ending">How it ended: `Quit`, `Lost`, `TimedOut`, `Refused`, `TlsFailed`, `Stopped`, `Confused`, `BrokenOff`; `Running` while it runs.</param>
/// <param name="Failed">Whether it brought nothing, or ended neither by QUIT nor with nothing under way.</param>
/// <param name="Accepted">How many messages were accepted.</param>
/// <param name="Messages">Those of them that are still there; empty while it runs.</param>
internal record SessionRow(
    string Id, DateTimeOffset Opened, DateTimeOffset? Ended, string Peer, string? Hello, string? Tls, string? User, string Ending,
    bool Failed, int Accepted, IReadOnlyList<string> Messages)
{
    internal static SessionRow Of(StoredSession session) => new(
        session.Id, session.Opened, session.Ending == StoredSession.Running ? null : session.Ended, session.Peer, session.Hello, session.Tls,
        session.User, session.Ending, session.Failed, session.Accepted, session.Messages);
}

/// <summary>A part of the list of sessions.</summary>
/// <param name="Running">Those that run now, the newest first; only in front of the first part, and not among those that failed.</param>
/// <param name="Sessions">Those that are over, those that ended last first.</param>
/// <param name="Next">The `cursor` for the part behind it; null where that is all.</param>
internal sealed record SessionList(IReadOnlyList<SessionRow> Running, IReadOnlyList<SessionRow> Sessions, string? Next);
