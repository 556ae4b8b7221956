using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;
using Smtp.Host.Recording;
using SQLitePCL;

namespace Smtp.Host.Storage;

/// <summary>Every statement that changes the store, prepared once, at the latest when it is first needed. Belongs to the writer's thread alone.</summary>
internal sealed class WriteStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _commands = [];
    private readonly GatheredWrites _writes = new();
    private readonly SqliteCommand _begin, _commit, _rollback;
    private readonly Insertion _addMessage, _addRecipient, _addContent;
    private readonly SqliteCommand _takeFromMailboxes, _emptyMailboxes;
    private readonly SqliteCommand _addAccount, _changeKeys, _removeAccount;
    private readonly SqliteCommand _addSession, _keepNewest, _forgetOld;

    public WriteStatements(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE", 0);
        _commit = Prepare("COMMIT", 0);
        _rollback = Prepare("ROLLBACK", 0);
        _addMessage = new Insertion(connection, """
            INSERT INTO messages (id, received_at, size, in_file, reverse_path, body, smtputf8, ret, envid, submitter, requiretls,
                session, peer, hello, protocol, tls, user, kept)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
            """);
        _addRecipient = new Insertion(connection,
            "INSERT INTO recipients (message, position, forward_path, notify, orcpt, mailbox) VALUES ($1, $2, $3, $4, $5, $6)");
        _addContent = new Insertion(connection, "INSERT INTO contents (message, octets) VALUES ($1, $2)");
        _takeFromMailboxes = Prepare("UPDATE messages SET kept = 0 WHERE id = $1 AND kept = 1 RETURNING key", 1);
        _emptyMailboxes = Prepare("UPDATE recipients SET mailbox = NULL WHERE message = $1", 1);
        _addAccount = Prepare("""
            INSERT INTO accounts (folded, name, created_at, salt, iterations, stored_key, server_key)
            VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (folded) DO NOTHING
            """, 7);
        _changeKeys = Prepare(
            "UPDATE accounts SET salt = $2, iterations = $3, stored_key = $4, server_key = $5 WHERE folded = $1", 5);
        _removeAccount = Prepare("DELETE FROM accounts WHERE folded = $1", 1);
        _addSession = Prepare(SessionStatements.Add, 12);
        _keepNewest = Prepare(SessionStatements.KeepNewest, 1);
        _forgetOld = Prepare(SessionStatements.ForgetOld, 1);
        Queue = new QueueStatements(Prepare);
        Index = new IndexStatements(Prepare);
    }

    /// <summary>For what is read within the transaction.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>Those of the queue.</summary>
    public QueueStatements Queue { get; }

    /// <summary>Those of the index.</summary>
    public IndexStatements Index { get; }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit() => _writes.Commit(_commit);

    /// <summary>Ends a transaction that failed, unless SQLite has ended it already, as it does for the graver errors.</summary>
    public void Rollback()
    {
        if (raw.sqlite3_get_autocommit(_connection.Handle) == 0) _rollback.ExecuteNonQuery();
    }

    /// <param name="message">The message.</param>
    /// <param name="content">Its octets; null where they are in a file, durable already.</param>
    /// <param name="deliveries">What of it is to be delivered elsewhere.</param>
    public void AddMessage(StoredMessage message, ReadOnlyMemory<byte>? content, IReadOnlyList<NewDelivery> deliveries)
    {
        var (envelope, origin) = (message.Envelope, message.Origin);
        var key = _addMessage
            .Give(message.Id.Text).Give(Database.ToTicks(message.ReceivedAt)).Give(message.Size).Give(content is null)
            .Give(envelope.From).Give(envelope.Body).Give(envelope.SmtpUtf8).Give(envelope.Return).Give(envelope.EnvelopeId)
            .Give(envelope.Submitter).Give(envelope.RequireTls)
            .Give(origin.Session).Give(origin.Peer).Give(origin.Hello).Give(origin.Protocol).Give(origin.Tls).Give(origin.User)
            .Give(envelope.To.Any(to => to.Mailbox is not null)).Add();
        for (var i = 0; i < envelope.To.Count; i++)
        {
            var to = envelope.To[i];
            _addRecipient.Give(key).Give(i).Give(to.Address).Give(to.Notify).Give(to.OriginalRecipient).Give(to.Mailbox).Add();
        }
        foreach (var delivery in deliveries) Queue.Add(key, delivery, message.ReceivedAt);
        if (content is { } octets) _addContent.Give(key).Give(octets.Span).Add();
    }

    /// <summary>Takes a message out of all mailboxes, and deletes it unless it is on its way to somewhere else.</summary>
    /// <returns>False where it was in none.</returns>
    public bool DeleteMessage(QueueId id, List<QueueId> filesToDelete)
    {
        if (Bind(_takeFromMailboxes, id.Text).ExecuteScalar() is not { } key) return false;
        Bind(_emptyMailboxes, key).ExecuteNonQuery();
        Queue.DeleteWhenDone(Convert.ToInt64(key, CultureInfo.InvariantCulture), filesToDelete);
        return true;
    }

    public bool AddAccount(Account account) => Bind(_addAccount,
        Database.Fold(account.Name), account.Name, Database.ToTicks(account.CreatedAt), account.Keys.Salt.Reveal().ToArray(),
        account.Keys.Iterations, account.Keys.StoredKey.Reveal().ToArray(), account.Keys.ServerKey.Reveal().ToArray())
        .ExecuteNonQuery() == 1;

    public bool ChangeKeys(string name, ScramKeys keys) => Bind(_changeKeys,
        Database.Fold(name), keys.Salt.Reveal().ToArray(), keys.Iterations, keys.StoredKey.Reveal().ToArray(),
        keys.ServerKey.Reveal().ToArray()).ExecuteNonQuery() == 1;

    public bool RemoveAccount(string name) => Bind(_removeAccount, Database.Fold(name)).ExecuteNonQuery() == 1;

    public void AddSession(RecordedRow row)
    {
        var session = row.Session;
        Bind(_addSession, session.Id, Database.ToTicks(session.Opened), Database.ToTicks(session.Ended), session.Peer, session.Hello,
            session.Tls, session.User, session.Ending, session.Accepted,
            JsonSerializer.Serialize(session.Messages, StoreJson.Default.IReadOnlyListString), row.Compressed, row.Octets).ExecuteNonQuery();
        _addSession.Parameters[11].Value = DBNull.Value;
    }

    public void Prune(Pruning pruning)
    {
        Bind(_keepNewest, pruning.Keep).ExecuteNonQuery();
        Bind(_forgetOld, Database.ToTicks(pruning.EndedBefore)).ExecuteNonQuery();
    }

    public void Dispose()
    {
        _addMessage.Dispose();
        _addRecipient.Dispose();
        _addContent.Dispose();
        foreach (var command in _commands) command.Dispose();
        _connection.Dispose();
        _writes.Dispose();
    }

    private SqliteCommand Prepare(string sql, int parameters)
    {
        var command = _connection.CreateCommand();
        _commands.Add(command);
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i}"), DBNull.Value);
        return command;
    }

    internal static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++) command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }
}
