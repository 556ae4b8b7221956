using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Pages.Models;
using Smtp.Host.Web.Search;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Pages;

/// <summary>Lists of messages, and what is done with the messages in them.</summary>
internal sealed class MailLists(IMessageIndex index, MessageIndexer indexer, MailChanges changes)
{
    private const int Window = 50;
    private const int MostChosen = 1000;

    /// <summary>The list at a place.</summary>
    public async Task<ListModel.Messages> ReadAsync(MailPlace place, string? open, CancellationToken stop)
    {
        await indexer.CaughtUpAsync(stop);
        if (SearchGrammar.Read(place.Query).Case is not SearchQuery query)
            return new ListModel.Messages(place, [], null, new MessageCount(0, 0), ErrorOf(place.Query), open);
        var page = await index.ListEntriesAsync(new MessageWindow(query, Window, place.Before), stop);
        var count = await index.CountEntriesAsync(query, TimeZoneInfo.Utc, stop);
        return new ListModel.Messages(place, page.Messages, page.Next, count, null, open);
    }

    /// <summary>One message; null where there is none.</summary>
    public async Task<MessageEntry?> FindAsync(QueueId id, CancellationToken stop)
    {
        if (await index.FindEntryAsync(id, stop) is { } known) return known;
        await indexer.CaughtUpAsync(stop);
        return await index.FindEntryAsync(id, stop);
    }

    /// <summary>Marks messages as read or unread.</summary>
    public Task MarkAsync(IReadOnlyList<QueueId> ids, bool unread, CancellationToken stop) =>
        changes.MarkAsync(new MessageSelection.These(ids), unread, stop);

    /// <summary>Hides messages; for some time that can be taken back.</summary>
    public Task<Deletion> DeleteAsync(IReadOnlyList<QueueId> ids, CancellationToken stop) =>
        changes.DeleteAsync(new MessageSelection.These(ids), stop);

    /// <summary>Takes back a deletion.</summary>
    public Task<IReadOnlyList<QueueId>> RestoreAsync(long deletion, CancellationToken stop) => changes.RestoreAsync(deletion, stop);

    /// <summary>The messages that a form names, each once, as many as can be.</summary>
    public static IReadOnlyList<QueueId> Chosen(IFormCollection form) =>
        [.. form["id"].OfType<string>().Where(id => QueueId.IsValid(id)).Distinct(StringComparer.Ordinal).Take(MostChosen).Select(id => new QueueId(id))];

    private static string ErrorOf(string query) => SearchGrammar.Read(query).Case is SearchError error
        ? $"{char.ToUpperInvariant(error.Message[0])}{error.Message[1..]}. (At character {error.Position + 1}.)"
        : "";
}
