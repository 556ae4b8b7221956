using System.Diagnostics.Metrics;
using Smtp.Host.Policies;
using Smtp.Host.Storage;

namespace Smtp.Host.Telemetry;

/// <summary>What is so now, looked at when somebody asks: connections, the queue, the disk.</summary>
internal sealed class Gauges
{
    // The figures of the queue are asked for by several instruments, one after the other.
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly SqliteStore _store;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private QueueFigures? _figures;
    private long _at;

    private Gauges(SqliteStore store, TimeProvider time) => (_store, _time) = (store, time);

    /// <summary>Adds them to the instruments of a host.</summary>
    public static void Add(Meter meter, ConnectionLimits connections, SqliteStore store, TimeProvider time)
    {
        var gauges = new Gauges(store, time);
        meter.CreateObservableUpDownCounter(
            "smtp.server.connections", () => connections.Total, "{connection}", "Connections of clients now.");
        meter.CreateObservableUpDownCounter(
            "smtp.queue.depth", gauges.Depth, "{delivery}", "Deliveries in the queue now.");
        meter.CreateObservableGauge(
            "smtp.queue.oldest.age", gauges.OldestAge, "s", "How long ago the message of the oldest delivery in the queue was accepted; 0 where there is none.");
        meter.CreateObservableGauge(
            "smtp.store.disk.free", () => Math.Max(0, store.Room), "By", "Octets that mail may still take: free on the disk, less limits.diskReserve. At 0 mail is deferred.");
    }

    private IEnumerable<Measurement<long>> Depth()
    {
        if (Read() is not { } now) yield break;
        yield return Of(now.Waiting, "waiting");
        yield return Of(now.Underway, "underway");
        yield return Of(now.Held, "held");
    }

    private IEnumerable<Measurement<double>> OldestAge()
    {
        if (Read() is not { } now) yield break;
        yield return new Measurement<double>(now.Oldest is { } oldest ? Math.Max(0, (_time.GetUtcNow() - oldest).TotalSeconds) : 0);
    }

    private static Measurement<long> Of(long count, string state) => new(count, new KeyValuePair<string, object?>(Attributes.QueueState, state));

    /// <summary>The figures of a second ago at most; null where the store does not answer, and then there is nothing to be told:
    /// a gauge that shows what was once so would be worse than none. That the store does not answer is for /readyz to say.</summary>
    private QueueFigures? Read()
    {
        lock (_lock)
        {
            if (_figures is not null && _time.GetElapsedTime(_at) < Fresh) return _figures;
            try
            {
                (_figures, _at) = (_store.QueueFiguresAsync(CancellationToken.None).GetAwaiter().GetResult(), _time.GetTimestamp());
            }
            catch (Exception fault) when (fault is IOException or ObjectDisposedException)
            {
                _figures = null;
            }
            return _figures;
        }
    }
}
