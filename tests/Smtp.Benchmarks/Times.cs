using System.Globalization;

namespace Smtp.Benchmarks;

/// <summary>How long something took that was done many times, in milliseconds.</summary>
/// <param name="Median">Half of them were faster.</param>
/// <param name="NinetyNine">99 of a hundred were.</param>
/// <param name="Max">The slowest.</param>
internal readonly record struct Times(double Median, double NinetyNine, double Max)
{
    /// <summary>The times of a sample.</summary>
    public static Times Of(IEnumerable<double> sample)
    {
        var sorted = sample.Order().ToList();
        return new Times(sorted[sorted.Count / 2], sorted[sorted.Count * 99 / 100], sorted[^1]);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Median:0.00} ms (p50), {NinetyNine:0.0} ms (p99), {Max:0.0} ms (max)");
}
