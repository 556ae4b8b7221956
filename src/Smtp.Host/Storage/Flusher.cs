namespace Smtp.Host.Storage;

/// <summary>Waits for the disk in a thread of its own, for one transaction at a time, while the writer is at the next one. All its methods are
/// the writer's.</summary>
internal sealed class Flusher : IDisposable
{
    private readonly object _gate = new();
    private Action? _underway;
    private bool _ended;

    public Flusher() => new Thread(Run) { IsBackground = true, Name = "Store flusher" }.Start();

    /// <summary>Returns when nothing is under way.</summary>
    public void Wait()
    {
        lock (_gate)
        {
            while (_underway is not null) Monitor.Wait(_gate);
        }
    }

    /// <summary>Begins; nothing else may be under way.</summary>
    /// <param name="flush">Flushes, and tells how that went. It does not throw.</param>
    public void Begin(Action flush)
    {
        lock (_gate)
        {
            if (_underway is not null || _ended) throw new InvalidOperationException("Another flush is under way, or there will be none.");
            _underway = flush;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for what is under way, then ends the thread.</summary>
    public void Dispose()
    {
        Wait();
        lock (_gate)
        {
            _ended = true;
            Monitor.PulseAll(_gate);
        }
    }

    private void Run()
    {
        while (Next() is { } flush)
        {
            flush();
            lock (_gate)
            {
                _underway = null;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private Action? Next()
    {
        lock (_gate)
        {
            while (_underway is null && !_ended) Monitor.Wait(_gate);
            return _underway;
        }
    }
}
