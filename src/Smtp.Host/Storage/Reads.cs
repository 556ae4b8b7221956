using System.Globalization;
using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Host.Storage;

/// <summary>Every question to the database.</summary>
internal static class Reads
{
    private const string MessageColumns = """
        key, id, received_at, size, reverse_path, body, smtputf8, ret, envid, submitter, requiretls,
        session, peer, hello, protocol, tls, user
        """;

    public static IReadOnlyList<StoredMessage> NewestMessages(SqliteConnection connection, int limit) =>
        Messages(connection, "WHERE kept = 1 AND deleted_at IS NULL ORDER BY received_at DESC, key DESC LIMIT $1", limit);

    public static long NewestKey(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(max(key), 0) FROM messages";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>The messages in mailboxes that are not in the index yet, the oldest first: those to be taken in again, and those behind the
    /// last one that is in it, for they are taken in one after the other.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="through">None but those to be taken in again have this key or a lesser one.</param>
    /// <param name="limit">No more than so many.</param>
    public static IReadOnlyList<StoredMessage> UnindexedMessages(SqliteConnection connection, long through, int limit)
    {
        using var command = Command(connection, """
            SELECT json_group_array(key) FROM (
                SELECT key FROM (SELECT key FROM messages WHERE indexed = 2 AND kept = 1 ORDER BY key LIMIT $2)
                UNION ALL
                SELECT key FROM (SELECT key FROM messages
                    WHERE key > max($1, (SELECT coalesce(max(message), 0) FROM entries)) AND indexed = 0 AND kept = 1 ORDER BY key LIMIT $2)
                ORDER BY key LIMIT $2)
            """, through);
        command.Parameters.AddWithValue("$2", limit);
        return command.ExecuteScalar() is string keys and not "[]"
            ? Messages(connection, "WHERE key IN (SELECT value FROM json_each($1)) ORDER BY key", keys)
            : [];
    }

    public static StoredMessage? Message(SqliteConnection connection, QueueId id) =>
        Messages(connection, "WHERE id = $1", id.Text) is [var message] ? message : null;

    /// <summary>Where a content is: its octets, or null where it has a file; nothing where there is no such message.</summary>
    public static (bool Exists, byte[]? Octets) Content(SqliteConnection connection, QueueId id)
    {
        using var command = Command(connection,
            "SELECT octets FROM messages LEFT JOIN contents ON contents.message = messages.key WHERE id = $1", id.Text);
        using var row = command.ExecuteReader();
        return !row.Read() ? (false, null) : (true, row.IsDBNull(0) ? null : row.GetFieldValue<byte[]>(0));
    }

    public static bool HasFile(SqliteConnection connection, QueueId id)
    {
        using var command = Command(connection, "SELECT 1 FROM messages WHERE id = $1 AND in_file", id.Text);
        return command.ExecuteScalar() is not null;
    }

    public static long CountFiles(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM messages WHERE in_file";
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>How many messages came in each minute after a moment, by the number of the minute since then; none where none came.</summary>
    public static IReadOnlyList<(int Minute, long Count)> Arrivals(SqliteConnection connection, DateTimeOffset since)
    {
        using var command = Command(
            connection, "SELECT (received_at - $1) / 600000000 AS minute, count(*) FROM messages WHERE received_at >= $1 GROUP BY minute", Database.ToTicks(since));
        using var row = command.ExecuteReader();
        var minutes = new List<(int, long)>();
        while (row.Read()) minutes.Add((row.GetInt32(0), row.GetInt64(1)));
        return minutes;
    }

    public static IReadOnlyList<Account> Accounts(SqliteConnection connection) => Accounts(connection, "ORDER BY folded", null);

    public static Account? Account(SqliteConnection connection, string name) =>
        Accounts(connection, "WHERE folded = $1", Database.Fold(name)) is [var account] ? account : null;

    public static byte[]? Secret(SqliteConnection connection, string name)
    {
        using var command = Command(connection, "SELECT octets FROM secrets WHERE name = $1", name);
        return command.ExecuteScalar() as byte[];
    }

    private static List<StoredMessage> Messages(SqliteConnection connection, string which, object argument)
    {
        // Both questions are asked of the same moment: a message cannot lose its recipients in between.
        using var moment = connection.BeginTransaction(deferred: true);
        var recipients = Recipients(connection, which, argument);
        var messages = new List<StoredMessage>();
        using var command = Command(connection, $"SELECT {MessageColumns} FROM messages {which}", argument);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var to = recipients.GetValueOrDefault(row.GetInt64(0), []);
            var envelope = new StoredEnvelope(
                row.GetString(4), to, row.GetString(5), row.GetBoolean(6), Text(row, 7), Text(row, 8), Text(row, 9),
                row.GetBoolean(10));
            var origin = new Origin(
                row.GetString(11), row.GetString(12), row.GetString(13), row.GetString(14), Text(row, 15), Text(row, 16));
            messages.Add(new StoredMessage(
                new QueueId(row.GetString(1)), envelope, row.GetInt64(3), Database.FromTicks(row.GetInt64(2)), origin));
        }
        return messages;
    }

    private static Dictionary<long, List<StoredRecipient>> Recipients(SqliteConnection connection, string which, object argument)
    {
        var recipients = new Dictionary<long, List<StoredRecipient>>();
        using var command = Command(connection, $"""
            SELECT message, forward_path, notify, orcpt, mailbox FROM recipients
            WHERE message IN (SELECT key FROM messages {which}) ORDER BY message, position
            """, argument);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            if (!recipients.TryGetValue(row.GetInt64(0), out var to)) recipients.Add(row.GetInt64(0), to = []);
            to.Add(new StoredRecipient(row.GetString(1), Text(row, 2), Text(row, 3), Text(row, 4)));
        }
        return recipients;
    }

    private static List<Account> Accounts(SqliteConnection connection, string which, object? argument)
    {
        var accounts = new List<Account>();
        using var command = Command(connection,
            $"SELECT name, created_at, salt, iterations, stored_key, server_key FROM accounts {which}", argument);
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var keys = new ScramKeys(Secret(row, 2), row.GetInt32(3), Secret(row, 4), Secret(row, 5));
            accounts.Add(new Account(row.GetString(0), keys, Database.FromTicks(row.GetInt64(1))));
        }
        return accounts;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, object? argument)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        if (argument is not null) command.Parameters.AddWithValue("$1", argument);
        return command;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static Secret Secret(SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column));
}
