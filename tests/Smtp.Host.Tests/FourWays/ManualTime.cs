namespace Smtp.Host.Tests.FourWays;

/// <summary>A clock that goes on only when it is told to, and tells when somebody waits for it.</summary>
internal sealed class ManualTime : TimeProvider
{
    [ThreadStatic]
    private static Action? _onceSet;

    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _now = TimeSpan.FromHours(1);

    /// <summary>What is done when this thread has set its next alarm.</summary>
    public static void OnceSet(Action action) => _onceSet = action;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_lock) return _now.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        lock (_lock) _alarms.Add(alarm);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>How many wait for the clock now.</summary>
    public int Waiting
    {
        get { lock (_lock) return _alarms.Count(alarm => alarm.Due is not null); }
    }

    /// <summary>The next moment somebody waits for, if it comes within the time.</summary>
    public TimeSpan? NextWithin(TimeSpan time)
    {
        lock (_lock) return _alarms.Min(alarm => alarm.Due) is { } due && due <= _now + time ? due - _now : null;
    }

    /// <summary>Goes on, and rings what is due.</summary>
    public void Advance(TimeSpan time)
    {
        Alarm[] due;
        lock (_lock)
        {
            _now += time;
            due = [.. _alarms.Where(alarm => alarm.Due <= _now)];
            foreach (var alarm in due) alarm.Due = alarm.Period is { } period ? _now + period : null;
        }
        foreach (var alarm in due) alarm.Ring();
    }

    private sealed class Alarm(ManualTime time, Action ring) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public TimeSpan? Period { get; private set; }

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._lock)
            {
                Due = dueTime == Timeout.InfiniteTimeSpan || dueTime == TimeSpan.Zero ? null : time._now + dueTime;
                Period = period == Timeout.InfiniteTimeSpan || period == TimeSpan.Zero ? null : period;
            }
            if (Due is not null && _onceSet is { } action)
            {
                _onceSet = null;
                action();
            }
            // What is late already does not wait until the clock goes on again.
            if (dueTime == TimeSpan.Zero) Task.Run(Ring);
            return true;
        }

        public void Dispose()
        {
            lock (time._lock) time._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
