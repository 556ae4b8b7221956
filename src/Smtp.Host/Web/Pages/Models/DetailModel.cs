using Smtp.Host.Storage;

namespace Smtp.Host.Web.Pages.Models;

/// <summary>The third pane.</summary>
public abstract record DetailModel
{
    private DetailModel() { }

    /// <summary>Nothing is open.</summary>
    public sealed record Nothing(string Text) : DetailModel;

    /// <summary>What was asked for is not there.</summary>
    public sealed record Missing(string Text, string Back) : DetailModel;

    /// <summary>A message.</summary>
    public sealed record Message(MessageModel View) : DetailModel;

    /// <summary>A session by itself.</summary>
    public sealed record Session(ConversationModel View, SessionPlace Place) : DetailModel;

    /// <summary>What becomes of a message on its way.</summary>
    public sealed record Delivery(DeliveryModel View) : DetailModel;

    /// <summary>How the host is.</summary>
    public sealed record Overview(OverviewModel View) : DetailModel;
}

/// <summary>What becomes of a message on its way.</summary>
/// <param name="Id">The message.</param>
/// <param name="Sender">Its reverse-path.</param>
/// <param name="Deliveries">What still waits.</param>
/// <param name="Attempts">What was tried, the oldest first.</param>
/// <param name="Now">When that was so.</param>
/// <param name="InMailbox">Whether it also lies in a mailbox here.</param>
public sealed record DeliveryModel(
    string Id, string Sender, IReadOnlyList<QueuedDelivery> Deliveries, IReadOnlyList<Attempt> Attempts, DateTimeOffset Now, bool InMailbox);

/// <summary>How the host is.</summary>
/// <param name="All">All messages.</param>
/// <param name="LastHour">How many came within the hour.</param>
/// <param name="LastDay">How many came within a day.</param>
/// <param name="Waiting">Deliveries that wait.</param>
/// <param name="Held">Those of them that are held.</param>
/// <param name="Late">Those of them that were tried before.</param>
/// <param name="Destinations">Where they go, the most first.</param>
/// <param name="Running">How many sessions run.</param>
/// <param name="Sessions">How many sessions have ended, as far as they are kept.</param>
/// <param name="FailedSessions">In how many of those something failed.</param>
/// <param name="Recent">The last that failed.</param>
/// <param name="Disk">Where the data is and how much room it has.</param>
/// <param name="Listeners">Where mail is taken.</param>
public sealed record OverviewModel(
    MessageCount All, long LastHour, long LastDay, int Waiting, int Held, int Late, IReadOnlyList<(string Destination, int Count)> Destinations,
    int Running, long Sessions, long FailedSessions, IReadOnlyList<StoredSession> Recent, DiskModel Disk, IReadOnlyList<string> Listeners);

/// <summary>The disk that the data is on.</summary>
/// <param name="Directory">The data directory.</param>
/// <param name="Free">Octets that are free.</param>
/// <param name="Total">Octets in all.</param>
/// <param name="Used">Octets of the database.</param>
public sealed record DiskModel(string Directory, long Free, long Total, long Used);
