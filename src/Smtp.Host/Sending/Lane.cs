using Smtp.Domain.Sending;
using Smtp.Host.Storage;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Sending;

/// <summary>The way to one next hop: its workers, each with a connection of its own, how many there may be, and whether it is
/// known to be dead. A lane that is stuck keeps nobody but itself waiting.</summary>
internal sealed class Lane(string destination, Courier.Parts parts, Action left)
{
    // Enough that leases cost little, few enough that other workers find some too.
    private const int Batch = 50;

    private static readonly TimeSpan FirstRest = TimeSpan.FromMinutes(1), LongestRest = TimeSpan.FromMinutes(15);

    // Whoever has a connection open keeps it for so long, should more mail come.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Window _window = new(() => parts.Concurrency());
    private readonly HashSet<Task> _workers = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset _deadUntil = DateTimeOffset.MinValue;
    private TimeSpan _rest = FirstRest;
    private Outcome? _lastWords;

    private ILogger Log => parts.Log;

    /// <summary>Whether nobody works here and nothing is to be remembered.</summary>
    public bool IsIdle
    {
        get { lock (_lock) return _workers.Count == 0 && _deadUntil < parts.Time.GetUtcNow(); }
    }

    /// <summary>There is mail: wakes those who wait for it, and puts on another worker where there may be one more.</summary>
    /// <param name="deliveries">How many deliveries are due.</param>
    /// <param name="stop">Ends the workers, after the message they are at.</param>
    /// <param name="abort">Ends them in its midst.</param>
    public void Feed(int deliveries, CancellationToken stop, CancellationToken abort)
    {
        lock (_lock)
        {
            _more.TrySetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            for (var wanted = Math.Min(_window.Size, (deliveries + Batch - 1) / Batch); _workers.Count < wanted;)
            {
                var worker = Task.Run(() => WorkAsync(stop, abort), CancellationToken.None);
                _workers.Add(worker);
                _ = worker.ContinueWith(Leave, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Completes when nobody works here any more.</summary>
    public Task WhenDoneAsync()
    {
        lock (_lock) return Task.WhenAll(_workers);
    }

    private void Leave(Task worker)
    {
        lock (_lock) _workers.Remove(worker);
        if (worker.Exception is { } fault) Log.Error(fault, "Delivery to {Destination} has stopped; it goes on when mail is due", destination);
        left();
    }

    private async Task WorkAsync(CancellationToken stop, CancellationToken abort)
    {
        ICarrier? carrier = null;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var more = MoreAsync();
                var lease = await parts.Queue.LeaseAsync(destination, Batch, parts.Time.GetUtcNow(), stop);
                if (lease.Deliveries.Count > 0) carrier = await CarryAsync(lease, carrier, stop, abort);
                else if (carrier is null || !await HappensAsync(more, stop)) return;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The host stops. What was leased and not settled is taken up by the next one.
        }
        finally
        {
            if (carrier is not null) await carrier.DisposeAsync();
        }
    }

    /// <returns>The carrier, while it is of use.</returns>
    private async Task<ICarrier?> CarryAsync(Lease lease, ICarrier? carrier, CancellationToken stop, CancellationToken abort)
    {
        var settling = new List<Task>();
        try
        {
            foreach (var deliveries in lease.Deliveries.GroupBy(delivery => delivery.Message))
            {
                if (stop.IsCancellationRequested) break;
                if (await parts.Desk.ConsignAsync(lease.Token, [.. deliveries], abort) is not { } consignment) continue;
                Carried carried;
                if (DeadSince(consignment) is { } words) carried = Carried.Alike(consignment, words, HopState.Dead);
                else
                {
                    carried = await (carrier ??= parts.Carriers.Open(consignment.Via, consignment.Owners[0])).CarryAsync(consignment, abort);
                    Learn(carried);
                    if (carried.Hop != HopState.Alive)
                    {
                        await carrier.DisposeAsync();
                        carrier = null;
                    }
                }
                // The next message need not wait for the disk.
                settling.Add(parts.Desk.SettleAsync(lease.Token, consignment, carried, abort));
            }
            await Task.WhenAll(settling);
        }
        catch (Exception fault)
        {
            // What has gone out is written down first, whatever happened to another message.
            await Task.WhenAll(settling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (carrier is not null) await carrier.DisposeAsync();
            if (abort.IsCancellationRequested) throw;
            Log.Error(fault, "Delivery to {Destination} was interrupted; what was under way is tried again in a minute", destination);
            await parts.Desk.ReturnAsync(lease.Token, abort);
            return null;
        }
        return carrier;
    }

    private void Learn(Carried carried)
    {
        lock (_lock)
        {
            if (carried.Hop == HopState.Alive)
            {
                _window.Succeeded();
                (_deadUntil, _rest, _lastWords) = (DateTimeOffset.MinValue, FirstRest, null);
            }
            else if (carried.Hop == HopState.Dead)
            {
                _window.Failed();
                (_deadUntil, _lastWords) = (parts.Time.GetUtcNow() + _rest, carried.Outcomes[0]);
                _rest = _rest * 2 < LongestRest ? _rest * 2 : LongestRest;
                Log.Warning("{Destination} is left alone until {Until:u}: {Reason}", destination, _deadUntil, _lastWords.Diagnosis.Text);
            }
        }
    }

    /// <summary>What became of the mail that tried last, where it would be no use to try again.</summary>
    private Outcome? DeadSince(Consignment consignment)
    {
        lock (_lock)
        {
            return _deadUntil <= parts.Time.GetUtcNow() || consignment.Deliveries.Any(delivery => delivery.Urgent) ? null : _lastWords;
        }
    }

    private Task MoreAsync()
    {
        lock (_lock) return _more.Task;
    }

    private async Task<bool> HappensAsync(Task what, CancellationToken stop)
    {
        try
        {
            await what.WaitAsync(Linger, parts.Time, stop);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
