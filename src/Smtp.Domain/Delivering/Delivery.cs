using System.Globalization;
using Smtp.Domain.Sending;
using static Smtp.Domain.Delivering.DeliveryState;

namespace Smtp.Domain.Delivering;

/// <summary>The life of one message on its way to one recipient. Every transition is in <see cref="Step"/>.</summary>
/// <remarks>What may be kept of a state, to begin there again, are its facts, when it is due and whether it is held; see
/// <see cref="Restore"/>.</remarks>
public static class Delivery
{
    /// <summary>A delivery that begins: due at once.</summary>
    public static DeliveryState Open(Wishes wishes, DateTimeOffset arrived) =>
        new Waiting(new DeliveryFacts(wishes, arrived, 0, false, None), arrived);

    /// <summary>A delivery as it stood.</summary>
    public static DeliveryState Restore(DeliveryFacts facts, DateTimeOffset due, bool held) =>
        held ? new Held(facts, due) : new Waiting(facts, due);

    /// <summary>What becomes of a delivery, and what its sender is told. Total: what cannot happen to a state leaves it as it
    /// is, so that whatever comes after the end, comes too late.</summary>
    public static (DeliveryState State, Seq<Notice> Notices) Step(RetrySchedule schedule, DeliveryState state, DeliveryEvent happened)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        return (state, happened) switch
        {
            (Waiting waiting, DeliveryEvent.Attempted tried) => Attempted(schedule, waiting.Facts, waiting.Due, held: false, tried),
            (Held held, DeliveryEvent.Attempted tried) => Attempted(schedule, held.Facts, held.Due, held: true, tried),
            (Waiting waiting, DeliveryEvent.Passed passed) => Passed(schedule, waiting, passed.Now),
            (Waiting waiting, DeliveryEvent.Hold) => Silently(new Held(waiting.Facts, waiting.Due)),
            (Held held, DeliveryEvent.Release release) => Silently(new Waiting(held.Facts, release.Now)),
            (Waiting waiting, DeliveryEvent.RetryNow retry) => Silently(waiting with { Due = retry.Now }),
            (Waiting or Held, DeliveryEvent.Withdrawn) => Silently(new Withdrawn(state.Facts)),
            (Waiting, DeliveryEvent.Release) => Silently(state),
            (Held, DeliveryEvent.Passed or DeliveryEvent.Hold or DeliveryEvent.RetryNow) => Silently(state),
            (Delivered or Failed or Withdrawn, _) => Silently(state),
            _ => throw new ArgumentNullException(nameof(happened)),
        };
    }

    /// <summary>When a delivery is given up: at the end of its life or, where its last attempt is due only then (the operator
    /// wanted it tried, or the host was down), when that had its time.</summary>
    internal static DateTimeOffset Expires(RetrySchedule schedule, Waiting waiting)
    {
        var end = waiting.Facts.Arrived + schedule.Lifetime;
        return waiting.Due < end ? end : waiting.Due + schedule.FirstRetry;
    }

    /// <summary>When the sender is to be warned; None where that is over, or where there is nothing to tell yet.</summary>
    internal static Option<DateTimeOffset> Warns(RetrySchedule schedule, Waiting waiting) =>
        waiting.Facts is { Warned: false, Attempts: > 0 } && schedule.WarnAfter > TimeSpan.Zero
            ? waiting.Facts.Arrived + schedule.WarnAfter
            : None;

    private static (DeliveryState, Seq<Notice>) Attempted(
        RetrySchedule schedule, DeliveryFacts before, DateTimeOffset due, bool held, DeliveryEvent.Attempted tried)
    {
        var diagnosis = tried.Outcome.Diagnosis;
        var facts = before with { Attempts = before.Attempts + 1, Last = new LastAttempt(tried.At, diagnosis) };
        switch (tried.Outcome)
        {
            case Outcome.Delivered delivered:
                return (new Delivered(facts), facts.Wishes.OfSuccess && !delivered.ReportsPassedOn
                    ? Seq1(Told(facts, tried.Final ? ReportAction.Delivered : ReportAction.Relayed, diagnosis))
                    : []);
            case Outcome.Failed:
                return Failing(facts, diagnosis);
            case Outcome.Deferred when held:
                return Silently(new Held(facts, due));
            case Outcome.Deferred:
                var end = facts.Arrived + schedule.Lifetime;
                if (tried.At >= end) return Failing(facts, TimeIsUp(schedule, facts));
                var next = tried.At + schedule.Wait(facts.Attempts, tried.Random);
                // The last attempt is at the end itself.
                return Passed(schedule, new Waiting(facts, next < end ? next : end), tried.At);
            default:
                throw new InvalidOperationException($"No rule for {tried.Outcome.GetType().Name}.");
        }
    }

    private static (DeliveryState, Seq<Notice>) Passed(RetrySchedule schedule, Waiting waiting, DateTimeOffset now)
    {
        var facts = waiting.Facts;
        if (now >= Expires(schedule, waiting))
        {
            // While the host was down nobody could try it, and nothing is given up without an attempt that is worth its name.
            return waiting.Due < facts.Arrived + schedule.Lifetime && !TriedLately(schedule, facts, now)
                ? Silently(waiting with { Due = now })
                : Failing(facts, TimeIsUp(schedule, facts));
        }
        if (Warns(schedule, waiting).Case is not DateTimeOffset warns || now < warns) return Silently(waiting);
        var warned = waiting with { Facts = facts with { Warned = true } };
        return facts.Wishes.OfDelay && facts.Last.Case is LastAttempt last
            ? (warned, Seq1(Told(facts, ReportAction.Delayed, last.Diagnosis) with { RetryUntil = facts.Arrived + schedule.Lifetime }))
            : Silently(warned);
    }

    private static (DeliveryState, Seq<Notice>) Failing(DeliveryFacts facts, Diagnosis why) =>
        (new Failed(facts, why), facts.Wishes.OfFailure ? Seq1(Told(facts, ReportAction.Failed, why)) : []);

    private static bool TriedLately(RetrySchedule schedule, DeliveryFacts facts, DateTimeOffset now) =>
        facts.Last.Case is LastAttempt last && now - last.At <= 2 * schedule.LongestRetry;

    // RFC 3463 §3.5, X.4.7: delivery time expired. What the next hop said last is the reason behind it.
    private static Diagnosis TimeIsUp(RetrySchedule schedule, DeliveryFacts facts)
    {
        var last = facts.Last.Map(tried => tried.Diagnosis).IfNone(() => Diagnosis.Here("4.4.7", "It could not be tried."));
        return Diagnosis.Here("4.4.7", $"Not delivered within {InWords(schedule.Lifetime)}. {last.Text}") with
        {
            Reply = last.Reply,
            Remote = last.Remote,
        };
    }

    private static string InWords(TimeSpan time) =>
        time >= TimeSpan.FromDays(2) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0.#} days")
        : time >= TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0.#} minutes");

    private static Notice Told(DeliveryFacts facts, ReportAction action, Diagnosis diagnosis) =>
        new(action, diagnosis, facts.Last.Map(tried => tried.At), None);

    private static (DeliveryState, Seq<Notice>) Silently(DeliveryState state) => (state, []);
}
