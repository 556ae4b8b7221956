using System.Text;
using LanguageExt;
using Smtp.Domain.Delivering;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Host.Storage;
using Smtp.Parsing.Framing;
using static LanguageExt.Prelude;

namespace Smtp.Host.Sending;

/// <summary>Deliveries as the core knows them, and as the store keeps them.</summary>
internal static class Books
{
    /// <summary>How a delivery stands. Whether an operator holds it is the store's own affair: here it was leased.</summary>
    public static DeliveryState Read(QueuedDelivery delivery, Wishes wishes)
    {
        var progress = delivery.Progress;
        var last = Optional(progress.Last).Map(last => new Domain.Delivering.LastAttempt(last.At, Read(last)));
        return Delivery.Restore(
            new DeliveryFacts(wishes, delivery.ArrivedAt, progress.Attempts, progress.Warned, last), progress.DueAt, held: false);
    }

    /// <summary>Where it stands now.</summary>
    public static SettledDelivery Settled(QueuedDelivery delivery, DeliveryState state, RetrySchedule schedule, Decision decision)
    {
        var facts = state.Facts;
        var due = state is DeliveryState.Waiting waiting ? waiting.Due : delivery.Progress.DueAt;
        var last = facts.Last.Case is Domain.Delivering.LastAttempt tried ? Write(tried.At, tried.Diagnosis) : null;
        return new SettledDelivery(
            delivery.Key, state.IsEnd,
            new Progress(facts.Attempts, facts.Warned, due, state.Wakes(schedule).IfNone(due), last),
            (decision as Decision.Keep)?.Mailbox, (decision as Decision.Move)?.Destination);
    }

    /// <summary>The attempt, for those who ask later.</summary>
    public static Attempt Attempt(QueuedDelivery delivery, Outcome outcome, DateTimeOffset at, string? session) => new(
        delivery.Message, delivery.Address, delivery.Destination, delivery.Progress.Attempts + 1, Word(outcome), Write(at, outcome.Diagnosis),
        session);

    /// <summary>An outcome in one word.</summary>
    public static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Delivered => "delivered",
        Outcome.Deferred => "deferred",
        Outcome.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static Storage.LastAttempt Write(DateTimeOffset at, Diagnosis diagnosis) => new(
        at, diagnosis.Status.ToString(), diagnosis.Text, diagnosis.Reply.Case is Reply reply ? reply.ToString() : null, diagnosis.Remote);

    private static Diagnosis Read(Storage.LastAttempt last) => new(
        EnhancedStatusCode.Parse(last.Status), last.Text, Optional(last.Reply).Bind(ReadReply), last.Remote);

    private static Option<Reply> ReadReply(string text) =>
        new ReplyReader(new ReplyLimits()).TryRead(Encoding.UTF8.GetBytes(text.Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n"), out _)
            is Event.Replied said ? said.Reply : None;
}
