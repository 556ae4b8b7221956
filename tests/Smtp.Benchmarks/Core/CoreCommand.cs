using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Smtp.Benchmarks.Core;

/// <summary><c>core [--quick]</c>: time and octets allocated, for what is pure: transitions, grammars, framing.</summary>
internal static class CoreCommand
{
    private const double MostNanoseconds = 1000;
    private const double MostOctets = 2048;

    public static int Run(string[] arguments)
    {
        var job = (arguments is ["--quick", ..] ? Job.ShortRun : Job.Default).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddExporter(MarkdownExporter.GitHub)
            .AddLogger(ConsoleLogger.Default)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet"));
        Summary[] all =
        [
            BenchmarkRunner.Run<Transitions>(config), BenchmarkRunner.Run<Grammars>(config), BenchmarkRunner.Run<Framing>(config),
        ];
        Console.WriteLine("| benchmark | time | allocated | bound |\n|---|---:|---:|---|");
        foreach (var report in all.SelectMany(summary => summary.Reports)) Console.WriteLine(Row(report));
        return 0;
    }

    private static string Row(BenchmarkReport report)
    {
        var name = report.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')
            + string.Concat(report.BenchmarkCase.Parameters.Items.Select(one => $" {one.Value}"));
        if (report.ResultStatistics is not { } time) return $"| {name} | failed | | |";
        var octets = report.GcStats.GetBytesAllocatedPerOperation(report.BenchmarkCase) ?? 0;
        var bound = report.BenchmarkCase.Descriptor.Type == typeof(Framing) ? ""
            : time.Median < MostNanoseconds && octets < MostOctets ? "under 1 µs and 2 KiB: holds" : "under 1 µs and 2 KiB: **does not hold**";
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {time.Median:0} ns | {octets} B | {bound} |");
    }
}
