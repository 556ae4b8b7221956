using Smtp.Host.Storage;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Sending;

/// <summary>Delivers what is due: looks what waits, and feeds the lanes to the next hops with it. What it does not finish, the
/// next host takes up.</summary>
internal sealed class Courier : IAsyncDisposable
{
    // Most deliveries that are looked after at once whose sender is to be warned, or told the end.
    private const int Attention = 200;

    // How soon it sees what another process has done to the queue, and how long it breathes while mail pours in.
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250), Breath = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Housekeeping = TimeSpan.FromHours(1), AfterFault = TimeSpan.FromSeconds(5);

    private readonly Parts _parts;
    private readonly CancellationTokenSource _stop = new(), _abort = new();
    private readonly SemaphoreSlim _awake = new(0);
    private readonly Dictionary<string, Lane> _lanes = [];
    private readonly Task _running;
    private DateTimeOffset _tidied = DateTimeOffset.MinValue;

    /// <summary>Begins to deliver.</summary>
    public Courier(Parts parts)
    {
        _parts = parts;
        _running = Task.Run(RunAsync);
    }

    /// <summary>There may be something to do.</summary>
    public void Wake()
    {
        // One waits, whoever wakes it: more would only make it look again for nothing.
        if (_awake.CurrentCount == 0) _awake.Release();
    }

    /// <summary>Lets each worker finish the message it is at, for as long as a stop may take.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _abort.CancelAfter(_parts.Grace());
        await _running;
        await Task.WhenAll(_lanes.Values.Select(lane => lane.WhenDoneAsync()));
        _stop.Dispose();
        _abort.Dispose();
        _awake.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var revision = await _parts.Queue.RevisionAsync(_stop.Token);
                await LookAsync();
                await SleepAsync(revision, await _parts.Queue.NextAsync(_stop.Token));
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                _parts.Log.Error(fault, "The queue could not be looked at; again in {Wait}", AfterFault);
                await Task.Delay(AfterFault, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync()
    {
        var now = _parts.Time.GetUtcNow();
        if (now - _tidied > Housekeeping)
        {
            _tidied = now;
            await _parts.Queue.PruneAttemptsAsync(now - _parts.Memory(), _stop.Token);
        }
        await _parts.Desk.AttendAsync(Attention, now, _stop.Token);
        foreach (var due in await _parts.Queue.DueAsync(now, _stop.Token))
        {
            if (!_lanes.TryGetValue(due.Destination, out var lane))
                _lanes.Add(due.Destination, lane = new Lane(due.Destination, _parts, Wake));
            lane.Feed(due.Deliveries, _stop.Token, _abort.Token);
        }
        foreach (var idle in _lanes.Where(pair => pair.Value.IsIdle).Select(pair => pair.Key).ToList()) _lanes.Remove(idle);
    }

    /// <summary>Sleeps until something is due, or somebody has changed the queue.</summary>
    private async Task SleepAsync(long revision, DateTimeOffset? next)
    {
        await Task.Delay(Breath, _stop.Token);
        while (true)
        {
            // What is due already, and not under way, waits for a lane that has all the workers it may have.
            var left = next - _parts.Time.GetUtcNow();
            var wait = left > TimeSpan.Zero && left < Glance ? left.Value : Glance;
            if (await _awake.WaitAsync(wait, _stop.Token)) return;
            if (next is { } due && due <= _parts.Time.GetUtcNow()) return;
            if (await _parts.Queue.RevisionAsync(_stop.Token) != revision) return;
        }
    }

    /// <summary>What courier and lanes work with.</summary>
    /// <param name="Queue">What is to be delivered.</param>
    /// <param name="Desk">Where consignments are made up, and where it is written down what became of them.</param>
    /// <param name="Carriers">Who carries them.</param>
    /// <param name="Concurrency">Most connections to one next hop at the same time.</param>
    /// <param name="Grace">How long messages on their way may take when the host stops.</param>
    /// <param name="Memory">How long attempts are remembered.</param>
    /// <param name="Time">The clock.</param>
    /// <param name="Log">The log.</param>
    internal sealed record Parts(
        IQueue Queue, Desk Desk, ICarriers Carriers, Func<int> Concurrency, Func<TimeSpan> Grace, Func<TimeSpan> Memory, TimeProvider Time, ILogger Log);
}
