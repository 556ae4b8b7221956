namespace Smtp.Domain.Delivering;

/// <summary>When a delivery is tried, when its sender is warned, and when it is given up (RFC 5321 §4.5.4.1).</summary>
public sealed record RetrySchedule
{
    // Nothing is tried again at once, whatever is configured.
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>From the first attempt to the second; every further wait is twice as long.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The longest wait between two attempts.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromHours(4);

    /// <summary>How long a message is tried, from its arrival on.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromDays(5);

    /// <summary>How long after its arrival the sender is told that it takes long; zero means never.</summary>
    public TimeSpan WarnAfter { get; init; } = TimeSpan.FromHours(4);

    /// <summary>By which part of it, 0 to 1, a wait may be shortened, so that what failed together is not tried together.</summary>
    public double Jitter { get; init; } = 0.2;

    /// <summary>How long to wait for the next attempt: at least a second, at most <see cref="LongestRetry"/>.</summary>
    /// <param name="attempts">Attempts so far, 1 at least.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    public TimeSpan Wait(int attempts, double random)
    {
        var doublings = Math.Clamp(attempts - 1, 0, 62);
        var ticks = Math.Min(FirstRetry.Ticks * Math.Pow(2, doublings), LongestRetry.Ticks);
        var shortened = ticks * (1 - (Math.Clamp(Jitter, 0, 1) * Math.Clamp(random, 0, 1)));
        return TimeSpan.FromTicks(Math.Max(Shortest.Ticks, (long)shortened));
    }
}
