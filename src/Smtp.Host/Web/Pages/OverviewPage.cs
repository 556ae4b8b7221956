using Smtp.Host.Receiving;
using Smtp.Host.Recording;
using Smtp.Host.Storage;
using Smtp.Host.Web.Pages.Models;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Pages;

/// <summary>How the host is, on one page.</summary>
internal static class OverviewPage
{
    private const int MostRecent = 8;
    private const int Minutes = 60;
    private const int MinutesOfDay = 24 * 60;
    private static readonly string[] DatabaseFiles = ["smtp.db", "smtp.db-wal"];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/overview", ShowAsync);

    private static async Task<IResult> ShowAsync(
        HttpContext context, Site site, SqliteStore store, Recordings recordings, LiveConfiguration configuration, TimeProvider time, CancellationToken stop)
    {
        var (after, now) = (site.Now, time.GetUtcNow());
        var queue = await store.ListQueueAsync(new QueueFilter(), Site.MostCounted, stop);
        var arrivals = await store.ArrivalsAsync(now - TimeSpan.FromMinutes(MinutesOfDay), stop);
        var failed = await recordings.PageAsync(MostRecent, null, failedOnly: true, stop);
        var (ended, failures) = await recordings.CountAsync(stop);
        var view = new OverviewModel(
            await store.CountEntriesAsync(SearchQuery.Everything, TimeZoneInfo.Utc, stop),
            Rates(arrivals), arrivals.Sum(one => one.Count),
            queue.Count, queue.Count(one => one.Held), queue.Count(one => one.Progress.Attempts > 0), QueuePages.Destinations(queue),
            recordings.CountRunning, ended, failures, [.. failed.Sessions.Take(MostRecent)], DiskOf(configuration.Loaded.DataDirectory),
            [.. configuration.Options.Listeners.Select(listener => listener.Place().ToString()!)]);
        return await site.ShowAsync(context, new Panes(
            Section.Overview, "Overview", "overview", after, new ListModel.None(), new DetailModel.Overview(view)), stop);
    }

    // How many came in each of the last minutes, the latest last.
    private static List<long> Rates(IReadOnlyList<(int Minute, long Count)> arrivals)
    {
        var rates = Enumerable.Repeat(0L, Minutes).ToList();
        // What came this very moment may be of the minute that has just begun.
        foreach (var (minute, count) in arrivals)
            if (Math.Min(minute, MinutesOfDay - 1) - (MinutesOfDay - Minutes) is >= 0 and var at) rates[at] += count;
        return rates;
    }

    /// <summary>The disk that the mail is on.</summary>
    public static DiskModel DiskOf(string directory)
    {
        var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(directory) ?? directory : directory);
        var used = DatabaseFiles.Select(name => new FileInfo(Path.Combine(directory, name))).Where(file => file.Exists).Sum(file => file.Length);
        return new DiskModel(directory, drive.AvailableFreeSpace, drive.TotalSize, used);
    }
}
