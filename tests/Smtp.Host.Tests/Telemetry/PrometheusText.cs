using System.Globalization;
using System.Text.RegularExpressions;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>Reads the text format of Prometheus, version 0.0.4, and takes nothing that is not it.</summary>
internal static partial class PrometheusText
{
    public static IReadOnlyList<Sample> Read(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        var (kinds, samples) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<Sample>());
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Assert.Contains(words[3], new[] { "counter", "gauge", "histogram", "summary", "untyped" });
                Assert.True(kinds.TryAdd(words[2], words[3]), $"Twice: {line}");
            }
            if (line.Length == 0 || line[0] == '#') continue;
            var match = Line().Match(line);
            Assert.True(match.Success, $"Not a sample: {line}");
            var name = match.Groups[1].Value;
            var family = kinds.ContainsKey(name) ? name : Suffix().Replace(name, "");
            Assert.True(kinds.TryGetValue(family, out var kind), $"Of no kind: {line}");
            var labels = Label().Matches(match.Groups[2].Value)
                .Where(label => !label.Groups[1].Value.StartsWith("otel_scope_", StringComparison.Ordinal))
                .ToDictionary(label => label.Groups[1].Value, label => label.Groups[2].Value, StringComparer.Ordinal);
            samples.Add(new Sample(family, kind, name, labels, Number(match.Groups[3].Value)));
        }
        foreach (var histogram in samples.Where(one => one.Kind == "histogram").GroupBy(one => (one.Family, one.Of))) Cumulate(histogram);
        return samples;
    }

    // Each bucket holds those before it, and the last one all.
    private static void Cumulate(IGrouping<(string, string), Sample> histogram)
    {
        var buckets = histogram.Where(one => one.Name.EndsWith("_bucket", StringComparison.Ordinal)).OrderBy(one => Number(one.Labels["le"])).ToList();
        Assert.Equal(buckets.Select(one => one.Value).Order(), buckets.Select(one => one.Value));
        Assert.Equal(double.PositiveInfinity, Number(buckets[^1].Labels["le"]));
        Assert.Equal(histogram.Single(one => one.Name.EndsWith("_count", StringComparison.Ordinal)).Value, buckets[^1].Value);
        Assert.Single(histogram, one => one.Name.EndsWith("_sum", StringComparison.Ordinal));
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (\S+)(?: \d+)?$""")]
    private static partial Regex Line();

    [GeneratedRegex("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\"")]
    private static partial Regex Label();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}

/// <summary>One line of figures.</summary>
internal sealed record Sample(string Family, string Kind, string Name, IReadOnlyDictionary<string, string> Labels, double Value)
{
    /// <summary>What it is of, whichever bucket it is.</summary>
    public string Of => string.Join(' ', Labels.Where(label => label.Key != "le").OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => label.Value));
}
