using System.Globalization;
using Microsoft.Data.Sqlite;
using Smtp.Host.Recording;

namespace Smtp.Host.Storage;

/// <summary>Every statement about recorded sessions.</summary>
internal static class SessionStatements
{
    public const string Schema = """
        CREATE TABLE sessions (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL,
            opened_at INTEGER NOT NULL,
            ended_at INTEGER NOT NULL,
            peer TEXT NOT NULL,
            hello TEXT,
            tls TEXT,
            user TEXT,
            ending TEXT NOT NULL,
            accepted INTEGER NOT NULL,
            messages TEXT NOT NULL,
            compressed INTEGER NOT NULL,
            transcript BLOB NOT NULL
        ) STRICT;
        CREATE INDEX sessions_by_id ON sessions (id);
        """;

    /// <summary>Finds those in which something failed: nothing came of them, or they did not end as a client ends them.</summary>
    public const string FailedSchema = $"CREATE INDEX sessions_failed ON sessions (key) WHERE {Failed};";

    private const string Failed = "(accepted = 0 OR ending NOT IN ('Quit', 'Left'))";

    public const string Add = """
        INSERT INTO sessions (id, opened_at, ended_at, peer, hello, tls, user, ending, accepted, messages, compressed, transcript)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        """;

    // Keys grow with the time: the newest are the largest.
    public const string KeepNewest = "DELETE FROM sessions WHERE key <= (SELECT max(key) FROM sessions) - $1";

    // So do times: nothing behind the first that is young enough is looked at, and no index by time is needed.
    public const string ForgetOld = """
        DELETE FROM sessions
        WHERE key < coalesce((SELECT key FROM sessions WHERE ended_at >= $1 ORDER BY key LIMIT 1), 9223372036854775807)
        """;

    private const string Columns = """
        id, opened_at, ended_at, peer, hello, tls, user, ending, accepted,
        (SELECT group_concat(messages.id, ' ' ORDER BY messages.key)
            FROM json_each(sessions.messages) AS accepted JOIN messages ON messages.id = accepted.value)
        """;

    public static IReadOnlyList<StoredSession> Newest(SqliteConnection connection, int limit) =>
        Page(connection, limit, long.MaxValue, failedOnly: false).Sessions;

    /// <summary>The newest sessions behind a key.</summary>
    public static SessionPage Page(SqliteConnection connection, int limit, long before, bool failedOnly)
    {
        using var command = Command(connection, $"""
            SELECT {Columns}, key FROM sessions WHERE key < $1 {(failedOnly ? $"AND {Failed}" : "")} ORDER BY key DESC LIMIT $2
            """, before, limit == int.MaxValue ? limit : limit + 1);
        using var row = command.ExecuteReader();
        var sessions = new List<StoredSession>();
        var last = 0L;
        while (row.Read())
        {
            if (sessions.Count == limit) return new SessionPage(sessions, last);
            sessions.Add(Session(row));
            last = row.GetInt64(10);
        }
        return new SessionPage(sessions, null);
    }

    /// <summary>How many sessions there are, and in how many of them something failed.</summary>
    public static (long All, long Failed) Count(SqliteConnection connection)
    {
        using var command = Command(connection, $"SELECT (SELECT count(*) FROM sessions), (SELECT count(*) FROM sessions WHERE {Failed})");
        using var row = command.ExecuteReader();
        row.Read();
        return (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>A session with its transcript; nothing where there is none of that name.</summary>
    public static (StoredSession Session, string Transcript)? Find(SqliteConnection connection, string id)
    {
        using var command = Command(
            connection, $"SELECT {Columns}, transcript, compressed FROM sessions WHERE id = $1 ORDER BY key DESC LIMIT 1", id);
        using var row = command.ExecuteReader();
        return row.Read() ? (Session(row), RecordedRow.Text(row.GetFieldValue<byte[]>(10), row.GetBoolean(11))) : null;
    }

    private static StoredSession Session(SqliteDataReader row) => new(
        row.GetString(0), Database.FromTicks(row.GetInt64(1)), Database.FromTicks(row.GetInt64(2)), row.GetString(3),
        Text(row, 4), Text(row, 5), Text(row, 6), row.GetString(7), row.GetInt32(8), Text(row, 9)?.Split(' ') ?? []);

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < arguments.Length; i++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), arguments[i]);
        return command;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}

/// <summary>Some sessions, and the key behind which the next are; null where these are the last.</summary>
internal sealed record SessionPage(IReadOnlyList<StoredSession> Sessions, long? Next);
