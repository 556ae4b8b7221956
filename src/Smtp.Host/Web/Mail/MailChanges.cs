using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Live;

namespace Smtp.Host.Web.Mail;

/// <summary>What is done with messages that are listed. Whoever looks on is told of it.</summary>
internal sealed class MailChanges(IMessageIndex index, LiveEvents events, TimeProvider time)
{
    // Beyond it nobody looks at the names one by one: they read their list anew.
    private const int MostTold = 1000;
    private long _deleted;

    /// <summary>How many messages were deleted since the host started, those that came back not counted.</summary>
    public long Deleted => Interlocked.Read(ref _deleted);

    /// <summary>Marks messages as read or unread.</summary>
    /// <returns>Those that were not so before.</returns>
    public async Task<IReadOnlyList<QueueId>> MarkAsync(MessageSelection which, bool unread, CancellationToken stop)
    {
        var changed = await index.MarkAsync(which, unread, stop);
        Tell("message-changed", changed, unread);
        return changed;
    }

    /// <summary>Hides messages; for some time that can be taken back.</summary>
    public async Task<Deletion> DeleteAsync(MessageSelection which, CancellationToken stop)
    {
        var deletion = await index.DeleteEntriesAsync(which, time.GetUtcNow(), stop);
        Interlocked.Add(ref _deleted, deletion.Ids.Count);
        Tell("message-deleted", deletion.Ids, all: which is MessageSelection.All);
        return deletion;
    }

    /// <summary>Takes back a deletion.</summary>
    /// <returns>The messages that are back.</returns>
    public async Task<IReadOnlyList<QueueId>> RestoreAsync(long deletion, CancellationToken stop)
    {
        var restored = await index.RestoreAsync(deletion, stop);
        Interlocked.Add(ref _deleted, -restored.Count);
        Tell("message-restored", restored);
        return restored;
    }

    /// <summary>Gives messages these tags in place of those that they had.</summary>
    /// <returns>Those that are there.</returns>
    public async Task<IReadOnlyList<QueueId>> SetTagsAsync(IReadOnlyList<QueueId> ids, IReadOnlyList<string> tags, CancellationToken stop)
    {
        var changed = await index.SetTagsAsync(ids, tags, stop);
        Tell("message-changed", changed);
        return changed;
    }

    /// <summary>Gives a tag another name on every message; takes it away where that is null.</summary>
    /// <returns>How many messages had it.</returns>
    public async Task<int> ChangeTagAsync(string tag, string? name, CancellationToken stop)
    {
        var count = await index.ChangeTagAsync(tag, name, stop);
        if (count > 0) events.Publish(LiveTopic.Messages, "store-changed", NothingMore.Instance);
        return count;
    }

    private void Tell(string type, IReadOnlyList<QueueId> ids, bool? unread = null, bool all = false)
    {
        if (all) events.Publish(LiveTopic.Messages, type, new MessagesChange([], unread, All: true));
        else if (ids.Count > MostTold) events.Publish(LiveTopic.Messages, "store-changed", NothingMore.Instance);
        else if (ids.Count > 0) events.Publish(LiveTopic.Messages, type, new MessagesChange([.. ids.Select(id => id.Text)], unread));
    }
}

/// <summary>Messages that were changed, as the event tells it.</summary>
/// <param name="Ids">Their names.</param>
/// <param name="Unread">Whether they are unread now; null where that has not changed.</param>
/// <param name="All">Whether it was all of them, so that none is named.</param>
internal sealed record MessagesChange(IReadOnlyList<string> Ids, bool? Unread, bool All = false);
