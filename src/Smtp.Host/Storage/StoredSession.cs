namespace Smtp.Host.Storage;

/// <summary>A session that was recorded, without its transcript.</summary>
/// <param name="Id">Its name, the one in the log and in the origin of its messages.</param>
/// <param name="Opened">When the client connected.</param>
/// <param name="Ended">When it was over.</param>
/// <param name="Peer">The client's address.</param>
/// <param name="Hello">Who the client said it was; null where it said nothing.</param>
/// <param name="Tls">The TLS version and cipher; null without TLS.</param>
/// <param name="User">Who it proved to be; null without AUTH.</param>
/// <param name="Ending">How it ended: Quit, Left, Lost, TimedOut, Refused, TlsFailed, Stopped, Confused,
/// <see cref="BrokenOff"/>; <see cref="Running"/> where it has not ended.</param>
/// <param name="Accepted">How many messages were accepted.</param>
/// <param name="Messages">Those of them that are still there.</param>
public sealed record StoredSession(
    string Id, DateTimeOffset Opened, DateTimeOffset Ended, string Peer, string? Hello, string? Tls, string? User, string Ending,
    int Accepted, IReadOnlyList<string> Messages)
{
    /// <summary>Whether something failed: it brought nothing, or ended neither by QUIT nor with nothing under way.</summary>
    public bool Failed => Ending != Running && (Accepted == 0 || Ending is not ("Quit" or "Left"));

    /// <summary>What a session is that broke off.</summary>
    public const string BrokenOff = "BrokenOff";

    /// <summary>What a session is that goes on; none of those in the store.</summary>
    public const string Running = "Running";
}
