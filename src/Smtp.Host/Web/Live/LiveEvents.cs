namespace Smtp.Host.Web.Live;

/// <summary>The last few thousand events, in memory: whoever was away for a moment goes on where they were, and whoever was away for
/// longer is told so.</summary>
internal sealed class LiveEvents(TimeProvider time)
{
    private const int Kept = 4096;
    // A page that reconnects is not gone: what happens in between is kept for it.
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly LiveEvent?[] _ring = new LiveEvent?[Kept];
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _last;
    private Listener[] _listeners = [];
    private int _followers;
    private long _lastLeft = long.MinValue;

    /// <summary>Tells the events of this process from those of another, whose numbers begin at 1 too.</summary>
    public string Epoch { get; } = Guid.NewGuid().ToString("N")[..8];

    /// <summary>The number of the last event; 0 before the first.</summary>
    public long Last
    {
        get { lock (_gate) return _last; }
    }

    /// <summary>Whether somebody listens, or did a moment ago. What costs something to tell need not be told otherwise.</summary>
    public bool IsHeard
    {
        get
        {
            if (Volatile.Read(ref _listeners).Length > 0) return true;
            var left = Interlocked.Read(ref _lastLeft);
            return left != long.MinValue && time.GetElapsedTime(left) < Absence;
        }
    }

    /// <summary>Whether somebody wants to know what is said in a session. Of this there is so much that it is told for nobody else, and
    /// not kept for those who were away: they look anew.</summary>
    public bool IsFollowed(string session)
    {
        if (Volatile.Read(ref _followers) == 0) return false;
        foreach (var listener in Volatile.Read(ref _listeners))
            if (listener.Topics.HasFlag(LiveTopic.Steps) && (listener.Session is null || listener.Session == session)) return true;
        return false;
    }

    /// <summary>Tells everybody.</summary>
    public void Publish(LiveTopic topic, string type, object data, string? session = null)
    {
        TaskCompletionSource waiting;
        lock (_gate)
        {
            var told = new LiveEvent(++_last, topic, type, data, session);
            _ring[told.Sequence % Kept] = told;
            (waiting, _next) = (_next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        waiting.SetResult();
    }

    /// <summary>Somebody listens until it is disposed of.</summary>
    /// <param name="topics">To what.</param>
    /// <param name="session">The session whose steps are wanted; null for those of all.</param>
    public IDisposable Listen(LiveTopic topics, string? session)
    {
        var listener = new Listener(this, topics, session);
        Change(all => [.. all, listener]);
        return listener;
    }

    /// <summary>The events after one; null where some of them are kept no more.</summary>
    public IReadOnlyList<LiveEvent>? After(long sequence)
    {
        lock (_gate)
        {
            if (sequence > _last || _last - sequence > Kept) return null;
            var events = new List<LiveEvent>((int)(_last - sequence));
            for (var next = sequence + 1; next <= _last; next++) events.Add(_ring[next % Kept]!);
            return events;
        }
    }

    /// <summary>Waits until there is an event after that one.</summary>
    public async Task WaitAsync(long sequence, CancellationToken stop)
    {
        Task next;
        lock (_gate)
        {
            if (_last > sequence) return;
            next = _next.Task;
        }
        await next.WaitAsync(stop);
    }

    private void Change(Func<Listener[], Listener[]> change)
    {
        lock (_gate)
        {
            var listeners = change(_listeners);
            Volatile.Write(ref _listeners, listeners);
            Volatile.Write(ref _followers, listeners.Count(one => one.Topics.HasFlag(LiveTopic.Steps)));
        }
    }

    private sealed class Listener(LiveEvents events, LiveTopic topics, string? session) : IDisposable
    {
        public LiveTopic Topics => topics;

        public string? Session => session;

        public void Dispose()
        {
            Interlocked.Exchange(ref events._lastLeft, events.Time.GetTimestamp());
            events.Change(all => [.. all.Where(one => one != this)]);
        }
    }

    private TimeProvider Time => time;
}
