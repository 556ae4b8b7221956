using Smtp.Domain.Mail;
using Smtp.Parsing.Search;

namespace Smtp.Host.Storage;

/// <summary>The messages in mailboxes of this host as they are listed and searched. A message gets here a moment after it was
/// accepted; deleting one hides it, and purges it when its grace is over.</summary>
public interface IMessageIndex
{
    /// <summary>Messages that match, the newest first.</summary>
    Task<MessagePage> ListEntriesAsync(MessageWindow window, CancellationToken stop);

    /// <summary>How many messages match.</summary>
    Task<MessageCount> CountEntriesAsync(SearchQuery query, TimeZoneInfo zone, CancellationToken stop);

    /// <summary>One message; null where there is none of that name, or it is deleted.</summary>
    Task<MessageEntry?> FindEntryAsync(QueueId id, CancellationToken stop);

    /// <summary>The newest message; null where there is none.</summary>
    Task<MessageEntry?> FindLatestAsync(CancellationToken stop);

    /// <summary>The mailboxes that have messages, by name.</summary>
    Task<IReadOnlyList<MailboxCount>> ListMailboxesAsync(int limit, CancellationToken stop);

    /// <summary>The tags that messages have, by name.</summary>
    Task<IReadOnlyList<TagCount>> ListTagsAsync(CancellationToken stop);

    /// <summary>Marks messages as read or unread.</summary>
    /// <returns>Those that were not so before.</returns>
    Task<IReadOnlyList<QueueId>> MarkAsync(MessageSelection which, bool unread, CancellationToken stop);

    /// <summary>Gives messages these tags in place of those that they had.</summary>
    /// <returns>Those that are there.</returns>
    Task<IReadOnlyList<QueueId>> SetTagsAsync(IReadOnlyList<QueueId> ids, IReadOnlyList<string> tags, CancellationToken stop);

    /// <summary>Gives a tag another name on every message; takes it away where that is null.</summary>
    /// <returns>How many messages had it.</returns>
    Task<int> ChangeTagAsync(string tag, string? name, CancellationToken stop);

    /// <summary>Hides messages until they are purged.</summary>
    Task<Deletion> DeleteEntriesAsync(MessageSelection which, DateTimeOffset now, CancellationToken stop);

    /// <summary>Takes back a deletion, as far as its messages are still there.</summary>
    /// <returns>The messages that are back.</returns>
    Task<IReadOnlyList<QueueId>> RestoreAsync(long deletion, CancellationToken stop);

    /// <summary>Removes for good what was deleted before.</summary>
    /// <returns>How many messages were removed.</returns>
    Task<int> PurgeAsync(DateTimeOffset deletedBefore, CancellationToken stop);

    /// <summary>When the oldest deletion was that is not purged yet; null where there is none.</summary>
    Task<DateTimeOffset?> OldestDeletionAsync(CancellationToken stop);

    /// <summary>Messages in mailboxes that are not in the index yet, the oldest first.</summary>
    Task<IReadOnlyList<StoredMessage>> ListUnindexedAsync(int limit, CancellationToken stop);

    /// <summary>Takes messages into the index, in the order in which they are listed there.</summary>
    /// <returns>Those that are still there, as they are listed; not those that are deleted.</returns>
    Task<IReadOnlyList<MessageEntry>> IndexAsync(IReadOnlyList<IndexedContent> contents, CancellationToken stop);
}

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Query">Which messages.</param>
/// <param name="Limit">How many at most.</param>
/// <param name="Before">Only those behind this cursor; null from the newest on.</param>
/// <param name="Skip">How many of them are left out first, for those who count instead of using the cursor.</param>
/// <param name="Zone">The zone of moments without an offset; null for UTC.</param>
/// <param name="After">Only those that came after this cursor; null from the oldest on.</param>
public sealed record MessageWindow(
    SearchQuery Query, int Limit, long? Before = null, int Skip = 0, TimeZoneInfo? Zone = null, long? After = null);

/// <summary>A part of a list.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Next">The cursor for the part behind it; null where that is all.</param>
public sealed record MessagePage(IReadOnlyList<MessageEntry> Messages, long? Next);

