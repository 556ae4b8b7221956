using System.Collections.Concurrent;

namespace Smtp.Host.Recording;

/// <summary>The sessions that run now, as far as they are recorded. Whoever wants to hear of them does; that costs nothing where
/// nobody does.</summary>
internal sealed class RunningSessions
{
    /// <summary>So many are listed at most; how many there can be is up to <c>limits.connections</c>. Each is as large as its recording,
    /// which has a limit of its own.</summary>
    public const int Most = 10_000;

    private readonly ConcurrentDictionary<string, SessionTape> _tapes = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>A session has begun. Handlers are quick, and never throw.</summary>
    public event Action<SessionTape>? Began;

    /// <summary>Something was said in a session, and its client is waited for.</summary>
    public event Action<SessionTape>? WentOn;

    /// <summary>A session has ended, and its recording is in the archive.</summary>
    public event Action<SessionTape>? Ended;

    /// <summary>How many there are, as far as they are listed.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The newest sessions first.</summary>
    public IReadOnlyList<SessionTape> Newest(int limit) =>
        [.. _tapes.Select(one => one.Value).OrderByDescending(tape => tape.Link.Opened).Take(limit)];

    /// <summary>A session by its name; null where none of that name runs.</summary>
    public SessionTape? Find(string id) => _tapes.GetValueOrDefault(id);

    public void Begin(SessionTape tape)
    {
        if (Interlocked.Increment(ref _count) > Most || !_tapes.TryAdd(tape.Link.Session, tape))
        {
            Interlocked.Decrement(ref _count);
            return;
        }
        Began?.Invoke(tape);
    }

    public void GoOn(SessionTape tape) => WentOn?.Invoke(tape);

    public void End(SessionTape tape)
    {
        if (!_tapes.TryRemove(KeyValuePair.Create(tape.Link.Session, tape))) return;
        Interlocked.Decrement(ref _count);
        Ended?.Invoke(tape);
    }
}
