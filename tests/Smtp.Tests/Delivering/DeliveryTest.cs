using CsCheck;
using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;

namespace Smtp.Tests.Delivering;

/// <summary>A delivery's life, step by step and at random.</summary>
public sealed class DeliveryTest
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    private static readonly RetrySchedule Usual = new() { Jitter = 0 };
    private static readonly Wishes NothingSaid = new(Notify.Unspecified, CanBeTold: true);

    [Fact]
    public void It_is_tried_at_once_then_ever_more_rarely_until_its_life_is_over()
    {
        var life = new Life(Usual, NothingSaid);
        List<TimeSpan> attempts = [];
        while (life.State is DeliveryState.Waiting waiting)
        {
            attempts.Add(waiting.Due - Start);
            life.Try(waiting.Due, Deferred());
        }

        Assert.Equal(
            ["00:00:00", "00:05:00", "00:15:00", "00:35:00", "01:15:00", "02:35:00", "05:15:00", "09:15:00", "13:15:00"],
            attempts.Take(9).Select(time => time.ToString()));
        Assert.Equal(TimeSpan.FromDays(5), attempts[^1]);
        Assert.Equal(36, attempts.Count);
        Assert.Equal([ReportAction.Delayed, ReportAction.Failed], life.Told.Select(notice => notice.Action));
        Assert.Equal("4.4.7 Not delivered within 5 days. Mailbox busy", $"{life.Told[1].Diagnosis.Status} {life.Told[1].Diagnosis.Text}");
        Assert.Equal("450 4.2.0 Mailbox busy", life.Told[1].Diagnosis.Reply.Map(reply => reply.ToString()));
    }

    [Fact]
    public void The_warning_comes_on_time_and_not_with_the_next_attempt()
    {
        var life = new Life(Usual, NothingSaid);
        foreach (var minutes in new[] { 0, 5, 15, 35, 75, 155 }) life.Try(Start.AddMinutes(minutes), Deferred());

        Assert.Equal(Start.AddHours(4), life.Wakes);
        life.Pass(Start.AddHours(4).AddTicks(-1));
        Assert.Empty(life.Told);
        life.Pass(Start.AddHours(4));
        life.Pass(Start.AddHours(5));

        var notice = Assert.Single(life.Told);
        Assert.Equal((ReportAction.Delayed, Start.AddDays(5)), (notice.Action, notice.RetryUntil.IfNone(Start)));
        Assert.Equal(Start.AddMinutes(315), life.Wakes);
    }

    [Fact]
    public void The_end_comes_on_time_even_if_nobody_can_try()
    {
        var life = new Life(Usual with { LongestRetry = TimeSpan.FromDays(4) }, NothingSaid);
        foreach (var minutes in new[] { 0, 10, 30, 70, 150, 310, 630, 1270, 2550 }) life.Try(Start.AddMinutes(minutes), Deferred());
        var waiting = Assert.IsType<DeliveryState.Waiting>(life.State);
        Assert.True(waiting.Due < Start.AddDays(5));
        life.Pass(Start.AddDays(5).AddTicks(-1));
        Assert.IsType<DeliveryState.Waiting>(life.State);
        life.Pass(Start.AddDays(5));
        Assert.IsType<DeliveryState.Failed>(life.State);
    }

    [Fact]
    public void After_the_host_was_down_for_long_there_is_a_last_attempt()
    {
        var life = new Life(Usual, NothingSaid);
        life.Try(Start, Deferred());
        life.Pass(Start.AddDays(6));
        Assert.Equal(Start.AddDays(6), Assert.IsType<DeliveryState.Waiting>(life.State).Due);
        life.Try(Start.AddDays(6).AddSeconds(1), Deferred());
        Assert.IsType<DeliveryState.Failed>(life.State);
    }

    [Fact]
    public void And_where_nobody_makes_it_the_end_comes_soon()
    {
        var life = new Life(Usual, NothingSaid);
        life.Pass(Start.AddDays(6));
        Assert.Equal(Start.AddDays(6), life.Wakes);
        life.Pass(Start.AddDays(6) + Usual.FirstRetry);
        Assert.Equal("Not delivered within 5 days. It could not be tried.", Assert.IsType<DeliveryState.Failed>(life.State).Why.Text);
    }

    [Theory]
    [InlineData(Notify.Unspecified, true, "failed delayed")]
    [InlineData(Notify.Never, true, "")]
    [InlineData(Notify.Failure, true, "failed")]
    [InlineData(Notify.Delay, true, "delayed")]
    [InlineData(Notify.Success, true, "delivered relayed")]
    [InlineData(Notify.Success | Notify.Failure | Notify.Delay, true, "delivered relayed failed delayed")]
    [InlineData(Notify.Success | Notify.Failure | Notify.Delay, false, "")]
    [InlineData(Notify.Unspecified, false, "")]
    public void The_sender_hears_what_it_wants_to_hear(Notify notify, bool canBeTold, string told)
    {
        var heard = new[] { "delivered", "relayed", "passed on", "failed", "delayed" }.Select(what =>
        {
            var life = new Life(Usual, new Wishes(notify, canBeTold));
            switch (what)
            {
                case "delivered": life.Try(Start, Delivered(), final: true); break;
                case "relayed": life.Try(Start, Delivered()); break;
                case "passed on": life.Try(Start, Delivered() with { ReportsPassedOn = true }); break;
                case "failed": life.Try(Start, Failed()); break;
                default:
                    life.Try(Start, Deferred());
                    life.Pass(Start.AddHours(4));
                    break;
            }
            return string.Concat(life.Told.Select(notice => notice.Action.ToString().ToLowerInvariant()));
        });
        Assert.Equal(told, string.Join(' ', heard.Where(word => word.Length > 0)));
    }

    [Fact]
    public void What_is_held_waits_for_its_release()
    {
        var life = new Life(Usual, NothingSaid);
        life.Happen(DeliveryEvent.Hold.It);
        life.Pass(Start.AddDays(30));
        life.Happen(new DeliveryEvent.RetryNow(Start.AddDays(30)));
        Assert.IsType<DeliveryState.Held>(life.State);
        Assert.True(life.State.Wakes(Usual).IsNone);

        life.Happen(new DeliveryEvent.Release(Start.AddDays(31)));
        life.Pass(Start.AddDays(31));
        Assert.Equal(Start.AddDays(31), Assert.IsType<DeliveryState.Waiting>(life.State).Due);
        life.Try(Start.AddDays(31), Delivered());
        Assert.IsType<DeliveryState.Delivered>(life.State);
    }

    [Fact]
    public void An_attempt_under_way_when_it_is_held_counts()
    {
        var life = new Life(Usual, NothingSaid);
        life.Happen(DeliveryEvent.Hold.It);
        life.Try(Start, Deferred());
        Assert.Equal(1, Assert.IsType<DeliveryState.Held>(life.State).Facts.Attempts);
        life.Try(Start, Delivered());
        Assert.IsType<DeliveryState.Delivered>(life.State);
    }

    [Fact]
    public void What_an_operator_deletes_ends_in_silence()
    {
        var life = new Life(Usual, NothingSaid);
        life.Try(Start, Deferred());
        life.Happen(DeliveryEvent.Withdrawn.It);
        Assert.IsType<DeliveryState.Withdrawn>(life.State);
        Assert.Empty(life.Told);
    }

    [Fact]
    public void Retry_now_is_now() =>
        Assert.Equal(Start.AddMinutes(7), Assert.IsType<DeliveryState.Waiting>(
            new Life(Usual, NothingSaid).Try(Start, Deferred()).Happen(new DeliveryEvent.RetryNow(Start.AddMinutes(7))).State).Due);

    [Fact]
    public void Whatever_happens_it_keeps_its_laws() =>
        Gen.Select(Schedules, AnyWishes, Gen.Select(Gen.Int[0, 9], Gen.Double[0, 1], Gen.Double[0, 3]).Array[0, 60]).Sample((schedule, wishes, events) =>
        {
            var life = new Life(schedule, wishes);
            var now = Start;
            foreach (var (kind, random, speed) in events)
            {
                var before = life.State;
                // Mostly time goes to when it wakes; now and then it stands, or leaps.
                if (before.Wakes(schedule).Case is DateTimeOffset wakes && wakes > now && speed < 2) now = wakes;
                else if (speed > 2.9) now += schedule.Lifetime * random;
                life.Happen(kind switch
                {
                    0 => new DeliveryEvent.Attempted(now, Delivered(), random, Final: speed < 1),
                    1 => new DeliveryEvent.Attempted(now, Failed(), random, Final: false),
                    2 or 3 or 4 => new DeliveryEvent.Attempted(now, Deferred(), random, Final: false),
                    5 => DeliveryEvent.Hold.It,
                    6 => new DeliveryEvent.Release(now),
                    7 => new DeliveryEvent.RetryNow(now),
                    8 when speed < 0.3 => DeliveryEvent.Withdrawn.It,
                    _ => new DeliveryEvent.Passed(now),
                });
                Laws(schedule, before, life.State, now, kind);
            }
            Assert.True(life.Told.Count(notice => notice.Action == ReportAction.Delayed) <= 1);
            Assert.True(life.Told.Count(notice => notice.Action != ReportAction.Delayed) <= 1);
            Assert.True(wishes.CanBeTold || life.Told.Count == 0);
            Assert.Equal(life.State, life.State is DeliveryState.Waiting or DeliveryState.Held ? Again(life.State) : life.State);
        }, iter: 5_000);

    [Fact]
    public void It_always_ends_whether_it_is_tried_or_time_only_passes() =>
        Gen.Select(Schedules, Gen.Bool.Array[400], Gen.Double[0, 1]).Sample((schedule, tries, random) =>
        {
            var life = new Life(schedule, NothingSaid);
            var now = Start;
            foreach (var tried in tries)
            {
                if (life.State is not DeliveryState.Waiting waiting) break;
                // A host looks when the delivery wakes, and some time later where it could not try it.
                var wakes = life.Wakes;
                now = wakes > now ? wakes : now + schedule.FirstRetry;
                if (tried && waiting.Due <= now) life.Try(now, Deferred(), random: random);
                else life.Pass(now);
            }
            Assert.True(life.State.IsEnd, $"{now - Start} of {schedule.Lifetime}: {life.State}");
            Assert.Equal(1, life.Told.Count(notice => notice.Action == ReportAction.Failed));
        }, iter: 2_000);

    private static void Laws(RetrySchedule schedule, DeliveryState before, DeliveryState after, DateTimeOffset now, int kind)
    {
        if (before.IsEnd) Assert.Same(before, after);
        Assert.True(after.Facts.Attempts >= before.Facts.Attempts);
        Assert.True(after.Facts.Warned || !before.Facts.Warned);
        if (after is not DeliveryState.Waiting waiting) return;
        Assert.True(waiting.Wakes(schedule).IsSome);
        if (kind is not (2 or 3 or 4)) return;
        // It is tried again later than now, but not too late, nor after its life.
        Assert.True(waiting.Due > now && waiting.Due <= now + schedule.LongestRetry + TimeSpan.FromSeconds(1));
        Assert.True(waiting.Due <= waiting.Facts.Arrived + schedule.Lifetime);
    }

    private static DeliveryState Again(DeliveryState state) => state switch
    {
        DeliveryState.Waiting waiting => Delivery.Restore(waiting.Facts, waiting.Due, held: false),
        DeliveryState.Held held => Delivery.Restore(held.Facts, held.Due, held: true),
        _ => state,
    };

    private static readonly Gen<RetrySchedule> Schedules =
        Gen.Select(Gen.Int[600, 3600], Gen.Int[1, 20], Gen.Int[60, 100_000], Gen.Int[0, 30_000], Gen.Double[0, 1]).Select((first, longest, life, warn, jitter) =>
            new RetrySchedule
            {
                FirstRetry = TimeSpan.FromSeconds(first),
                LongestRetry = TimeSpan.FromSeconds(first * longest),
                Lifetime = TimeSpan.FromSeconds(life),
                WarnAfter = TimeSpan.FromSeconds(warn),
                Jitter = jitter,
            });

    private static readonly Gen<Wishes> AnyWishes =
        Gen.Select(Gen.OneOf(Notify.Unspecified, Notify.Never, Notify.Success, Notify.Success | Notify.Failure | Notify.Delay), Gen.Bool)
            .Select((notify, told) => new Wishes(notify, told));

    private static Outcome.Delivered Delivered() => new(new Diagnosis(EnhancedStatusCode.Parse("2.0.0"), "Ok", Reply.Of(250, "2.0.0", "Ok"), "mx.example.net"));

    private static Outcome.Deferred Deferred() =>
        new(new Diagnosis(EnhancedStatusCode.Parse("4.2.0"), "Mailbox busy", Reply.Of(450, "4.2.0", "Mailbox busy"), "mx.example.net"));

    private static Outcome.Failed Failed() => new(Diagnosis.Here("5.1.1", "No such mailbox"));

    private sealed class Life(RetrySchedule schedule, Wishes wishes)
    {
        public DeliveryState State { get; private set; } = Delivery.Open(wishes, Start);

        public List<Notice> Told { get; } = [];

        public DateTimeOffset Wakes => State.Wakes(schedule).IfNone(() => throw new InvalidOperationException("It never wakes."));

        public Life Happen(DeliveryEvent happened)
        {
            (State, var notices) = Delivery.Step(schedule, State, happened);
            Told.AddRange(notices);
            return this;
        }

        public Life Try(DateTimeOffset at, Outcome outcome, bool final = false, double random = 0) =>
            Happen(new DeliveryEvent.Attempted(at, outcome, random, final));

        public Life Pass(DateTimeOffset now) => Happen(new DeliveryEvent.Passed(now));
    }
}