/// <summary>A message as it is listed.</summary>
/// <param name="Key">Its place: larger than that of every message before it.</param>
/// <param name="Id">Its name.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Date">When it was written, as it says; null where it does not.</param>
/// <param name="Size">Octets of content.</param>
/// <param name="Subject">Its subject, decoded.</param>
/// <param name="Addresses">Who wrote it, and to whom.</param>
/// <param name="MessageId">Its Message-ID without angle brackets; empty where it has none.</param>
/// <param name="Snippet">How its text begins.</param>
/// <param name="Attachments">How many attachments it has.</param>
/// <param name="Inlines">How many parts it has that the text shows.</param>
/// <param name="Unread">Whether nobody has read it.</param>
/// <param name="User">Who proved to be its sender; null without AUTH.</param>
/// <param name="Session">The session that brought it.</param>
/// <param name="Mailboxes">The mailboxes that it lies in.</param>
/// <param name="Tags">Its tags.</param>
public sealed record MessageEntry(
    long Key, QueueId Id, DateTimeOffset ReceivedAt, DateTimeOffset? Date, long Size, string Subject, MessageAddresses Addresses,
    string MessageId, string Snippet, int Attachments, int Inlines, bool Unread, string? User, string Session,
    IReadOnlyList<string> Mailboxes, IReadOnlyList<string> Tags);

/// <summary>The addresses in the header of a message, and those recipients that it does not name.</summary>
public sealed record MessageAddresses(
    IReadOnlyList<NamedAddress> From, IReadOnlyList<NamedAddress> To, IReadOnlyList<NamedAddress> Cc, IReadOnlyList<NamedAddress> Bcc,
    IReadOnlyList<NamedAddress> ReplyTo)
{
    /// <summary>None.</summary>
    public static MessageAddresses None { get; } = new([], [], [], [], []);
}

/// <summary>An address with the name in front of it.</summary>
/// <param name="Name">The name; empty where there is none.</param>
/// <param name="Address">The address.</param>
public sealed record NamedAddress(string Name, string Address);

/// <summary>What the index takes of a message.</summary>
/// <param name="Id">The message.</param>
/// <param name="Date">When it was written, as it says.</param>
/// <param name="Subject">Its subject, decoded.</param>
/// <param name="Addresses">Who wrote it, and to whom.</param>
/// <param name="MessageId">Its Message-ID without angle brackets.</param>
/// <param name="Snippet">How its text begins.</param>
/// <param name="Attachments">How many attachments it has.</param>
/// <param name="Inlines">How many parts it has that the text shows.</param>
/// <param name="FileNames">The names of its attachments.</param>
/// <param name="Text">Its text, as far as it is searched.</param>
/// <param name="Tags">The tags that its header asks for.</param>
public sealed record IndexedContent(
    QueueId Id, DateTimeOffset? Date, string Subject, MessageAddresses Addresses, string MessageId, string Snippet, int Attachments,
    int Inlines, string FileNames, string Text, IReadOnlyList<string> Tags);

/// <summary>How many messages, and how many of them nobody has read.</summary>
public sealed record MessageCount(long Total, long Unread);

/// <summary>A mailbox and how much lies in it.</summary>
/// <param name="Mailbox">Whose it is.</param>
/// <param name="Total">How many messages.</param>
/// <param name="Unread">How many of them nobody has read.</param>
public sealed record MailboxCount(string Mailbox, long Total, long Unread);

/// <summary>A tag and how many messages have it.</summary>
/// <param name="Tag">The tag.</param>
/// <param name="Total">How many messages.</param>
public sealed record TagCount(string Tag, long Total);

/// <summary>What was deleted at once.</summary>
/// <param name="Number">By this it can be taken back.</param>
/// <param name="Ids">The messages.</param>
public sealed record Deletion(long Number, IReadOnlyList<QueueId> Ids);

/// <summary>Which messages are meant.</summary>
public abstract record MessageSelection
{
    private MessageSelection() { }

    /// <summary>These.</summary>
    public sealed record These(IReadOnlyList<QueueId> Ids) : MessageSelection;

    /// <summary>Those that match a search.</summary>
    public sealed record Matching(SearchQuery Query, TimeZoneInfo Zone) : MessageSelection;

    /// <summary>All of them.</summary>
    public sealed record All : MessageSelection;
}
