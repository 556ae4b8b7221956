using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Smtp.Benchmarks.Servers;

/// <summary><c>servers [--case NAME]… [--rounds N] [--quick] [--host SMTP.DLL] [--write FILE]</c>: whole servers side by side, in one
/// run, turn and turn about. Tables go to standard output, or between the marks of a page; progress to standard error.</summary>
internal static class ServersCommand
{
    private const string Begin = "<!-- results -->";
    private const string End = "<!-- end of results -->";

    private static readonly (string Name, string Title, Load Load)[] Loads =
    [
        ("reconnect", "4 KiB, 20 sessions, reconnecting", new Load(20, 4096, Reuses: false)),
        ("reuse", MustHolds.Reusing, new Load(20, 4096, Reuses: true)),
        ("reuse100", "4 KiB, 100 sessions, reusing", new Load(100, 4096, Reuses: true)),
        ("100k", "100 KiB, 20 sessions, reusing", new Load(20, 100 * 1024, Reuses: true)),
        ("20m", MustHolds.Large, new Load(4, 20 * 1024 * 1024, Reuses: true)),
    ];

    private static readonly (string Name, Func<IReadOnlyList<ServerKind>, Plan, Results, Task> Measure)[] Others =
    [
        ("idle", Sessions.MeasureIdleAsync),
        ("latency", Sessions.MeasureLatencyAsync),
        ("mailkit", Sessions.MeasureMailKitAsync),
        ("start", Sessions.MeasureStartAsync),
        ("relay", Onward.MeasureAsync),
    ];

    private static readonly string[] Cases = [.. Loads.Select(one => one.Name), .. Others.Select(one => one.Name)];

    public static async Task<int> RunAsync(string[] arguments)
    {
        var cases = new List<string>();
        var (plan, rounds, host, page) = (Plan.Full, (int?)null, (string?)null, (string?)null);
        for (var i = 0; i < arguments.Length; i++)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : "";
            switch (arguments[i])
            {
                case "--quick": plan = Plan.Quick; continue;
                case "--case" when Cases.Contains(value): cases.Add(value); break;
                case "--rounds" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number): rounds = Math.Clamp(number, 1, 50); break;
                case "--host" when File.Exists(value): host = Path.GetFullPath(value); break;
                case "--write" when File.Exists(value): page = Path.GetFullPath(value); break;
                default:
                    await Console.Error.WriteLineAsync(
                        $"servers: '{arguments[i]} {value}' is not understood. [--case NAME]… [--rounds N] [--quick] [--host SMTP.DLL] [--write FILE]; cases: {string.Join(", ", Cases)}");
                    return 2;
            }
            i++;
        }
        if (rounds is { } wanted) plan = plan with { Rounds = wanted };
        if (SmtpSource.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"servers: {missing}");
            return 1;
        }
        var modules = Directory.CreateTempSubdirectory("smtp-bench-npm-");
        try
        {
            host ??= Publish();
            ServerKind[] all = [OurServer.Kind(host), PostfixServer.Kind, SinkServer.Kind, AiosmtpdServer.Kind, NodeServer.Kind(modules.FullName)];
            var present = all.Where(kind => kind.Missing is null).ToList();
            var results = new Results([.. present.Select(kind => kind.Name)]);
            var began = Stopwatch.GetTimestamp();
            bool Chosen(string name) => cases.Count == 0 || cases.Contains(name);
            foreach (var (name, title, load) in Loads) if (Chosen(name)) await Throughput.MeasureAsync(title, load, present, plan, results);
            foreach (var (name, measure) in Others) if (Chosen(name)) await measure(present, plan, results);
            var text = Describe(all, plan, Stopwatch.GetElapsedTime(began)) + results.ToMarkdown() + MustHolds.ToMarkdown(results, plan);
            if (page is null) Console.WriteLine(text);
            else await ReplaceAsync(page, text);
            return 0;
        }
        finally
        {
            modules.Delete(recursive: true);
        }
    }

    private static string Publish()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Smtp.sln")))
            root = root.Parent ?? throw new InvalidOperationException("The benchmarks are not below Smtp.sln: give --host.");
        Console.Error.WriteLine("Publishing the host…");
        Programs.Require("dotnet", "publish", "-c", "Release", Path.Combine(root.FullName, "src", "Smtp.Host"));
        return Path.Combine(root.FullName, "artifacts", "publish", "Smtp.Host", "release", OperatingSystem.IsWindows() ? "smtp.exe" : "smtp");
    }

    private static string Describe(IEnumerable<ServerKind> all, Plan plan, TimeSpan took)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            {RuntimeInformation.OSDescription}, {Environment.ProcessorCount} processors ({Processor()}), {RuntimeInformation.FrameworkDescription}.
            {plan.Rounds} rounds, medians; in brackets ours as a multiple of the other, the median of the rounds. The run took {took.TotalMinutes:0.0} minutes.

            Servers: 
            """);
        text.AppendJoin("; ", all.Select(kind => kind.Missing is { } why ? $"{kind.Name} left out, for {why}" : $"{kind.Name} {kind.Version}"));
        return text.Append(".\n\n").ToString();
    }

    private static string Processor() =>
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";

    private static async Task ReplaceAsync(string page, string text)
    {
        var before = await File.ReadAllTextAsync(page);
        var (from, to) = (before.IndexOf(Begin, StringComparison.Ordinal), before.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from) throw new InvalidOperationException($"{page} has no lines '{Begin}' and '{End}'.");
        await File.WriteAllTextAsync(page, before[..(from + Begin.Length)] + "\n\n" + text + before[to..]);
    }
}
