using System.Text.RegularExpressions;
using Smtp.Tests;

namespace Smtp.Host.Tests.Telemetry;

/// <summary>What docs/telemetry.md says.</summary>
internal static partial class TelemetryPage
{
    private static readonly string Text = File.ReadAllText(Repository.PathTo("docs", "telemetry.md"));

    /// <summary>The rows of the table of metrics.</summary>
    public static IReadOnlyList<Metric> Metrics { get; } =
        [.. Rows("| Name | Kind | Unit |").Select(cells => new Metric(Code(cells[0])[0], cells[1], cells[2], [.. Code(cells[3]).Order(StringComparer.Ordinal)], cells[4]))];

    /// <summary>Each attribute of metrics with all its values.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Attributes { get; } =
        Rows("| Attribute | Values |").ToDictionary(cells => Code(cells[0])[0], IReadOnlySet<string> (cells) => Code(cells[1]).ToHashSet(StringComparer.Ordinal));

    /// <summary>Each span with its attributes.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Spans { get; } =
        Rows("| Span | Kind | Attributes |").ToDictionary(cells => Code(cells[0])[0], IReadOnlySet<string> (cells) => Code(cells[2]).ToHashSet(StringComparer.Ordinal));

    private static IEnumerable<string[]> Rows(string head) => Text.Split('\n')
        .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    private static string[] Code(string cell) => [.. InCode().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex InCode();
}

/// <summary>A row of the table of metrics.</summary>
internal sealed record Metric(string Name, string Kind, string Unit, IReadOnlyList<string> Attributes, string Meaning);
