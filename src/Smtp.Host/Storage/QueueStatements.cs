using System.Globalization;
using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>Every statement that changes the queue, prepared once. Belongs to the writer's thread alone.</summary>
internal sealed class QueueStatements
{
    public const string Schema = """
        ALTER TABLE messages ADD COLUMN kept INTEGER NOT NULL DEFAULT 1;
        ALTER TABLE recipients ADD COLUMN mailbox TEXT;
        UPDATE recipients SET mailbox = lower(forward_path);
        CREATE INDEX recipients_by_mailbox ON recipients (mailbox) WHERE mailbox IS NOT NULL;
        CREATE TABLE deliveries (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            message INTEGER NOT NULL REFERENCES messages (key) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            address TEXT NOT NULL,
            destination TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            warned INTEGER NOT NULL,
            held INTEGER NOT NULL,
            urgent INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            wakes_at INTEGER NOT NULL,
            last_at INTEGER,
            last_status TEXT,
            last_text TEXT,
            last_reply TEXT,
            last_remote TEXT,
            lease INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX deliveries_by_message ON deliveries (message);
        CREATE INDEX deliveries_due ON deliveries (destination, due_at) WHERE lease = 0 AND held = 0;
        CREATE INDEX deliveries_waking ON deliveries (wakes_at) WHERE lease = 0 AND held = 0;
        CREATE INDEX deliveries_leased ON deliveries (lease) WHERE lease <> 0;
        CREATE TABLE attempts (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            message TEXT NOT NULL,
            address TEXT NOT NULL,
            destination TEXT NOT NULL,
            number INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            at INTEGER NOT NULL,
            status TEXT NOT NULL,
            text TEXT NOT NULL,
            reply TEXT,
            remote TEXT NOT NULL,
            session TEXT
        ) STRICT;
        CREATE INDEX attempts_by_message ON attempts (message);
        CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        INSERT INTO counters VALUES ('lease', 0);
        """;

    private readonly SqliteCommand _add, _nextToken, _leaseDue, _leaseWaking, _return, _settle, _end, _keep, _addAttempt, _pruneAttempts;
    private readonly SqliteCommand _findDone, _deleteMessage, _keepMessage, _retry, _hold, _release, _delete;

    /// <param name="prepare">Prepares a statement with so many parameters.</param>
    public QueueStatements(Func<string, int, SqliteCommand> prepare)
    {
        _add = prepare("""
            INSERT INTO deliveries (message, position, address, destination, attempts, warned, held, urgent, due_at, wakes_at, lease)
            VALUES ($1, $2, $3, $4, 0, 0, 0, 0, $5, $5, 0)
            """, 5);
        _nextToken = prepare("UPDATE counters SET value = value + 1 WHERE name = 'lease' RETURNING value", 0);
        _leaseDue = prepare("""
            UPDATE deliveries SET lease = $4 WHERE key IN (
                SELECT key FROM deliveries WHERE lease = 0 AND held = 0 AND destination = $1 AND due_at <= $2
                ORDER BY due_at, message LIMIT $3)
            """, 4);
        _leaseWaking = prepare("""
            UPDATE deliveries SET lease = $3 WHERE key IN (
                SELECT key FROM deliveries WHERE lease = 0 AND held = 0 AND wakes_at <= $1 AND due_at > $1
                ORDER BY wakes_at LIMIT $2)
            """, 3);
        _return = prepare("UPDATE deliveries SET lease = 0, due_at = $2, wakes_at = $2 WHERE lease = $1 AND lease <> 0", 2);
        // An operator may have stopped it meanwhile: that stays.
        _settle = prepare("""
            UPDATE deliveries SET lease = 0, urgent = 0, attempts = $3, warned = $4, due_at = $5, wakes_at = $6, last_at = $7,
                last_status = $8, last_text = $9, last_reply = $10, last_remote = $11, destination = coalesce($12, destination)
            WHERE key = $1 AND lease = $2
            """, 12);
        _end = prepare("DELETE FROM deliveries WHERE key = $1 AND lease = $2 RETURNING message, position", 2);
        _keep = prepare("UPDATE recipients SET mailbox = $3 WHERE message = $1 AND position = $2", 3);
        _addAttempt = prepare("""
            INSERT INTO attempts (message, address, destination, number, outcome, at, status, text, reply, remote, session)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """, 11);
        _pruneAttempts = prepare(
            "DELETE FROM attempts WHERE key IN (SELECT key FROM attempts ORDER BY key LIMIT 1000) AND at < $1", 1);
        _findDone = prepare("""
            SELECT id, in_file FROM messages WHERE key = $1 AND kept = 0
                AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.message = messages.key)
            """, 1);
        _deleteMessage = prepare("DELETE FROM messages WHERE key = $1", 1);
        _retry = prepare("UPDATE deliveries SET due_at = $2, wakes_at = $2, urgent = 1 WHERE key = $1 AND held = 0", 2);
        _hold = prepare("UPDATE deliveries SET held = 1 WHERE key = $1", 1);
        _release = prepare("UPDATE deliveries SET held = 0, due_at = $2, wakes_at = $2, urgent = 1 WHERE key = $1 AND held = 1", 2);
        _delete = prepare("DELETE FROM deliveries WHERE key = $1", 1);
        _keepMessage = prepare("UPDATE messages SET kept = 1 WHERE key = $1", 1);
    }

