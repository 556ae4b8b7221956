using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>What is still to be delivered. A delivery is one recipient of one message on the way to one next hop; it is there
/// from the moment its message is accepted until its end is known, and whoever works on it holds a lease.</summary>
public interface IQueue
{
    /// <summary>Next hops with deliveries that are due and that nobody works on, the longest waiting first.</summary>
    Task<IReadOnlyList<DueDestination>> DueAsync(DateTimeOffset now, CancellationToken stop);

    /// <summary>When the next delivery that nobody works on needs attention; null where there is none.</summary>
    Task<DateTimeOffset?> NextAsync(CancellationToken stop);

    /// <summary>Takes deliveries that are due, those that wait longest first, all of one next hop.</summary>
    Task<Lease> LeaseAsync(string destination, int limit, DateTimeOffset now, CancellationToken stop);

    /// <summary>Takes deliveries that are not due, but whose warning or end is.</summary>
    Task<Lease> LeaseForAttentionAsync(int limit, DateTimeOffset now, CancellationToken stop);

    /// <summary>Writes what came of deliveries, together with the mail that reports on them: all of it, or nothing.</summary>
    /// <returns>The deliveries that were still there under this lease; the others are left as they are.</returns>
    Task<IReadOnlySet<long>> SettleAsync(Settlement settlement, CancellationToken stop);

    /// <summary>Gives back what is still under a lease, as if it had not been taken.</summary>
    /// <param name="token">The lease.</param>
    /// <param name="dueAt">When it is tried next.</param>
    /// <param name="stop">Stops it.</param>
    Task ReturnAsync(long token, DateTimeOffset dueAt, CancellationToken stop);

    /// <summary>Deliveries that match, in the order of their arrival; only those whose key is larger than <paramref name="after"/>.</summary>
    Task<IReadOnlyList<QueuedDelivery>> ListQueueAsync(QueueFilter filter, int limit, CancellationToken stop, long after = 0);

    /// <summary>How many deliveries match.</summary>
    Task<long> CountQueueAsync(QueueFilter filter, CancellationToken stop);

    /// <summary>Forgets attempts that were made before.</summary>
    Task PruneAttemptsAsync(DateTimeOffset before, CancellationToken stop);

    /// <summary>What is known of the attempts to deliver a message, the oldest first; for some time after its end too.</summary>
    Task<IReadOnlyList<Attempt>> ListAttemptsAsync(QueueId message, CancellationToken stop);

    /// <summary>Does something with every delivery that matches.</summary>
    /// <returns>How many matched.</returns>
    Task<int> ChangeQueueAsync(QueueFilter filter, QueueChange change, DateTimeOffset now, CancellationToken stop);

    /// <summary>A number that is another one after anything in the store has changed, whichever process changed it.</summary>
    Task<long> RevisionAsync(CancellationToken stop);
}

/// <summary>A next hop that mail waits for.</summary>
/// <param name="Destination">Its name, as routes give it.</param>
/// <param name="Deliveries">How many are due.</param>
public sealed record DueDestination(string Destination, int Deliveries);

/// <summary>How much is in the queue.</summary>
/// <param name="Waiting">Deliveries that wait for their next attempt.</param>
/// <param name="Underway">Deliveries that somebody works on.</param>
/// <param name="Held">Deliveries that an operator has stopped.</param>
/// <param name="Oldest">When the message of the oldest was accepted; null where there is none.</param>
internal sealed record QueueFigures(long Waiting, long Underway, long Held, DateTimeOffset? Oldest);

/// <summary>Deliveries that one worker has to itself, until it settles them or the host starts anew.</summary>
/// <param name="Token">Larger than that of any lease before it: a worker that comes too late can settle nothing.</param>
/// <param name="Deliveries">The deliveries; none where none was due.</param>
public sealed record Lease(long Token, IReadOnlyList<QueuedDelivery> Deliveries);

/// <summary>A delivery as it is kept.</summary>
/// <param name="Key">Its name within the store.</param>
/// <param name="Message">The message.</param>
/// <param name="Sender">The reverse-path of the message; empty for the null reverse-path.</param>
/// <param name="Position">Which recipient of the envelope it is for, from 0.</param>
/// <param name="Address">Where the message goes, aliases followed.</param>
/// <param name="Destination">The next hop.</param>
/// <param name="ArrivedAt">When the message was accepted.</param>
/// <param name="Progress">How far it has come.</param>
/// <param name="Held">Whether an operator has stopped it.</param>
/// <param name="Urgent">Whether an operator wants it tried now, even if the next hop seems dead.</param>
/// <param name="Underway">Whether somebody works on it now.</param>
public sealed record QueuedDelivery(
    long Key, QueueId Message, string Sender, int Position, string Address, string Destination, DateTimeOffset ArrivedAt,
    Progress Progress, bool Held, bool Urgent, bool Underway);

