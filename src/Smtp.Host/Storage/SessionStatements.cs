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

    public static IReadOnlyList<StoredSession> Newest(SqliteConnection connection, int limit)
    {
        using var command = Command(connection, $"SELECT {Columns} FROM sessions ORDER BY key DESC LIMIT $1", limit);
        using var row = command.ExecuteReader();
        var sessions = new List<StoredSession>();
        while (row.Read())
        {
            sessions.Add(new StoredSession(
                row.GetString(0), Database.FromTicks(row.GetInt64(1)), Database.FromTicks(row.GetInt64(2)), row.GetString(3),
                Text(row, 4), Text(row, 5), Text(row, 6), row.GetString(7), row.GetInt32(8),
                Text(row, 9)?.Split(' ') ?? []));
        }
        return sessions;
    }

    public static string? Transcript(SqliteConnection connection, string id)
    {
        using var command = Command(
            connection, "SELECT transcript, compressed FROM sessions WHERE id = $1 ORDER BY key DESC LIMIT 1", id);
        using var row = command.ExecuteReader();
        return row.Read() ? RecordedRow.Text(row.GetFieldValue<byte[]>(0), row.GetBoolean(1)) : null;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, object argument)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$1", argument);
        return command;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
