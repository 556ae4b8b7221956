using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>The store of deliveries.</summary>
public sealed partial class SqliteStore : IQueue
{
    private readonly Lock _watching = new();
    private SqliteConnection? _watch;

    /// <inheritdoc/>
    public Task<IReadOnlyList<DueDestination>> DueAsync(DateTimeOffset now, CancellationToken stop) =>
        ReadAsync(connection => QueueReads.Due(connection, now), stop);

    /// <inheritdoc/>
    public Task<DateTimeOffset?> NextAsync(CancellationToken stop) => ReadAsync(QueueReads.Next, stop);

    /// <inheritdoc/>
    public Task<Lease> LeaseAsync(string destination, int limit, DateTimeOffset now, CancellationToken stop) =>
        LeaseAsync(statements => statements.LeaseDue(destination, limit, now), stop);

    /// <inheritdoc/>
    public Task<Lease> LeaseForAttentionAsync(int limit, DateTimeOffset now, CancellationToken stop) =>
        LeaseAsync(statements => statements.LeaseWaking(limit, now), stop);

    /// <inheritdoc/>
    public async Task<IReadOnlySet<long>> SettleAsync(Settlement settlement, CancellationToken stop)
    {
        var reports = settlement.Reports.Select(report => (Message: new Incoming(report.Arrival, Body(report.Body), _ids.Next()), report.About))
            .ToList();
        var files = new List<QueueId>();
        var submitted = false;
        HashSet<long> settled;
        try
        {
            foreach (var report in reports) await report.Message.SealAsync();
            submitted = true;
            settled = await Writer.WriteAsync(
                statements =>
                {
                    var done = statements.Queue.Settle(settlement, Afresh(files));
                    foreach (var report in reports)
                        if (report.About.Any(done.Contains)) report.Message.Write(statements);
                    return done;
                },
                reports.Sum(report => (long)report.Message.OctetsInRow), stop);
        }
        catch (Exception fault)
        {
            foreach (var report in reports) Undo(report.Message, submitted, fault);
            if (Faults.Translate(fault, _settings.Directory) is var translated && translated != fault) throw translated;
            throw;
        }
        files.ForEach(DeleteFile);
        foreach (var report in reports)
            if (report.Message.InFile && !report.About.Any(settled.Contains)) DeleteFile(report.Message.Id);
        Changes.Tell(StoreChange.Mail | StoreChange.Queue);
        return settled;
    }

    /// <inheritdoc/>
    public Task ReturnAsync(long token, DateTimeOffset dueAt, CancellationToken stop) =>
        Writer.WriteAsync(statements => statements.Queue.Return(token, dueAt), 0, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<QueuedDelivery>> ListQueueAsync(QueueFilter filter, int limit, CancellationToken stop, long after = 0) =>
        ReadAsync(connection => QueueReads.Matches(connection, filter, limit, after), stop);

    /// <inheritdoc/>
    public Task<long> CountQueueAsync(QueueFilter filter, CancellationToken stop) =>
        ReadAsync(connection => QueueReads.Count(connection, filter), stop);

    /// <summary>How much is in the queue now.</summary>
    internal Task<QueueFigures> QueueFiguresAsync(CancellationToken stop) => ReadAsync(QueueReads.Figures, stop);

    /// <inheritdoc/>
    public Task PruneAttemptsAsync(DateTimeOffset before, CancellationToken stop) => Writer.WriteAsync(
        statements =>
        {
            statements.Queue.PruneAttempts(before);
            return true;
        },
        0, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Attempt>> ListAttemptsAsync(QueueId message, CancellationToken stop) =>
        ReadAsync(connection => QueueReads.Attempts(connection, message), stop);

    /// <inheritdoc/>
    public async Task<int> ChangeQueueAsync(QueueFilter filter, QueueChange change, DateTimeOffset now, CancellationToken stop)
    {
        var files = new List<QueueId>();
        var matched = await Writer.WriteAsync(
            statements =>
            {
                var keys = QueueReads.Keys(statements.Connection, filter);
                Afresh(files);
                foreach (var key in keys) statements.Queue.Change(key, change, now, files);
                return keys.Count;
            },
            0, stop);
        files.ForEach(DeleteFile);
        if (matched > 0) Changes.Tell(StoreChange.Queue);
        return matched;
    }

    /// <inheritdoc/>
    /// <remarks>SQLite tells each connection apart whether others have written, so there is one that only watches.</remarks>
    public Task<long> RevisionAsync(CancellationToken stop) => Task.Run(
        () =>
        {
            lock (_watching)
            {
                ObjectDisposedException.ThrowIf(_disposed != 0, this);
                return QueueReads.Revision(_watch ??= _database.OpenReader());
            }
        },
        stop);

    // A transaction that failed may be tried again in another one: what it noted the first time does not count.
    private static List<QueueId> Afresh(List<QueueId> files)
    {
        files.Clear();
        return files;
    }

    private async Task<Lease> LeaseAsync(Func<QueueStatements, long> lease, CancellationToken stop)
    {
        var token = await Writer.WriteAsync(statements => lease(statements.Queue), 0, stop);
        return new Lease(token, await ReadAsync(connection => QueueReads.Leased(connection, token), CancellationToken.None));
    }
}
