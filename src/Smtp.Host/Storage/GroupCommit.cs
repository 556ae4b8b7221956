using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Storage;

/// <summary>The one writer. It takes whatever waits and commits all of it in one transaction, so that many messages share the
/// cost of one flush; whoever waits hears of it only after COMMIT has returned.</summary>
internal sealed class GroupCommit : IAsyncDisposable
{
    public const string ThreadName = "Store writer";

    private const int MaxWaiting = 1024;
    private const long MaxOctets = 16 * 1024 * 1024;

    private readonly Database _database;
    private readonly string _directory;
    private readonly bool _lendsThread;
    private readonly ILogger _log;
    // Whoever brings a change wakes the writer itself: a thread of the pool in between would take longer than the change.
    private readonly Channel<Change> _waiting = Channel.CreateBounded<Change>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteStatements? _statements;
    private long _transactions;
    private long _begun;

    /// <param name="database">Opens another connection, should the first be spoiled.</param>
    /// <param name="connection">The first connection of the writer, which closes it.</param>
    /// <param name="settings">Where the store is, and who may run in the writer's thread.</param>
    /// <param name="log">Hears of what fails.</param>
    public GroupCommit(Database database, SqliteConnection connection, StoreSettings settings, ILogger log)
    {
        (_database, _directory, _lendsThread, _log) = (database, settings.Directory, settings.SessionsGoOnInWriter, log);
        _statements = new WriteStatements(connection);
        new Thread(Run) { IsBackground = true, Name = ThreadName }.Start();
    }

    /// <summary>Transactions committed so far.</summary>
    public long Transactions => Interlocked.Read(ref _transactions);

    /// <summary>Changes that the writer has begun with so far; they can be withdrawn no more.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Hears of every transaction: its changes, and how long it took. It is quick, and never throws.</summary>
    public Action<int, TimeSpan>? Committed { get; set; }

    /// <summary>Hands a change to the writer and waits until it is durable.</summary>
    /// <exception cref="OperationCanceledException">Stopped before the writer had begun; nothing was written.</exception>
    /// <exception cref="StoreFullException">The disk has no room.</exception>
    /// <exception cref="StoreException">The disk failed.</exception>
    /// <exception cref="ObjectDisposedException">The store is closed.</exception>
    public async Task<T> WriteAsync<T>(
        Func<WriteStatements, T> apply, long octets, CancellationToken stop, Waiter waiter = Waiter.Anybody)
    {
        var change = new Change<T>(apply, octets, waiter);
        try
        {
            await _waiting.Writer.WriteAsync(change, stop);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteStore));
        }
        using var withdrawal = stop.UnsafeRegister(static (waiting, token) => ((Change)waiting!).Withdraw(token), change);
        return await change.Done;
    }

    /// <summary>Writes what still waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stopped.Task;
    }

    private void Run()
    {
        try
        {
            var batch = new List<Change>();
            while (WaitForMore())
            {
                Take(batch);
                if (batch.Count > 0) Commit(batch);
                batch.Clear();
            }
            _statements?.Dispose();
            _stopped.SetResult();
        }
        catch (Exception fault)
        {
            // Commit answers for every fault of the database; whatever arrives here is a mistake in this class.
            _log.Fatal(fault, "The writer of the store has ended");
            _waiting.Writer.TryComplete(fault);
            _stopped.SetException(fault);
            while (_waiting.Reader.TryRead(out var change)) if (change.TryTake()) change.Fail(fault);
        }
    }

    private bool WaitForMore() => _waiting.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Take(List<Change> batch)
    {
        for (var octets = 0L; octets < MaxOctets && batch.Count < MaxWaiting && _waiting.Reader.TryRead(out var change);)
        {
            if (!change.TryTake()) continue;
            batch.Add(change);
            Interlocked.Increment(ref _begun);
            octets += change.Octets;
        }
    }

    private void Commit(List<Change> batch)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            InTransaction(batch);
        }
        catch (Exception fault) when (batch.Count > 1 && Faults.MayBeOfOneChange(fault))
        {
            // One of them is too large for the disk, say: it must not take the others with it.
            foreach (var change in batch) Commit([change]);
            return;
        }
        catch (Exception fault)
        {
            var reason = Faults.Translate(fault, _directory);
            if (reason is StoreFullException) _log.Warning("The disk of {Directory} has no room for more mail", _directory);
            else _log.Error(fault, "The store in {Directory} could not write {Changes} changes", _directory, batch.Count);
            Tell(batch, change => change.Fail(reason));
            return;
        }
        Committed?.Invoke(batch.Count, Stopwatch.GetElapsedTime(began));
        Tell(batch, static change => change.Succeed());
    }

    private void Tell(List<Change> batch, Action<Change> outcome)
    {
        if (_lendsThread)
            batch.ForEach(outcome);
        else
            ThreadPool.UnsafeQueueUserWorkItem(
                static told => Array.ForEach(told.Batch, told.Outcome), (Batch: batch.ToArray(), Outcome: outcome), preferLocal: false);
    }

    private void InTransaction(List<Change> batch)
    {
        try
        {
            _statements ??= new WriteStatements(_database.OpenWriter());
            _statements.Begin();
            foreach (var change in batch) change.Apply(_statements);
            _statements.Commit();
            Interlocked.Increment(ref _transactions);
        }
        catch (Exception fault)
        {
            UndoAfter(fault);
            throw;
        }
    }

    private void UndoAfter(Exception fault)
    {
        try
        {
            _statements?.Rollback();
            if (!Faults.SpoilsConnection(fault)) return;
        }
        catch (Exception second)
        {
            _log.Error(second, "The store could not roll back; it opens its database anew");
        }
        // Closing a connection rolls back whatever it had begun.
        _statements?.Dispose();
        _statements = null;
    }
}
