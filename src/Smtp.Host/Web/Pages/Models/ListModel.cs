using Smtp.Host.Storage;

namespace Smtp.Host.Web.Pages.Models;

/// <summary>The second pane.</summary>
public abstract record ListModel
{
    private ListModel() { }

    /// <summary>Messages.</summary>
    /// <param name="Place">Which of them.</param>
    /// <param name="Rows">The messages.</param>
    /// <param name="Next">The cursor of those behind them; null where these are the last.</param>
    /// <param name="Count">How many match.</param>
    /// <param name="Error">What is wrong with the search; null where nothing is.</param>
    /// <param name="Open">The message that the third pane shows.</param>
    public sealed record Messages(
        MailPlace Place, IReadOnlyList<MessageEntry> Rows, long? Next, MessageCount Count, string? Error, string? Open) : ListModel;

    /// <summary>Sessions.</summary>
    /// <param name="Place">Which of them.</param>
    /// <param name="Rows">The sessions: those that run, then those that have ended, each the newest first.</param>
    /// <param name="Next">The cursor of those behind them; null where these are the last.</param>
    /// <param name="Running">How many run.</param>
    /// <param name="Ended">How many have ended, as far as they are kept.</param>
    /// <param name="Failed">In how many of those something failed.</param>
    /// <param name="Open">The session that the third pane shows.</param>
    public sealed record Sessions(
        SessionPlace Place, IReadOnlyList<SessionRow> Rows, long? Next, int Running, long Ended, long Failed, string? Open) : ListModel;

    /// <summary>Deliveries.</summary>
    /// <param name="Rows">The deliveries, the oldest first.</param>
    /// <param name="Count">How many there are, as far as they are counted.</param>
    /// <param name="Destinations">How many of them go to each next hop.</param>
    /// <param name="Now">When that was so.</param>
    /// <param name="Open">The message that the third pane shows.</param>
    public sealed record Queue(
        IReadOnlyList<QueuedDelivery> Rows, int Count, IReadOnlyList<(string Destination, int Count)> Destinations, DateTimeOffset Now,
        string? Open) : ListModel;

    /// <summary>Nothing to list: the third pane has all the room.</summary>
    public sealed record None : ListModel;
}

/// <summary>Which part of which list of messages.</summary>
/// <param name="Query">What is searched for; empty for everything.</param>
/// <param name="Before">The cursor; null for the newest.</param>
public sealed record MailPlace(string Query, long? Before)
{
    /// <summary>The address of the list, or of a message beside it.</summary>
    public string Url(string? id = null, string? tab = null) => "/mail"
        + (id is null ? "" : "/" + Uri.EscapeDataString(id)) + (tab is null ? "" : "/" + tab) + Links.Query(("q", Query), ("before", Links.Number(Before)));
}

/// <summary>Which part of which list of sessions.</summary>
/// <param name="FailedOnly">Whether only those are listed in which something failed.</param>
/// <param name="Before">The cursor; null for the newest.</param>
public sealed record SessionPlace(bool FailedOnly, long? Before)
{
    /// <summary>The address of the list, or of a session beside it.</summary>
    public string Url(string? id = null) => (id is null ? "/sessions" : Links.Session(id))
        + Links.Query(("show", FailedOnly ? "failed" : null), ("before", Links.Number(Before)));
}

/// <summary>A session in a list.</summary>
/// <param name="Session">What is known of it.</param>
/// <param name="Stands">Where it stands; empty once it has ended.</param>
public sealed record SessionRow(StoredSession Session, string Stands)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsRunning => Stands.Length > 0;
}
