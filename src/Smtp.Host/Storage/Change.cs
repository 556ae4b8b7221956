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
        if (Interlocked.CompareExchange(ref _stage, Withdrawn, Waiting) == Waiting) Cancel(stop);
    }

    /// <summary>Writes it, within the writer's transaction; again in another one where that transaction failed.</summary>
    public abstract void Apply(WriteStatements statements);

    /// <summary>It is durable.</summary>
    public abstract void Succeed();

    /// <summary>It is not in the store.</summary>
    public abstract void Fail(Exception reason);

    protected abstract void Cancel(CancellationToken stop);
}

/// <summary>A change with a result.</summary>
internal sealed class Change<T>(Func<WriteStatements, T> apply, long octets) : Change(octets)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<T> Done => _done.Task;

    public override void Apply(WriteStatements statements) => _result = apply(statements);

    public override void Succeed() => _done.SetResult(_result!);

    public override void Fail(Exception reason) => _done.SetException(reason);

    protected override void Cancel(CancellationToken stop) => _done.SetCanceled(stop);
}
