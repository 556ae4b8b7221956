using Smtp.Domain.Delivering;
using Smtp.Domain.Sending;

namespace Smtp.Host.Sending;

/// <summary>What happened to a delivery that somebody had leased.</summary>
internal abstract record Decision
{
    private Decision() { }

    /// <summary>It was tried.</summary>
    /// <param name="Outcome">What came of it.</param>
    /// <param name="Final">Whether the next hop is the recipient's mailbox or its delivery agent.</param>
    public sealed record Tried(Outcome Outcome, bool Final) : Decision;

    /// <summary>By the routes of today it stays in a mailbox of this host.</summary>
    public sealed record Keep(string Mailbox) : Decision;

    /// <summary>By the routes of today it has another next hop.</summary>
    public sealed record Move(string Destination) : Decision;

    /// <summary>Only time has passed.</summary>
    public sealed record Passed : Decision
    {
        /// <summary>The one such decision.</summary>
        public static Passed Time { get; } = new();
    }

    /// <summary>What becomes of the delivery, and what its sender is told.</summary>
    public (DeliveryState State, LanguageExt.Seq<Notice> Notices) Apply(RetrySchedule schedule, DeliveryState state, DateTimeOffset now, double random) =>
        this switch
        {
            Tried tried => Delivery.Step(schedule, state, new DeliveryEvent.Attempted(now, tried.Outcome, random, tried.Final)),
            Keep => Delivery.Step(schedule, state, new DeliveryEvent.Attempted(now, Kept, random, Final: true)),
            Move => Delivery.Step(schedule, state, new DeliveryEvent.RetryNow(now)),
            Passed => Delivery.Step(schedule, state, new DeliveryEvent.Passed(now)),
            _ => throw new InvalidOperationException($"No rule for {GetType().Name}."),
        };

    private static Outcome Kept { get; } = new Outcome.Delivered(Diagnosis.Here("2.0.0", "It lies in the mailbox."));
}
