using System.Globalization;
using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>Every question about the queue.</summary>
internal static class QueueReads
{
    private const string Columns = """
        deliveries.key, messages.id, messages.reverse_path, deliveries.position, deliveries.address, deliveries.destination,
        messages.received_at, deliveries.attempts, deliveries.warned, deliveries.due_at, deliveries.wakes_at, deliveries.last_at,
        deliveries.last_status, deliveries.last_text, deliveries.last_reply, deliveries.last_remote, deliveries.held,
        deliveries.urgent, deliveries.lease
        """;

    private const string Deliveries = $"SELECT {Columns} FROM deliveries JOIN messages ON messages.key = deliveries.message";

    // The domain is what stands behind the last @; a quoted local part may have others.
    private const string Matching = """
         WHERE ($1 IS NULL OR messages.id = $1)
            AND ($2 IS NULL OR lower(deliveries.address) = lower($2))
            AND ($3 IS NULL OR lower(deliveries.address) LIKE '%@' || replace(replace(lower($3), '%', '\%'), '_', '\_') ESCAPE '\')
            AND ($4 IS NULL OR lower(messages.reverse_path) = lower($4))
            AND ($5 IS NULL OR deliveries.destination = $5)
            AND ($6 IS NULL OR (deliveries.held <> 0) = $6)
        """;

    public static IReadOnlyList<DueDestination> Due(SqliteConnection connection, DateTimeOffset now)
    {
        using var command = Command(connection, """
            SELECT destination, count(*) FROM deliveries WHERE lease = 0 AND held = 0 AND due_at <= $1
            GROUP BY destination ORDER BY min(due_at)
            """, Database.ToTicks(now));
        using var row = command.ExecuteReader();
        var due = new List<DueDestination>();
        while (row.Read()) due.Add(new DueDestination(row.GetString(0), row.GetInt32(1)));
        return due;
    }

    public static DateTimeOffset? Next(SqliteConnection connection)
    {
        using var command = Command(connection, "SELECT min(wakes_at) FROM deliveries WHERE lease = 0 AND held = 0");
        return command.ExecuteScalar() is long ticks ? Database.FromTicks(ticks) : null;
    }

    public static IReadOnlyList<QueuedDelivery> Leased(SqliteConnection connection, long token) =>
        Read(Command(connection, $"{Deliveries} WHERE deliveries.lease = $1 ORDER BY deliveries.message, deliveries.position", token));

    public static IReadOnlyList<QueuedDelivery> Matches(SqliteConnection connection, QueueFilter filter, int limit, long after) => Read(Command(
        connection, $"{Deliveries}{Matching} AND deliveries.key > $7 ORDER BY deliveries.key LIMIT $8", [.. Values(filter), after, limit]));

    public static long Count(SqliteConnection connection, QueueFilter filter)
    {
        using var command = Command(
            connection, $"SELECT count(*) FROM deliveries JOIN messages ON messages.key = deliveries.message{Matching}", Values(filter));
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>The keys of those that match, and of their messages.</summary>
    public static List<(long Delivery, long Message)> Keys(SqliteConnection connection, QueueFilter filter)
    {
        using var command = Command(connection,
            $"SELECT deliveries.key, messages.key FROM deliveries JOIN messages ON messages.key = deliveries.message{Matching}",
            Values(filter));
        using var row = command.ExecuteReader();
        var keys = new List<(long, long)>();
        while (row.Read()) keys.Add((row.GetInt64(0), row.GetInt64(1)));
        return keys;
    }

    public static IReadOnlyList<Attempt> Attempts(SqliteConnection connection, QueueId message)
    {
        using var command = Command(connection, """
            SELECT address, destination, number, outcome, at, status, text, reply, remote, session FROM attempts
            WHERE message = $1 ORDER BY key
            """, message.Text);
        using var row = command.ExecuteReader();
        var attempts = new List<Attempt>();
        while (row.Read())
        {
            var what = new LastAttempt(
                Database.FromTicks(row.GetInt64(4)), row.GetString(5), row.GetString(6), Text(row, 7), row.GetString(8));
            attempts.Add(new Attempt(
                message, row.GetString(0), row.GetString(1), row.GetInt32(2), row.GetString(3), what, Text(row, 9)));
        }
        return attempts;
    }

    /// <summary>Deliveries are numbered as they come, so the first of them is the oldest.</summary>
    public static QueueFigures Figures(SqliteConnection connection)
    {
        using var command = Command(connection, """
            SELECT
                (SELECT count(*) FROM deliveries),
                (SELECT count(*) FROM deliveries WHERE lease = 0 AND held = 0),
                (SELECT count(*) FROM deliveries WHERE lease <> 0),
                (SELECT received_at FROM messages WHERE key = (SELECT message FROM deliveries ORDER BY key LIMIT 1))
            """);
        using var row = command.ExecuteReader();
        row.Read();
        var (all, waiting, underway) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        return new QueueFigures(waiting, underway, all - waiting - underway, row.IsDBNull(3) ? null : Database.FromTicks(row.GetInt64(3)));
    }

    /// <summary>SQLite's own number, which changes with every commit of any other connection.</summary>
    public static long Revision(SqliteConnection connection)
    {
        using var command = Command(connection, "PRAGMA data_version");
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static List<QueuedDelivery> Read(SqliteCommand command)
    {
        using (command)
        using (var row = command.ExecuteReader())
        {
            var deliveries = new List<QueuedDelivery>();
            while (row.Read())
            {
                var last = row.IsDBNull(11) ? null : new LastAttempt(
                    Database.FromTicks(row.GetInt64(11)), row.GetString(12), row.GetString(13), Text(row, 14), row.GetString(15));
                var progress = new Progress(
                    row.GetInt32(7), row.GetBoolean(8), Database.FromTicks(row.GetInt64(9)), Database.FromTicks(row.GetInt64(10)), last);
                deliveries.Add(new QueuedDelivery(
                    row.GetInt64(0), new QueueId(row.GetString(1)), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetString(5),
                    Database.FromTicks(row.GetInt64(6)), progress, row.GetBoolean(16), row.GetBoolean(17), row.GetInt64(18) != 0));
            }
            return deliveries;
        }
    }

    private static object?[] Values(QueueFilter filter) =>
        [filter.Message?.Text, filter.Recipient, filter.Domain, filter.Sender, filter.Destination, filter.Held];

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<object?> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i] ?? DBNull.Value);
        return command;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
