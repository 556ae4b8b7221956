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
/// <param name="Recipients">Those to whom it still goes or has gone, as far as is known.</param>
/// <param name="InMailbox">Whether it also lies in a mailbox here.</param>
public sealed record DeliveryModel(string Id, string Sender, IReadOnlyList<RecipientModel> Recipients, bool InMailbox);

/// <summary>What becomes of a message on its way to one recipient.</summary>
/// <param name="Address">The recipient.</param>
/// <param name="State">How it stands.</param>
/// <param name="Waiting">What still waits; null where it is over.</param>
/// <param name="Attempts">What was tried, the newest first, as much as is shown.</param>
public sealed record RecipientModel(string Address, string State, QueuedDelivery? Waiting, IReadOnlyList<Attempt> Attempts)
{
    private const int MostAttempts = 50;

    /// <summary>Everybody whom deliveries and attempts name, those first who still wait.</summary>
    public static IReadOnlyList<RecipientModel> Of(IEnumerable<QueuedDelivery> deliveries, IReadOnlyList<Attempt> attempts, DateTimeOffset now)
    {
        var tried = attempts.GroupBy(attempt => attempt.Address, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.Reverse().Take(MostAttempts).ToList(), StringComparer.OrdinalIgnoreCase);
        var waiting = deliveries.Select(one => new RecipientModel(one.Address, Words.State(one, now), one, tried.GetValueOrDefault(one.Address, []))).ToList();
        var known = waiting.Select(one => one.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. waiting, .. tried.Where(one => !known.Contains(one.Key)).Select(one => new RecipientModel(one.Key, one.Value[0].Outcome, null, one.Value))];
    }
}

/// <summary>How the host is.</summary>
/// <param name="All">All messages.</param>
/// <param name="Rates">How many came in each of the last sixty minutes, the latest last.</param>
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
    MessageCount All, IReadOnlyList<long> Rates, long LastDay, int Waiting, int Held, int Late, IReadOnlyList<(string Destination, int Count)> Destinations,
    int Running, long Sessions, long FailedSessions, IReadOnlyList<StoredSession> Recent, DiskModel Disk, IReadOnlyList<string> Listeners);

/// <summary>The disk that the data is on.</summary>
/// <param name="Directory">The data directory.</param>
/// <param name="Free">Octets that are free.</param>
/// <param name="Total">Octets in all.</param>
/// <param name="Used">Octets of the database.</param>
public sealed record DiskModel(string Directory, long Free, long Total, long Used);
