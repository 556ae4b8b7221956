using System.Globalization;
using System.Text;

namespace Smtp.Benchmarks.Servers;

/// <summary>What must hold, and whether it does.</summary>
internal static class MustHolds
{
    public const string Reusing = "4 KiB, 20 sessions, reusing";
    public const string Large = "20 MiB, 4 sessions, reusing";

    private const double Mebibyte = 1048576;

    /// <summary>A table of what was measured.</summary>
    public static string ToMarkdown(Results results, Plan plan)
    {
        var ours = OurServer.Title;
        (string What, double? Measured, double Bound, bool AtLeast, string Unit)[] all =
        [
            ("durable acceptance as a multiple of Postfix's", results.Ratio(Throughput.Rates, Reusing, PostfixServer.Title), 6, true, ""),
            ("durable acceptance as a multiple of smtp-sink's", results.Ratio(Throughput.Rates, Reusing, SinkServer.Title), 0.5, true, ""),
            ("20 MiB as a multiple of smtp-sink's", results.Ratio(Throughput.Volumes, Large, SinkServer.Title), 0.5, true, ""),
            ("most memory resident meanwhile", results.Median(Throughput.Memory, Large, ours) / Mebibyte, 200, false, " MiB"),
            (string.Create(CultureInfo.InvariantCulture, $"{plan.IdleSessions} idle sessions, over the empty process"),
                results.Median(Sessions.Idle, Sessions.All, ours) / Mebibyte, 200, false, " MiB"),
            ("start to listening, first start", results.Median(Sessions.Start, Sessions.FirstStart, ours), 300, false, " ms"),
            ("start to listening, again", results.Median(Sessions.Start, Sessions.NextStart, ours), 300, false, " ms"),
            ("resident after the start", results.Median(Sessions.Start, Sessions.Resident, ours) / Mebibyte, 100, false, " MiB"),
            ("MailKit, a message, p50", results.Median(Sessions.MailKit, Sessions.WholeMessage, ours), 5, false, " ms"),
        ];
        var text = new StringBuilder("| must hold | bound | measured | |\n|---|---:|---:|---|\n");
        foreach (var (what, measured, bound, atLeast, unit) in all)
        {
            if (measured is not { } value) continue;
            text.Append(CultureInfo.InvariantCulture,
                $"| {what} | {(atLeast ? "≥" : "<")} {bound}{unit} | {value:0.00}{unit} | {((atLeast ? value >= bound : value < bound) ? "holds" : "**does not hold**")} |\n");
        }
        return text.Append('\n').ToString();
    }
}
