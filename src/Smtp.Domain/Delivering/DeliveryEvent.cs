using Smtp.Domain.Sending;

namespace Smtp.Domain.Delivering;

/// <summary>What happens to a delivery.</summary>
public abstract record DeliveryEvent
{
    private DeliveryEvent() { }

    /// <summary>It was tried.</summary>
    /// <param name="At">When the attempt ended.</param>
    /// <param name="Outcome">What came of it.</param>
    /// <param name="Random">A random number from 0 to 1, which spreads the next attempts.</param>
    /// <param name="Final">Whether the next hop is the recipient's mailbox or its delivery agent: then success means
    /// <c>delivered</c>, else <c>relayed</c> (RFC 3464 §2.3.3).</param>
    public sealed record Attempted(DateTimeOffset At, Outcome Outcome, double Random, bool Final) : DeliveryEvent;

    /// <summary>Time has passed.</summary>
    public sealed record Passed(DateTimeOffset Now) : DeliveryEvent;

    /// <summary>An operator stops it.</summary>
    public sealed record Hold : DeliveryEvent
    {
        /// <summary>The one such event.</summary>
        public static Hold It { get; } = new();
    }

    /// <summary>An operator lets it go on, at once.</summary>
    public sealed record Release(DateTimeOffset Now) : DeliveryEvent;

    /// <summary>An operator wants it tried now.</summary>
    public sealed record RetryNow(DateTimeOffset Now) : DeliveryEvent;

    /// <summary>An operator deletes it; nobody is told.</summary>
    public sealed record Withdrawn : DeliveryEvent
    {
        /// <summary>The one such event.</summary>
        public static Withdrawn It { get; } = new();
    }
}
