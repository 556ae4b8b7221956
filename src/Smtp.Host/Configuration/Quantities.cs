using System.Globalization;
using LanguageExt;
using static LanguageExt.Prelude;

namespace Smtp.Host.Configuration;

/// <summary>Numbers, sizes and times as people write them.</summary>
public static class Quantities
{
    private static readonly (string Name, long Octets)[] SizeUnits =
    [
        ("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000), ("B", 1),
    ];

    private static readonly (string Name, TimeSpan Length)[] TimeUnits =
    [
        ("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)), ("d", TimeSpan.FromDays(1)),
    ];

    /// <summary>A whole number; absent where the text is none.</summary>
    public static Option<long> Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : None;

    /// <summary>A size in octets: <c>5000000</c>, <c>10MB</c> (decimal), <c>64MiB</c> (binary), in any case.</summary>
    public static Option<long> Size(string text)
    {
        foreach (var (name, octets) in SizeUnits)
            if (Before(name, text).Case is long count) return count > long.MaxValue / octets ? None : count * octets;
        return Number(text);
    }

    /// <summary>A length of time: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c> or
    /// <c>[d.]hh:mm:ss[.fff]</c>.</summary>
    public static Option<TimeSpan> Time(string text)
    {
        foreach (var (name, length) in TimeUnits)
            if (Before(name, text).Case is long count)
                return count > TimeSpan.MaxValue.Ticks / length.Ticks ? None : TimeSpan.FromTicks(count * length.Ticks);
        // Without a colon .NET would read "5" as five days, which nobody means.
        if (text == "0") return TimeSpan.Zero;
        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) ? time : None;
    }

    /// <summary>The number in digits.</summary>
    public static string Write(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The size with the largest binary unit that divides it, from KiB on: <c>64MiB</c>, else in octets.</summary>
    public static string WriteSize(long octets)
    {
        foreach (var (name, unit) in SizeUnits.AsSpan(0, 4))
            if (octets != 0 && octets % unit == 0) return Write(octets / unit) + name;
        return Write(octets);
    }

    /// <summary>The time with the largest unit that divides it: <c>5m</c>; else as <c>hh:mm:ss.fffffff</c>.</summary>
    public static string WriteTime(TimeSpan time)
    {
        if (time == TimeSpan.Zero) return "0s";
        foreach (var (name, unit) in TimeUnits.AsEnumerable().Reverse())
            if (time.Ticks % unit.Ticks == 0) return Write(time.Ticks / unit.Ticks) + name;
        return time.ToString("c", CultureInfo.InvariantCulture);
    }

    private static Option<long> Before(string unit, string text) =>
        text.EndsWith(unit, StringComparison.OrdinalIgnoreCase)
        && long.TryParse(text.AsSpan()[..^unit.Length].TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : None;
}
