using System.Collections.Concurrent;
using System.Globalization;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>Every write, flush and change of a name that the store makes is a point at which the program may be killed or the power
/// may fail. See docs/adr/0006-crash-points.md.</summary>
public sealed class CrashPointTests(ITestOutputHelper output) : IDisposable
{
    // As many as fit into a few seconds; SMTP_CRASH_POINTS=all checks every one of them.
    private const int Sample = 400, Kills = 6;
    private const int ChancesOfEachPoint = 3;
    private static readonly bool All = Environment.GetEnvironmentVariable("SMTP_CRASH_POINTS") == "all";

    private readonly int _seed = int.TryParse(
        Environment.GetEnvironmentVariable("SMTP_CRASH_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed : Environment.TickCount & 0xffffff;

    private readonly Watched _watched = new();

    public void Dispose() => _watched.Dispose();

    [WatchedFact]
    public async Task Whatever_the_moment_of_a_crash_what_was_promised_is_there_and_nothing_is_torn()
    {
        var history = await RecordAsync();
        var crashes = Crashes(history);
        var lost = await BrokenAsync(history, crashes);

        Tell($"{Counted(history)} operations, {history.Changes.Count + 1} crash points, {crashes.Count} crashes checked, {lost.Count} lost");
        Assert.True(lost.IsEmpty, $"Seed {_seed}:\n{string.Join("\n", lost.Take(20))}");
    }

    private static readonly Dictionary<string, Func<FileChange, bool>> Ignored = new()
    {
        ["everything"] = _ => true,
        ["the log"] = change => change.Path.EndsWith("-wal", StringComparison.Ordinal),
        ["contents"] = change => change.Kind == FileChangeKind.Sync && change.Path.Contains("/bodies/", StringComparison.Ordinal),
        ["names"] = change => change.Kind == FileChangeKind.SyncNames,
        ["names of contents"] = change => change.Kind == FileChangeKind.SyncNames && change.Path.Contains("/bodies/", StringComparison.Ordinal),
    };

    /// <summary>The test can fail: a disk that does not flush what it is told to loses mail, and that is found.</summary>
    [WatchedFact]
    public async Task A_disk_that_does_not_flush_is_found_out()
    {
        var history = await RecordAsync();
        foreach (var (what, ignored) in Ignored)
        {
            var lying = history.Ignoring(ignored);
            var lost = await BrokenAsync(lying, Crashes(lying));
            Tell($"without flushing {what}: {lost.Count} lost");
            Assert.False(lost.IsEmpty, $"Seed {_seed}: nobody finds out that {what} is not flushed.");
        }
    }

    [WatchedFact]
    public async Task Killed_at_any_change_it_has_what_it_promised()
    {
        await _watched.BuildAsync();
        var (_, whole) = await _watched.RunAsync("store");
        var random = new Random(_seed);
        var last = Counted(whole);
        var points = All ? Enumerable.Range(1, last) : Enumerable.Range(0, Kills).Select(_ => random.Next(1, last + 1));
        foreach (var point in points)
        {
            var how = ((string[])["before", "midst", "after"])[random.Next(3)];
            var (directory, history) = await _watched.RunAsync("store", point, how);
            var expected = Marks.At(history, history.Changes.Count);
            var broken = await StoreLaws.BrokenAsync(Path.Combine(directory, "data"), expected);
            Assert.True(broken.Count == 0, $"Seed {_seed}, killed {how} change {point} ({expected.Step}):\n{string.Join("\n", broken)}");
            Directory.Delete(directory, recursive: true);
        }
        Tell($"{last} operations, killed at {points.Count()}, 0 lost");
    }

    /// <summary>A whole run, and the proof that nothing of it was overlooked: folding the record gives the very files.</summary>
    private async Task<DiskHistory> RecordAsync()
    {
        await _watched.BuildAsync();
        var (directory, history) = await _watched.RunAsync("store");
        var again = _watched.NewDirectory();
        Directory.CreateDirectory(again);
        history.At(history.Changes.Count, new Fate.Killed()).PutInto(again);
        var (expected, actual) = (Files(directory), Files(again));
        Assert.Equal(expected.Keys, actual.Keys);
        foreach (var (path, octets) in expected) Assert.True(octets.AsSpan().SequenceEqual(actual[path]), $"{path} is another one.");
        return history;
    }

    private static SortedDictionary<string, byte[]> Files(string directory) => new(
        Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("-shm", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(directory, path), File.ReadAllBytes), StringComparer.Ordinal);

    private List<(int Point, Fate Fate)> Crashes(DiskHistory history)
    {
        var all = new List<(int, Fate)>();
        for (var point = 0; point <= history.Changes.Count; point++)
        {
            all.AddRange([(point, new Fate.Killed()), (point, new Fate.OnlyFlushed()), (point, new Fate.NamesFirst()), (point, new Fate.ContentsFirst())]);
            for (var chance = 0; chance < ChancesOfEachPoint; chance++)
                all.Add((point, new Fate.Chance(unchecked(_seed + point * ChancesOfEachPoint + chance))));
        }
        if (All) return all;
        var random = new Random(_seed);
        var some = all.ToArray();
        random.Shuffle(some);
        return [.. some.Take(Sample)];
    }

    private async Task<ConcurrentBag<string>> BrokenAsync(DiskHistory history, IReadOnlyList<(int Point, Fate Fate)> crashes)
    {
        var lost = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(crashes, async (crash, _) =>
        {
            var directory = _watched.NewDirectory();
            Directory.CreateDirectory(directory);
            history.At(crash.Point, crash.Fate).PutInto(directory);
            var expected = Marks.At(history, crash.Point);
            var broken = await StoreLaws.BrokenAsync(Path.Combine(directory, "data"), expected);
            if (broken.Count > 0)
            {
                var last = crash.Point == 0 ? "the beginning" : history.Changes[crash.Point - 1].ToString();
                lost.Add($"{crash.Fate} after {crash.Point} ({last}; {expected.Step}): {string.Join("; ", broken)}");
            }
            Directory.Delete(directory, recursive: true);
        });
        return lost;
    }

    private static int Counted(DiskHistory history) => history.Changes.Count(change => change.Kind != FileChangeKind.Mark);

    private void Tell(string what) => output.WriteLine($"seed {_seed}: {what}");
}
