namespace Smtp.Host.Storage;

/// <summary>What may have changed.</summary>
[Flags]
internal enum StoreChange
{
    None = 0,

    /// <summary>Messages.</summary>
    Mail = 1,

    /// <summary>Deliveries.</summary>
    Queue = 2,

    /// <summary>Recordings.</summary>
    Sessions = 4,
}

/// <summary>Tells whoever looks on, within this process, that something has changed. It costs nothing where nobody does.</summary>
internal sealed class StoreChanges
{
    private long _mail;

    /// <summary>Something was committed. Handlers are quick, and never throw.</summary>
    public event Action<StoreChange>? Committed;

    /// <summary>How often mail has come; whoever has seen the store after that has seen it all.</summary>
    public long Mail => Interlocked.Read(ref _mail);

    public void Tell(StoreChange change)
    {
        if (change.HasFlag(StoreChange.Mail)) Interlocked.Increment(ref _mail);
        Committed?.Invoke(change);
    }
}
