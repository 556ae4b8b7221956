using Smtp.Domain.Sending;

namespace Smtp.Domain.Delivering;

/// <summary>What is known of a delivery, however it stands.</summary>
/// <param name="Wishes">What the sender wants to hear.</param>
/// <param name="Arrived">When the message was accepted.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Warned">Whether the time to warn the sender is over.</param>
/// <param name="Last">What came of the last attempt; None before the first.</param>
public sealed record DeliveryFacts(Wishes Wishes, DateTimeOffset Arrived, int Attempts, bool Warned, Option<LastAttempt> Last);

/// <summary>What came of an attempt.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Diagnosis">Why it ended as it did.</param>
public sealed record LastAttempt(DateTimeOffset At, Diagnosis Diagnosis);

/// <summary>How the delivery of one message to one recipient stands.</summary>
/// <param name="Facts">What is known of it.</param>
public abstract record DeliveryState(DeliveryFacts Facts)
{
    /// <summary>It waits for its next attempt.</summary>
    /// <param name="Facts">What is known of it.</param>
    /// <param name="Due">When that may begin.</param>
    public sealed record Waiting(DeliveryFacts Facts, DateTimeOffset Due) : DeliveryState(Facts);

    /// <summary>An operator has stopped it. It neither is tried nor expires until it is released.</summary>
    /// <param name="Facts">What is known of it.</param>
    /// <param name="Due">When it would have been tried.</param>
    public sealed record Held(DeliveryFacts Facts, DateTimeOffset Due) : DeliveryState(Facts);

    /// <summary>The next hop has it: the end.</summary>
    public sealed record Delivered(DeliveryFacts Facts) : DeliveryState(Facts);

    /// <summary>It cannot be delivered: the end.</summary>
    /// <param name="Facts">What is known of it.</param>
    /// <param name="Why">The reason; that time was up, where it was.</param>
    public sealed record Failed(DeliveryFacts Facts, Diagnosis Why) : DeliveryState(Facts);

    /// <summary>An operator has deleted it: the end.</summary>
    public sealed record Withdrawn(DeliveryFacts Facts) : DeliveryState(Facts);

    /// <summary>Whether it is over.</summary>
    public bool IsEnd => this is Delivered or Failed or Withdrawn;

    /// <summary>When it needs attention next: to be tried, to warn, or to be given up. None where it waits for nothing.</summary>
    public Option<DateTimeOffset> Wakes(RetrySchedule schedule)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        if (this is not Waiting waiting) return None;
        var wakes = Delivery.Expires(schedule, waiting);
        if (waiting.Due < wakes) wakes = waiting.Due;
        return Delivery.Warns(schedule, waiting).Case is DateTimeOffset warns && warns < wakes ? warns : wakes;
    }
}
