using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;
using Smtp.Parsing.Search;

namespace Smtp.Host.Storage;

/// <summary>Every question to the index.</summary>
internal static class IndexReads
{
    private const string Columns = """
        message, id, received_at, date, size, subject, addresses, message_id, snippet, attachments, inlines, unread, user, session,
        (SELECT group_concat(mailbox, char(10)) FROM filed WHERE filed.message = entries.message),
        (SELECT group_concat(tag, char(10) ORDER BY tag) FROM tags WHERE tags.message = entries.message), date_offset
        """;

    public static MessagePage Page(SqliteConnection connection, MessageWindow window)
    {
        using var moment = connection.BeginTransaction(deferred: true);
        var search = new IndexSearch(window.Query, window.Zone ?? TimeZoneInfo.Utc);
        // One more than asked for tells whether there is more.
        var keys = Keys(search.Keys(connection, window.Limit + 1, window.Before, window.Skip, window.After));
        var shown = keys.Take(window.Limit).ToList();
        return new MessagePage(Entries(connection, shown), keys.Count > window.Limit ? shown[^1] : null);
    }

    public static MessageCount Count(SqliteConnection connection, SearchQuery query, TimeZoneInfo zone)
    {
        using var command = query.Terms.IsEmpty
            ? Command(connection, "SELECT (SELECT value FROM counters WHERE name = 'shown'), (SELECT value FROM counters WHERE name = 'unread')")
            : new IndexSearch(query, zone).Count(connection);
        using var row = command.ExecuteReader();
        row.Read();
        return new MessageCount(row.GetInt64(0), row.GetInt64(1));
    }

    public static MessageEntry? Latest(SqliteConnection connection) =>
        Page(connection, new MessageWindow(SearchQuery.Everything, 1)).Messages is [var latest] ? latest : null;

    public static MessageEntry? Entry(SqliteConnection connection, QueueId id) => Keys(Command(
        connection, "SELECT key FROM messages WHERE id = $1 AND kept = 1 AND deleted_at IS NULL", id.Text)) is [var key]
            ? Entries(connection, [key]) is [var entry] ? entry : null
            : null;

    public static IReadOnlyList<MessageEntry> Entries(SqliteConnection connection, IReadOnlyList<long> keys)
    {
        var entries = new List<MessageEntry>(keys.Count);
        using var command = Command(connection, $"SELECT {Columns} FROM entries WHERE message = $1 AND deleted_at IS NULL", 0L);
        foreach (var key in keys)
        {
            command.Parameters[0].Value = key;
            using var row = command.ExecuteReader();
            if (row.Read()) entries.Add(Entry(row));
        }
        return entries;
    }

    public static IReadOnlyList<MailboxCount> Mailboxes(SqliteConnection connection, int limit)
    {
        using var command = Command(connection, """
            SELECT mailbox, total, unread FROM boxes WHERE total > 0 ORDER BY mailbox LIMIT $1
            """, limit);
        using var row = command.ExecuteReader();
        var mailboxes = new List<MailboxCount>();
        while (row.Read()) mailboxes.Add(new MailboxCount(row.GetString(0), row.GetInt64(1), row.GetInt64(2)));
        return mailboxes;
    }

    public static IReadOnlyList<TagCount> Tags(SqliteConnection connection)
    {
        using var command = Command(connection, """
            SELECT tag, count(*) FROM tags JOIN entries ON entries.message = tags.message WHERE deleted_at IS NULL GROUP BY tag ORDER BY tag
            """);
        using var row = command.ExecuteReader();
        var tags = new List<TagCount>();
        while (row.Read()) tags.Add(new TagCount(row.GetString(0), row.GetInt64(1)));
        return tags;
    }

    /// <summary>The keys of messages that are meant, and not deleted.</summary>
    public static IReadOnlyList<long> Keys(SqliteConnection connection, MessageSelection which)
    {
        switch (which)
        {
            // Those that are not in the index yet are meant as well.
            case MessageSelection.All:
                return Keys(Command(connection, "SELECT key FROM messages WHERE kept = 1 AND deleted_at IS NULL ORDER BY key"));
            case MessageSelection.Matching matching:
                return Keys(new IndexSearch(matching.Query, matching.Zone).Keys(connection, int.MaxValue));
            case MessageSelection.These these:
                var keys = new List<long>();
                using (var command = Command(connection, "SELECT key FROM messages WHERE id = $1 AND kept = 1 AND deleted_at IS NULL", ""))
                {
                    foreach (var id in these.Ids)
                    {
                        command.Parameters[0].Value = id.Text;
                        if (command.ExecuteScalar() is long key) keys.Add(key);
                    }
                }
                return keys;
            default:
                throw new InvalidOperationException($"Nobody knows which messages {which} means.");
        }
    }

    public static IReadOnlyList<long> DeletedBy(SqliteConnection connection, long deletion) =>
        Keys(Command(connection, "SELECT key FROM messages WHERE deleted_at = $1", deletion));

    public static IReadOnlyList<QueueId> DeletedBefore(SqliteConnection connection, long ticks, int limit)
    {
        using var command = Command(
            connection, "SELECT id FROM messages WHERE deleted_at IS NOT NULL AND deleted_at < $1 ORDER BY deleted_at LIMIT $2", ticks, limit);
        using var row = command.ExecuteReader();
        var ids = new List<QueueId>();
        while (row.Read()) ids.Add(new QueueId(row.GetString(0)));
        return ids;
    }

    public static DateTimeOffset? OldestDeletion(SqliteConnection connection)
    {
        using var command = Command(connection, "SELECT min(deleted_at) FROM messages WHERE deleted_at IS NOT NULL");
        return command.ExecuteScalar() is long ticks ? Database.FromTicks(ticks) : null;
    }

    private static MessageEntry Entry(SqliteDataReader row) => new(
        row.GetInt64(0), new QueueId(row.GetString(1)), Database.FromTicks(row.GetInt64(2)),
        row.IsDBNull(3) ? null : Database.FromTicks(row.GetInt64(3)).ToOffset(TimeSpan.FromMinutes(row.GetInt64(16))), row.GetInt64(4),
        row.GetString(5), JsonSerializer.Deserialize(row.GetString(6), StoreJson.Default.MessageAddresses)!, row.GetString(7), row.GetString(8),
        row.GetInt32(9), row.GetInt32(10), row.GetBoolean(11), row.IsDBNull(12) ? null : row.GetString(12), row.GetString(13),
        Lines(row, 14), Lines(row, 15));

    private static string[] Lines(SqliteDataReader row, int column) => row.IsDBNull(column) ? [] : row.GetString(column).Split('\n');

    private static List<long> Keys(SqliteCommand command)
    {
        using (command)
        using (var row = command.ExecuteReader())
        {
            var keys = new List<long>();
            while (row.Read()) keys.Add(row.GetInt64(0));
            return keys;
        }
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue(string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i]);
        return command;
    }
}
