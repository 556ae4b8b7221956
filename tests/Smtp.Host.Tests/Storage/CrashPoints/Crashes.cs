using System.Collections.Concurrent;
using System.Globalization;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>Crashes in a disk's history, and what they break.</summary>
internal sealed class Crashes(Watched watched, int seed)
{
    private const int ChancesOfEachPoint = 3;

    /// <summary>Whether every crash is checked, and not a part of them that fits into a few seconds.</summary>
    public static bool All { get; } = Environment.GetEnvironmentVariable("TEST_CRASH_POINTS") == "all";

    /// <summary>What decides which crashes are checked, and what chance does to a disk.</summary>
    public static int NewSeed() => int.TryParse(
        Environment.GetEnvironmentVariable("TEST_CRASH_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
        ? given : Environment.TickCount & 0xffffff;

    /// <summary>Crashes of all kinds at all points, in an order of chance.</summary>
    /// <param name="history">What happened.</param>
    /// <param name="from">The first point of interest.</param>
    public IReadOnlyList<Crash> Of(DiskHistory history, int from = 0)
    {
        var all = new List<Crash>();
        for (var point = from; point <= history.Changes.Count; point++)
        {
            all.AddRange(
                [new(point, new Fate.Killed()), new(point, new Fate.OnlyFlushed()), new(point, new Fate.NamesFirst()), new(point, new Fate.ContentsFirst())]);
            for (var chance = 0; chance < ChancesOfEachPoint; chance++)
                all.Add(new Crash(point, new Fate.Chance(unchecked(seed + point * ChancesOfEachPoint + chance))));
        }
        var mixed = all.ToArray();
        new Random(seed).Shuffle(mixed);
        return mixed;
    }

    /// <summary>What crashes break, in words; no more are tried once something is broken, if the first is enough.</summary>
    public async Task<IReadOnlyCollection<string>> BrokenAsync(
        DiskHistory history, IEnumerable<Crash> crashes, Func<string, Expectation, Task<IReadOnlyList<string>>> laws, bool firstIsEnough = false)
    {
        var broken = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(crashes, async (crash, _) =>
        {
            if (firstIsEnough && !broken.IsEmpty) return;
            var root = watched.NewDirectory();
            history.At(crash.Point, crash.Fate).PutInto(root);
            var expected = Marks.At(history, crash.Point);
            var found = await laws(Watched.Data(root), expected);
            Directory.Delete(root, recursive: true);
            if (found.Count == 0) return;
            var last = crash.Point == 0 ? "the beginning" : history.Changes[crash.Point - 1].ToString();
            broken.Enqueue($"{crash.Fate} after {crash.Point} ({last}; {expected.Step}): {string.Join("; ", found)}");
        });
        return broken;
    }
}

/// <summary>A crash.</summary>
/// <param name="Point">After how many changes.</param>
/// <param name="Fate">What becomes of those that were not flushed.</param>
internal sealed record Crash(int Point, Fate Fate);
