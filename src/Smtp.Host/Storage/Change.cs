namespace Smtp.Host.Storage;

/// <summary>Something to be written, and somebody who waits until it is durable.</summary>
internal abstract class Change(long octets)
{
    private const int Waiting = 0, Taken = 1, Withdrawn = 2;

    private int _stage;

    /// <summary>About how much it adds to a transaction.</summary>
    public long Octets => octets;

    /// <summary>The writer begins with it; false where it was withdrawn before.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _stage, Taken, Waiting) == Waiting;

    /// <summary>Whoever waits has given up. Too late once the writer has begun: then only the outcome ends the wait, so that
    /// nobody takes for lost what is in the store.</summary>
    public void Withdraw(CancellationToken stop)
    {
        if (Interlocked.CompareExchange(ref _stage, Withdrawn, Waiting) != Waiting) return;
        // Whoever cancels has other things to do than to go on with what was cancelled.
        ThreadPool.UnsafeQueueUserWorkItem(static it => it.Change.Cancel(it.Stop), (Change: this, Stop: stop), preferLocal: false);
    }

    /// <summary>Writes it, within the writer's transaction; again in another one where that transaction failed.</summary>
    public abstract void Apply(WriteStatements statements);

    /// <summary>It is durable. A session that waits for it goes on within the call.</summary>
    public abstract void Succeed();

    /// <summary>It is not in the store. As above.</summary>
    public abstract void Fail(Exception reason);

    protected abstract void Cancel(CancellationToken stop);
}

/// <summary>A change with a result.</summary>
internal sealed class Change<T>(Func<WriteStatements, T> apply, long octets, Waiter waiter) : Change(octets)
{
    private readonly TaskCompletionSource<T> _done =
        new(waiter == Waiter.Session ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override void Apply(WriteStatements statements) => _result = apply(statements);

    public override void Succeed() => _done.SetResult(_result!);

    public override void Fail(Exception reason) => _done.SetException(reason);

    protected override void Cancel(CancellationToken stop) => _done.SetCanceled(stop);
}

/// <summary>Who waits for a change.</summary>
internal enum Waiter
{
    /// <summary>Anybody: goes on in a thread of its own.</summary>
    Anybody,

    /// <summary>A session, which says its reply and waits for its client again: all sessions of a batch go on one after another in the
    /// same thread, for to wake a thread for each would take longer than what they do. It may be the writer's, and so they do no more
    /// there than that.</summary>
    Session,
}
