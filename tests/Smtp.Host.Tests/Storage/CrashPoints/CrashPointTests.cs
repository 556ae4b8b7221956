using System.Globalization;
using Smtp.Host.Tests.Clients;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>Every write, flush and change of a name that the store makes is a point at which the program may be killed or the power
/// may fail. See docs/adr/0006-crash-points.md.</summary>
public sealed class CrashPointTests(Watched watched, ITestOutputHelper output) : IClassFixture<Watched>
{
    private static readonly int Most = Crashes.All ? int.MaxValue : Load.Of(60, full: 300);

    private readonly int _seed = Crashes.NewSeed();

    [WatchedFact]
    public async Task What_was_recorded_is_all_that_happened()
    {
        foreach (var script in (string[])["store", "maildir"])
        {
            var run = await watched.WholeAsync(script);
            var again = watched.NewDirectory();
            run.History.At(run.Changes.Count, new Fate.Killed()).PutInto(again);
            var (expected, actual) = (Files(run.Root), Files(again));
            Assert.Equal(expected.Keys, actual.Keys);
            foreach (var (path, octets) in expected) Assert.True(octets.AsSpan().SequenceEqual(actual[path]), $"{path} is another one.");
        }
    }

    [WatchedFact]
    public async Task Whatever_the_moment_of_a_crash_what_was_promised_is_there_and_nothing_is_torn()
    {
        var run = await watched.WholeAsync("store");
        await MustHoldAsync(run.History, sample: Most, StoreLaws.BrokenAsync);
    }

    [WatchedFact]
    public async Task Nor_does_a_crash_lose_what_was_delivered_into_a_Maildir()
    {
        var run = await watched.WholeAsync("maildir");
        await MustHoldAsync(run.History, sample: Most, MaildirScript.BrokenAsync);
    }

    /// <summary>The tests can fail: a disk that does not flush what it is told to loses mail, and that is found.</summary>
    [WatchedFact]
    public async Task A_disk_that_does_not_flush_is_found_out()
    {
        var store = (await watched.WholeAsync("store")).History;
        await MustBreakAsync(store, "all", _ => true, StoreLaws.BrokenAsync);
        await MustBreakAsync(store, "the log", change => change.Path.EndsWith("-wal", StringComparison.Ordinal), StoreLaws.BrokenAsync);
        await MustBreakAsync(store, "contents", change => IsOfContents(change) && change.Kind == FileChangeKind.Sync, StoreLaws.BrokenAsync);
        await MustBreakAsync(store, "names of contents", change => IsOfContents(change) && change.Kind == FileChangeKind.SyncNames, StoreLaws.BrokenAsync);
        var maildir = (await watched.WholeAsync("maildir")).History;
        await MustBreakAsync(maildir, "letters", change => change.Kind == FileChangeKind.Sync, MaildirScript.BrokenAsync);
        await MustBreakAsync(maildir, "names of letters", change => change.Kind == FileChangeKind.SyncNames, MaildirScript.BrokenAsync);
    }

    [WatchedFact]
    public async Task Killed_at_any_change_it_has_what_it_promised()
    {
        var last = (await watched.WholeAsync("store")).Operations;
        foreach (var (point, how) in Kills(last, sample: Crashes.All ? last : Load.Of(2, full: 4)))
        {
            var run = await KillAsync(point, how);
            var expected = Marks.At(run.History, run.Changes.Count);
            var broken = await StoreLaws.BrokenAsync(Watched.Data(run.Root), expected);
            Assert.True(broken.Count == 0, $"Seed {_seed}, killed {how} change {point} ({expected.Step}):\n{string.Join('\n', broken)}");
            Directory.Delete(run.Root, recursive: true);
        }
    }

    [WatchedFact]
    public async Task Killed_and_started_again_it_survives_a_failure_of_power_too()
    {
        var last = (await watched.WholeAsync("store")).Operations;
        // The very first change is the directory itself: whoever finds it there cannot know whether its name will last.
        foreach (var (point, how) in Kills(last, sample: Crashes.All ? 20 : 1).Prepend((1, "after")))
        {
            var first = await KillAsync(point, how);
            var second = await watched.RunAsync("store again", first.Root);
            var history = new DiskHistory(first.Root, [.. first.Changes, .. second.Changes]);
            output.WriteLine($"killed {how} change {point}, then");
            await MustHoldAsync(history, sample: Crashes.All ? 100 : Load.Of(20, full: 100), StoreLaws.BrokenAsync, from: first.Changes.Count);
            Directory.Delete(first.Root, recursive: true);
        }
    }

