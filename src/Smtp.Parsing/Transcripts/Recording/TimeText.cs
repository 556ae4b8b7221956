using System.Globalization;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>Writes times as <see cref="Spelling.Duration"/> reads them.</summary>
internal static class TimeText
{
    /// <summary>Less is not told.</summary>
    public static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);

    // The reader takes counts below a million.
    private const long Most = 1_000_000;

    /// <summary>A time, in the largest unit that says it exactly, to the millisecond or to what can be written.</summary>
    public static string Of(TimeSpan time)
    {
        var ms = (long)Math.Ceiling(Math.Max(0, time.TotalMilliseconds));
        (long Unit, string Name)[] units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")];
        foreach (var (unit, name) in units)
            if (ms > 0 && ms % unit == 0) return Number(Math.Min(ms / unit, Most - 1), name);
        return ms < Most ? Number(ms, "ms") : Of(TimeSpan.FromSeconds(Math.Min(ms / 1000, Most - 1)));
    }

    /// <summary>A time that went by without an end of the patience.</summary>
    public static string? Within(TimeSpan time, TimeSpan patience)
    {
        var most = Math.Floor(patience.TotalMilliseconds) - 1;
        var ms = Math.Floor(Math.Min(time.TotalMilliseconds, most));
        if (ms >= Most) ms = Math.Floor(ms / 1000) * 1000;
        return ms >= Least.TotalMilliseconds ? Of(TimeSpan.FromMilliseconds(ms)) : null;
    }

    private static string Number(long count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
}
