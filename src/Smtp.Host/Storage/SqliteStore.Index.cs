using Smtp.Domain.Mail;
using Smtp.Parsing.Search;

namespace Smtp.Host.Storage;

/// <summary>The index of messages.</summary>
public sealed partial class SqliteStore : IMessageIndex
{
    // So many at a time, so that mail which arrives meanwhile does not wait for long.
    private const int MostAtOnce = 500;

    private long _lastDeletion;

    // Mail that only passes through is never in the index, and need not be looked at again and again.
    private long _indexedThrough;

    /// <summary>Tells who looks on that something has changed.</summary>
    internal StoreChanges Changes { get; } = new();

    /// <inheritdoc/>
    public Task<MessagePage> ListEntriesAsync(MessageWindow window, CancellationToken stop) =>
        ReadAsync(connection => IndexReads.Page(connection, window), stop);

    /// <inheritdoc/>
    public Task<MessageCount> CountEntriesAsync(SearchQuery query, TimeZoneInfo zone, CancellationToken stop) =>
        ReadAsync(connection => IndexReads.Count(connection, query, zone), stop);

    /// <inheritdoc/>
    public Task<MessageEntry?> FindEntryAsync(QueueId id, CancellationToken stop) =>
        ReadAsync(connection => IndexReads.Entry(connection, id), stop);

    /// <inheritdoc/>
    public Task<MessageEntry?> FindLatestAsync(CancellationToken stop) => ReadAsync(IndexReads.Latest, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<MailboxCount>> ListMailboxesAsync(int limit, CancellationToken stop) =>
        ReadAsync(connection => IndexReads.Mailboxes(connection, limit), stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TagCount>> ListTagsAsync(CancellationToken stop) => ReadAsync(IndexReads.Tags, stop);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueueId>> MarkAsync(MessageSelection which, bool unread, CancellationToken stop) =>
        await EachAsync(await KeysAsync(which, stop), (statements, key) => statements.Mark(key, unread), stop);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueueId>> SetTagsAsync(IReadOnlyList<QueueId> ids, IReadOnlyList<string> tags, CancellationToken stop)
    {
        var found = await ReadAsync(
            connection => ids.Select(id => IndexReads.Entry(connection, id)).OfType<MessageEntry>().ToList(), stop);
        var names = found.ToDictionary(entry => entry.Key, entry => entry.Id);
        return await EachAsync([.. names.Keys], (statements, key) =>
        {
            statements.SetTags(key, tags);
            return names[key];
        }, stop);
    }

    /// <inheritdoc/>
    public Task<int> ChangeTagAsync(string tag, string? name, CancellationToken stop) =>
        Writer.WriteAsync(statements => statements.Index.ChangeTag(tag, name), 0, stop);

    /// <inheritdoc/>
    public async Task<Deletion> DeleteEntriesAsync(MessageSelection which, DateTimeOffset now, CancellationToken stop)
    {
        var keys = await KeysAsync(which, stop);
        var number = NextDeletion(Database.ToTicks(now));
        return new Deletion(number, await EachAsync(keys, (statements, key) => statements.Delete(key, number), stop));
    }

    /// <summary>How many messages came in each minute after a moment, as far as they are still there.</summary>
    internal Task<IReadOnlyList<(int Minute, long Count)>> ArrivalsAsync(DateTimeOffset since, CancellationToken stop) =>
        ReadAsync(connection => Reads.Arrivals(connection, since), stop);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueueId>> RestoreAsync(long deletion, CancellationToken stop)
    {
        var keys = await ReadAsync(connection => IndexReads.DeletedBy(connection, deletion), stop);
        return await EachAsync(keys, (statements, key) => statements.Restore(key, deletion), stop);
    }

    /// <inheritdoc/>
    public async Task<int> PurgeAsync(DateTimeOffset deletedBefore, CancellationToken stop)
    {
        var (ticks, removed) = (Database.ToTicks(deletedBefore), 0);
        while (true)
        {
            var files = new List<QueueId>();
            var ids = await Writer.WriteAsync(
                statements =>
                {
                    // Asked within the transaction: what was taken back meanwhile stays.
                    var due = IndexReads.DeletedBefore(statements.Connection, ticks, MostAtOnce);
                    Afresh(files);
                    foreach (var id in due) statements.DeleteMessage(id, files);
                    return due;
                },
                0, stop);
            files.ForEach(DeleteFile);
            removed += ids.Count;
            if (ids.Count < MostAtOnce) return removed;
        }
    }

    /// <inheritdoc/>
    public Task<DateTimeOffset?> OldestDeletionAsync(CancellationToken stop) => ReadAsync(IndexReads.OldestDeletion, stop);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StoredMessage>> ListUnindexedAsync(int limit, CancellationToken stop) =>
        ReadAsync(
            connection =>
            {
                // Asked first: what comes in between is beyond it.
                var newest = Reads.NewestKey(connection);
                var messages = Reads.UnindexedMessages(connection, Interlocked.Read(ref _indexedThrough), limit);
                if (messages.Count == 0) Interlocked.Exchange(ref _indexedThrough, newest);
                return messages;
            },
            stop);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<MessageEntry>> IndexAsync(IReadOnlyList<IndexedContent> contents, CancellationToken stop)
    {
        var keys = await Writer.WriteAsync(
            statements =>
            {
                var added = new List<long>(contents.Count);
                foreach (var content in contents) if (statements.Index.Add(content) is { } key) added.Add(key);
                return added;
            },
            contents.Sum(content => (long)content.Text.Length), stop);
        return await ReadAsync(connection => IndexReads.Entries(connection, keys), stop);
    }

    // The number is the time of the deletion too. Two at the same time are two all the same.
    private long NextDeletion(long now)
    {
        while (true)
        {
            var last = Interlocked.Read(ref _lastDeletion);
            var next = Math.Max(now, last + 1);
            if (Interlocked.CompareExchange(ref _lastDeletion, next, last) == last) return next;
        }
    }

    private Task<IReadOnlyList<long>> KeysAsync(MessageSelection which, CancellationToken stop) =>
        ReadAsync(connection => IndexReads.Keys(connection, which), stop);

    private async Task<IReadOnlyList<QueueId>> EachAsync(
        IReadOnlyList<long> keys, Func<IndexStatements, long, QueueId?> change, CancellationToken stop)
    {
        var changed = new List<QueueId>();
        foreach (var some in keys.Chunk(MostAtOnce))
        {
            changed.AddRange(await Writer.WriteAsync(
                statements => some.Select(key => change(statements.Index, key)).OfType<QueueId>().ToList(), 0, stop));
        }
        return changed;
    }
}
