using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>Every statement that changes the index. Belongs to the writer's thread alone.</summary>
internal sealed class IndexStatements
{
    private readonly SqliteCommand _find, _done, _add, _forgetWords, _addWords, _forgetFiled, _file, _addTag, _forgetTags;
    private readonly SqliteCommand _mark, _delete, _restore, _spellTag, _renameTag, _removeTag;

    /// <param name="prepare">Prepares a statement with so many parameters.</param>
    public IndexStatements(Func<string, int, SqliteCommand> prepare)
    {
        _find = prepare("SELECT key FROM messages WHERE id = $1 AND kept = 1", 1);
        _done = prepare("UPDATE messages SET indexed = 1 WHERE key = $1", 1);
        // A message that comes here again, for it lies in another mailbox since, stays as read as it was.
        _add = prepare("""
            INSERT INTO entries (message, id, received_at, size, attachments, inlines, unread, deleted_at, date, date_offset, subject,
                addresses, message_id, snippet, user, session)
            SELECT key, id, received_at, size, $2, $3, 1, deleted_at, $4, $5, $6, $7, $8, $9, user, session FROM messages WHERE key = $1
            ON CONFLICT (message) DO UPDATE SET attachments = excluded.attachments, inlines = excluded.inlines, date = excluded.date,
                date_offset = excluded.date_offset, subject = excluded.subject, addresses = excluded.addresses,
                message_id = excluded.message_id, snippet = excluded.snippet
            """, 9);
        _forgetWords = prepare("DELETE FROM words WHERE rowid = $1", 1);
        _addWords = prepare("""
            INSERT INTO words (rowid, subject, sender, recipient, cc, bcc, reply_to, message_id, files, body)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """, 10);
        _forgetFiled = prepare("DELETE FROM filed WHERE message = $1", 1);
        _file = prepare("""
            INSERT INTO filed (mailbox, message, unread, shown)
            SELECT recipients.mailbox, entries.message, entries.unread, entries.deleted_at IS NULL
            FROM recipients JOIN entries ON entries.message = recipients.message
            WHERE recipients.message = $1 AND recipients.mailbox IS NOT NULL
            ON CONFLICT DO NOTHING
            """, 1);
        _addTag = prepare(
            "INSERT INTO tags (tag, message) SELECT $2, message FROM entries WHERE message = $1 ON CONFLICT DO NOTHING", 2);
        _forgetTags = prepare("DELETE FROM tags WHERE message = $1", 1);
        _mark = prepare("UPDATE entries SET unread = $2 WHERE message = $1 AND unread <> $2 AND deleted_at IS NULL RETURNING id", 2);
        _delete = prepare("UPDATE messages SET deleted_at = $2 WHERE key = $1 AND kept = 1 AND deleted_at IS NULL RETURNING id", 2);
        _restore = prepare("UPDATE messages SET deleted_at = NULL WHERE key = $1 AND deleted_at = $2 RETURNING id", 2);
        _spellTag = prepare("UPDATE tags SET tag = $2 WHERE tag = $1", 2);
        _renameTag = prepare("INSERT INTO tags (tag, message) SELECT $2, message FROM tags WHERE tag = $1 ON CONFLICT DO NOTHING", 2);
        _removeTag = prepare("DELETE FROM tags WHERE tag = $1", 1);
    }

    /// <summary>Takes a message into the index.</summary>
    /// <returns>Its key; null where it is gone, or lies in no mailbox any more.</returns>
    public long? Add(IndexedContent content)
    {
        if (WriteStatements.Bind(_find, content.Id.Text).ExecuteScalar() is not long key) return null;
        WriteStatements.Bind(_add,
            key, content.Attachments, content.Inlines, content.Date is { } date ? Database.ToTicks(date) : null,
            content.Date?.Offset.TotalMinutes is { } offset ? (long)offset : null, content.Subject,
            JsonSerializer.Serialize(content.Addresses, StoreJson.Default.MessageAddresses), content.MessageId, content.Snippet).ExecuteNonQuery();
        var addresses = content.Addresses;
        WriteStatements.Bind(_forgetWords, key).ExecuteNonQuery();
        WriteStatements.Bind(_addWords,
            key, content.Subject, Words(addresses.From), Words(addresses.To), Words(addresses.Cc), Words(addresses.Bcc),
            Words(addresses.ReplyTo), content.MessageId, content.FileNames, content.Text).ExecuteNonQuery();
        WriteStatements.Bind(_forgetFiled, key).ExecuteNonQuery();
        WriteStatements.Bind(_file, key).ExecuteNonQuery();
        foreach (var tag in content.Tags) WriteStatements.Bind(_addTag, key, tag).ExecuteNonQuery();
        WriteStatements.Bind(_done, key).ExecuteNonQuery();
        return key;
    }

    /// <summary>Marks a message; its name, null where it was so before or is not there.</summary>
    public QueueId? Mark(long key, bool unread) => Name(WriteStatements.Bind(_mark, key, unread));

    /// <summary>Hides a message; its name, null where it was hidden or is not there.</summary>
    public QueueId? Delete(long key, long deletion) => Name(WriteStatements.Bind(_delete, key, deletion));

    /// <summary>Shows a message again; its name, null where it is not there.</summary>
    public QueueId? Restore(long key, long deletion) => Name(WriteStatements.Bind(_restore, key, deletion));

    /// <summary>Gives a message these tags.</summary>
    public void SetTags(long key, IReadOnlyList<string> tags)
    {
        WriteStatements.Bind(_forgetTags, key).ExecuteNonQuery();
        foreach (var tag in tags) WriteStatements.Bind(_addTag, key, tag).ExecuteNonQuery();
    }

    /// <summary>Gives a tag another name, or takes it away.</summary>
    public int ChangeTag(string tag, string? name)
    {
        // A name that differs in case alone is the same tag to the table.
        if (string.Equals(tag, name, StringComparison.OrdinalIgnoreCase)) return WriteStatements.Bind(_spellTag, tag, name).ExecuteNonQuery();
        if (name is not null) WriteStatements.Bind(_renameTag, tag, name).ExecuteNonQuery();
        return WriteStatements.Bind(_removeTag, tag).ExecuteNonQuery();
    }

    private static QueueId? Name(SqliteCommand command) => command.ExecuteScalar() is string id ? new QueueId(id) : null;

    private static string Words(IReadOnlyList<NamedAddress> addresses) =>
        string.Join('\n', addresses.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} {one.Address}")));
}
