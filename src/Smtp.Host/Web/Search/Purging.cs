using Serilog;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Search;

/// <summary>Removes deleted messages for good when nobody can take that back any more. After a crash they are either still hidden, and
/// removed by the next host, or gone.</summary>
internal sealed class Purging(SqliteStore store, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    /// <summary>How long a deletion can be taken back.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Glance, time);
        try
        {
            do
            {
                await PurgeAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next one goes on.
        }
    }

    private async Task PurgeAsync(CancellationToken stop)
    {
        try
        {
            var now = time.GetUtcNow();
            if (await store.OldestDeletionAsync(stop) is { } oldest && oldest + Grace <= now) await store.PurgeAsync(now - Grace, stop);
        }
        catch (Exception fault) when (fault is StoreException or StoreFullException)
        {
            Log.Warning("Deleted messages could not be removed: {Reason}", fault.Message);
        }
    }
}
