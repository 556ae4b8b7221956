using Smtp.Host.Storage;

namespace Smtp.Host.Web.Api.Queue;

/// <summary>A delivery that waits: one recipient of one message on the way to one next hop.</summary>
/// <param name="Message">The message.</param>
/// <param name="Sender">Its reverse-path; empty for the null reverse-path.</param>
/// <param name="Recipient">Where it goes, aliases followed.</param>
/// <param name="Destination">The next hop, as the routes name it.</param>
/// <param name="State">How it stands.</param>
/// <param name="ArrivedAt">When the message was accepted.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="NextAttemptAt">When it is tried next; null where it is held.</param>
/// <param name="Last">What came of the last attempt; null before the first.</param>
internal sealed record Delivery(
    string Message, string Sender, string Recipient, string Destination, DeliveryState State, DateTimeOffset ArrivedAt, int Attempts,
    DateTimeOffset? NextAttemptAt, AttemptResult? Last)
{
    internal static Delivery Of(QueuedDelivery delivery, DateTimeOffset now) => new(
        delivery.Message.Text, delivery.Sender, delivery.Address, delivery.Destination, StateOf(delivery, now), delivery.ArrivedAt,
        delivery.Progress.Attempts, delivery.Held ? null : delivery.Progress.DueAt,
        delivery.Progress.Last is { } last ? AttemptResult.Of(last) : null);

    /// <summary>How a delivery stands.</summary>
    internal static DeliveryState StateOf(QueuedDelivery delivery, DateTimeOffset now) =>
        delivery.Held ? DeliveryState.Held
        : delivery.Underway ? DeliveryState.Underway
        : delivery.Progress.DueAt <= now ? DeliveryState.Due
        : delivery.Progress.Attempts == 0 ? DeliveryState.Waiting
        : DeliveryState.Deferred;
}

/// <summary>How a delivery stands.</summary>
internal enum DeliveryState
{
    /// <summary>An operator has stopped it.</summary>
    Held,

    /// <summary>Somebody works on it now.</summary>
    Underway,

    /// <summary>It is to be tried now.</summary>
    Due,

    /// <summary>It was not tried yet.</summary>
    Waiting,

    /// <summary>It was tried, and is tried again later.</summary>
    Deferred,
}

/// <summary>What came of an attempt.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Status">The enhanced status code (RFC 3463).</param>
/// <param name="Text">Why, in one line.</param>
/// <param name="Reply">What the next hop said; null where it said nothing.</param>
/// <param name="Remote">Who said it, or was to be reached; empty where nobody was.</param>
internal sealed record AttemptResult(DateTimeOffset At, string Status, string Text, string? Reply, string Remote)
{
    internal static AttemptResult Of(LastAttempt last) => new(last.At, last.Status, last.Text, last.Reply, last.Remote);
}

/// <summary>An attempt to deliver, remembered beyond the end of the delivery.</summary>
/// <param name="Recipient">Where the message was to go.</param>
/// <param name="Destination">The next hop.</param>
/// <param name="Number">Which attempt it was, from 1.</param>
/// <param name="Outcome">`delivered`, `deferred` or `failed`.</param>
/// <param name="Result">What came of it.</param>
/// <param name="Session">The conversation, as `getSession` takes it; null where there was none.</param>
internal sealed record DeliveryAttempt(string Recipient, string Destination, int Number, string Outcome, AttemptResult Result, string? Session)
{
    internal static DeliveryAttempt Of(Attempt attempt) => new(
        attempt.Address, attempt.Destination, attempt.Number, attempt.Outcome, AttemptResult.Of(attempt.What), attempt.Session);
}

/// <summary>A part of the queue.</summary>
/// <param name="Deliveries">The deliveries, in the order of their arrival.</param>
/// <param name="Next">The `cursor` for the part behind it; null where that is all.</param>
/// <param name="Total">How many match in all.</param>
internal sealed record DeliveryList(IReadOnlyList<Delivery> Deliveries, string? Next, long Total);

/// <summary>What becomes of a message on its way.</summary>
/// <param name="Message">The message.</param>
/// <param name="Deliveries">What still waits; empty where all is over. 1,000 at most.</param>
/// <param name="Attempts">What was tried, the oldest first: the last 1,000.</param>
internal sealed record DeliveryDetail(string Message, IReadOnlyList<Delivery> Deliveries, IReadOnlyList<DeliveryAttempt> Attempts);

/// <summary>What is to be done with deliveries: with those that match all that is given.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Recipient">Those to this address.</param>
/// <param name="Domain">Those to addresses of this domain.</param>
/// <param name="Sender">Those of messages with this reverse-path; empty for the null reverse-path.</param>
/// <param name="Destination">Those on the way to this next hop.</param>
/// <param name="All">The whole queue, where nothing else is given.</param>
internal sealed record QueueRequest(
    QueueChange Action, string? Recipient = null, string? Domain = null, string? Sender = null, string? Destination = null, bool All = false);