/// <summary>How far a delivery has come.</summary>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Warned">Whether its sender was told that it takes long.</param>
/// <param name="DueAt">When it is tried next.</param>
/// <param name="WakesAt">When it needs attention: to be tried, to warn, or to give up.</param>
/// <param name="Last">What came of the last attempt; null before the first.</param>
public sealed record Progress(int Attempts, bool Warned, DateTimeOffset DueAt, DateTimeOffset WakesAt, LastAttempt? Last);

/// <summary>What came of an attempt.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Status">The enhanced status code.</param>
/// <param name="Text">Why, in one line.</param>
/// <param name="Reply">What the next hop said, lines joined by <c>\n</c>; null where it said nothing.</param>
/// <param name="Remote">Who said it, or was to be reached; empty where nobody was.</param>
public sealed record LastAttempt(DateTimeOffset At, string Status, string Text, string? Reply, string Remote);

/// <summary>One attempt, remembered beyond the delivery's end.</summary>
/// <param name="Message">The message.</param>
/// <param name="Address">Where it was to go.</param>
/// <param name="Destination">The next hop.</param>
/// <param name="Number">Which attempt it was, from 1.</param>
/// <param name="Outcome"><c>delivered</c>, <c>deferred</c> or <c>failed</c>.</param>
/// <param name="What">What came of it.</param>
/// <param name="Session">The recording of the conversation; null where there was none.</param>
public sealed record Attempt(
    QueueId Message, string Address, string Destination, int Number, string Outcome, LastAttempt What, string? Session);

/// <summary>What came of leased deliveries.</summary>
/// <param name="Token">The lease.</param>
/// <param name="Deliveries">Each with where it stands now.</param>
/// <param name="Attempts">The attempts that were made.</param>
/// <param name="Reports">Mail that tells senders what came of it.</param>
public sealed record Settlement(
    long Token, IReadOnlyList<SettledDelivery> Deliveries, IReadOnlyList<Attempt> Attempts, IReadOnlyList<NewReport> Reports);

/// <summary>Where a delivery stands after an attempt.</summary>
/// <param name="Key">The delivery.</param>
/// <param name="Over">Whether that was its end.</param>
/// <param name="Progress">How far it has come; of no interest after its end.</param>
/// <param name="Mailbox">Whose mailbox of this host the message lies in from now on; null where in none.</param>
/// <param name="Destination">Another next hop, after the routes have changed; null where it stays the same.</param>
public sealed record SettledDelivery(
    long Key, bool Over, Progress Progress, string? Mailbox = null, string? Destination = null);

/// <summary>A message that the host itself writes.</summary>
/// <param name="Arrival">Its envelope and where it goes.</param>
/// <param name="Body">Its content, spent by the settlement.</param>
/// <param name="About">The deliveries that it reports on; it is stored only where one of them is settled.</param>
public sealed record NewReport(Arrival Arrival, IBodyWriter Body, IReadOnlyList<long> About);

/// <summary>Which deliveries are meant: those that match all that is given; all of them where nothing is.</summary>
/// <param name="Message">Of one message.</param>
/// <param name="Recipient">To one address, compared without case.</param>
/// <param name="Domain">To addresses of one domain, compared without case.</param>
/// <param name="Sender">Of messages with this reverse-path, compared without case; empty for the null reverse-path.</param>
/// <param name="Destination">On the way to this next hop.</param>
/// <param name="Held">Those that are held, or those that are not.</param>
public sealed record QueueFilter(
    QueueId? Message = null, string? Recipient = null, string? Domain = null, string? Sender = null, string? Destination = null, bool? Held = null);

/// <summary>What an operator does with deliveries.</summary>
public enum QueueChange
{
    /// <summary>Tries them now, those that are held excepted.</summary>
    Retry,

    /// <summary>Stops them until they are released.</summary>
    Hold,

    /// <summary>Lets those that are held go on, at once.</summary>
    Release,

    /// <summary>Forgets them; nobody is told.</summary>
    Delete,
}