    [WatchedFact]
    public async Task A_disk_that_fails_at_any_change_takes_nothing_of_what_was_promised_with_it()
    {
        const int EIO = 5, ENOSPC = 28, EROFS = 30;
        var random = new Random(_seed);
        var troubles = Enumerable.Repeat((int[])[ENOSPC, EROFS, EIO], Crashes.All ? 10 : 1).SelectMany(all => all)
            .Select(error => string.Create(CultureInfo.InvariantCulture, $"{random.Next(1, 300)} {random.Next(1, 60)} {error}"));
        // The log cannot be made, and SQLite would go on without it.
        foreach (var trouble in troubles.Prepend($"7 59 {EIO}"))
        {
            var run = await watched.RunAsync("store on a bad disk", watched.NewDirectory(), ("WATCH_FAIL", trouble));
            var broken = await StoreLaws.BrokenAsync(Watched.Data(run.Root), Marks.At(run.History, run.Changes.Count));
            output.WriteLine($"changes {trouble} fail: {Marks.Refusals(run.Changes)} refused");
            Assert.True(broken.Count == 0, $"Seed {_seed}, changes {trouble} fail:\n{string.Join('\n', broken)}");
            // What was refused may be there all the same: SQLite itself cannot say whether a flush that failed has flushed.
            await MustHoldAsync(run.History, sample: Crashes.All ? 30 : Load.Of(8, full: 30), (data, expected) => StoreLaws.BrokenAsync(data, expected with { After = null }));
        }
    }

    private async Task<WatchedRun> KillAsync(int point, string how) => await watched.RunAsync(
        "store", watched.NewDirectory(), ("WATCH_KILL", point.ToString(CultureInfo.InvariantCulture)), ("WATCH_HOW", how));

    private List<(int Point, string How)> Kills(int last, int sample)
    {
        var random = new Random(_seed);
        var points = Enumerable.Range(1, last).ToArray();
        if (sample < last) random.Shuffle(points);
        return [.. points.Take(sample).Select(point => (point, ((string[])["before", "midst", "after"])[random.Next(3)]))];
    }

    private async Task MustHoldAsync(
        DiskHistory history, int sample, Func<string, Expectation, Task<IReadOnlyList<string>>> laws, int from = 0)
    {
        var crashes = new Crashes(watched, _seed);
        var all = crashes.Of(history, from);
        var some = all.Take(sample).ToList();
        var broken = await crashes.BrokenAsync(history, some, laws);
        output.WriteLine($"seed {_seed}: {history.Changes.Skip(from).Count(change => change.Kind != FileChangeKind.Mark)} operations, {history.Changes.Count + 1 - from} crash points, {some.Count} of {all.Count} crashes checked, {broken.Count} lost");
        Assert.True(broken.Count == 0, $"Seed {_seed}:\n{string.Join('\n', broken.Take(5).Select(one => one[..Math.Min(500, one.Length)]))}");
    }

    private async Task MustBreakAsync(
        DiskHistory history, string what, Func<FileChange, bool> ignored, Func<string, Expectation, Task<IReadOnlyList<string>>> laws)
    {
        const int Enough = 400;
        var lying = history.Ignoring(ignored);
        var crashes = new Crashes(watched, _seed);
        var broken = await crashes.BrokenAsync(lying, crashes.Of(lying).Take(Enough), laws, firstIsEnough: true);
        Assert.True(broken.Count > 0, $"Seed {_seed}: nobody finds out that {what} are not flushed.");
        output.WriteLine($"seed {_seed}: without flushing {what}: {broken.First()}");
    }

    private static bool IsOfContents(FileChange change) => change.Path.Contains("/bodies/", StringComparison.Ordinal);

    private static SortedDictionary<string, byte[]> Files(string directory) => new(
        Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Where(path => !path.EndsWith("-shm", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(directory, path), File.ReadAllBytes), StringComparer.Ordinal);
}