    public void Add(object message, NewDelivery delivery, DateTimeOffset at) => WriteStatements.Bind(
        _add, message, delivery.Position, delivery.Address, delivery.Destination, Database.ToTicks(at)).ExecuteNonQuery();

    public long LeaseDue(string destination, int limit, DateTimeOffset now)
    {
        var token = NextToken();
        WriteStatements.Bind(_leaseDue, destination, Database.ToTicks(now), limit, token).ExecuteNonQuery();
        return token;
    }

    public long LeaseWaking(int limit, DateTimeOffset now)
    {
        var token = NextToken();
        WriteStatements.Bind(_leaseWaking, Database.ToTicks(now), limit, token).ExecuteNonQuery();
        return token;
    }

    /// <summary>Ends a lease.</summary>
    /// <returns>How many deliveries were still under it.</returns>
    public int Return(long token, DateTimeOffset dueAt) =>
        WriteStatements.Bind(_return, token, Database.ToTicks(dueAt)).ExecuteNonQuery();

    /// <summary>Writes where deliveries stand.</summary>
    /// <param name="settlement">The settlement, apart from its reports.</param>
    /// <param name="filesToDelete">Takes the names of messages that are gone, and have files.</param>
    /// <returns>The deliveries that were still there under the lease.</returns>
    public HashSet<long> Settle(Settlement settlement, List<QueueId> filesToDelete)
    {
        var settled = new HashSet<long>();
        var ended = new HashSet<long>();
        foreach (var delivery in settlement.Deliveries)
        {
            if (!delivery.Over)
            {
                if (Settle(settlement.Token, delivery)) settled.Add(delivery.Key);
            }
            else if (End(settlement.Token, delivery) is { } message)
            {
                settled.Add(delivery.Key);
                ended.Add(message);
            }
        }
        foreach (var attempt in settlement.Attempts) Add(attempt);
        foreach (var message in ended) DeleteWhenDone(message, filesToDelete);
        return settled;
    }

    /// <summary>Does what an operator wants with a delivery.</summary>
    public void Change((long Delivery, long Message) key, QueueChange change, DateTimeOffset now, List<QueueId> filesToDelete)
    {
        switch (change)
        {
            case QueueChange.Retry: WriteStatements.Bind(_retry, key.Delivery, Database.ToTicks(now)).ExecuteNonQuery(); break;
            case QueueChange.Hold: WriteStatements.Bind(_hold, key.Delivery).ExecuteNonQuery(); break;
            case QueueChange.Release: WriteStatements.Bind(_release, key.Delivery, Database.ToTicks(now)).ExecuteNonQuery(); break;
            case QueueChange.Delete:
                WriteStatements.Bind(_delete, key.Delivery).ExecuteNonQuery();
                DeleteWhenDone(key.Message, filesToDelete);
                break;
            default: throw new ArgumentOutOfRangeException(nameof(change));
        }
    }

    /// <summary>Deletes a message that neither a mailbox nor a delivery needs any more.</summary>
    public void DeleteWhenDone(long message, List<QueueId> filesToDelete)
    {
        using (var row = WriteStatements.Bind(_findDone, message).ExecuteReader())
        {
            if (!row.Read()) return;
            if (row.GetBoolean(1)) filesToDelete.Add(new QueueId(row.GetString(0)));
        }
        WriteStatements.Bind(_deleteMessage, message).ExecuteNonQuery();
    }

    public void PruneAttempts(DateTimeOffset before) =>
        WriteStatements.Bind(_pruneAttempts, Database.ToTicks(before)).ExecuteNonQuery();

    private long NextToken() => Convert.ToInt64(_nextToken.ExecuteScalar(), CultureInfo.InvariantCulture);

    private bool Settle(long token, SettledDelivery delivery)
    {
        var (progress, last) = (delivery.Progress, delivery.Progress.Last);
        return WriteStatements.Bind(_settle,
            delivery.Key, token, progress.Attempts, progress.Warned, Database.ToTicks(progress.DueAt), Database.ToTicks(progress.WakesAt),
            last is null ? null : Database.ToTicks(last.At), last?.Status, last?.Text, last?.Reply, last?.Remote,
            delivery.Destination).ExecuteNonQuery() == 1;
    }

    private long? End(long token, SettledDelivery delivery)
    {
        long message;
        int position;
        using (var row = WriteStatements.Bind(_end, delivery.Key, token).ExecuteReader())
        {
            if (!row.Read()) return null;
            (message, position) = (row.GetInt64(0), row.GetInt32(1));
        }
        if (delivery.Mailbox is { } mailbox)
        {
            WriteStatements.Bind(_keep, message, position, mailbox).ExecuteNonQuery();
            WriteStatements.Bind(_keepMessage, message).ExecuteNonQuery();
        }
        return message;
    }

    private void Add(Attempt attempt) => WriteStatements.Bind(_addAttempt,
        attempt.Message.Text, attempt.Address, attempt.Destination, attempt.Number, attempt.Outcome, Database.ToTicks(attempt.What.At),
        attempt.What.Status, attempt.What.Text, attempt.What.Reply, attempt.What.Remote, attempt.Session).ExecuteNonQuery();
}
