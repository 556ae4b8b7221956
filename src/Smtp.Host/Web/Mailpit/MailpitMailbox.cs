using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Search;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Mailpit;

/// <summary>Finds what requests ask for: all mailboxes of this host are the one that Mailpit knows.</summary>
internal sealed class MailpitMailbox(IMessageIndex index, MessageIndexer indexer, TimeProvider time)
{
    /// <summary>One message, by its name or as <c>latest</c>, which may be the latest that matches <c>?query=</c>.</summary>
    /// <exception cref="MailpitException">There is none.</exception>
    public async Task<MessageEntry> FindAsync(HttpRequest request, string id, CancellationToken stop)
    {
        await indexer.CaughtUpAsync(stop);
        var found = id == "latest" ? await LatestAsync(request, stop)
            : QueueId.IsValid(id) ? await index.FindEntryAsync(new QueueId(id), stop)
            : null;
        return found ?? throw MailpitException.NotFound();
    }

    /// <summary>A part of a list, with the totals that come with it.</summary>
    public async Task<MailpitList> ListAsync(MailpitWindow window, CancellationToken stop)
    {
        await indexer.CaughtUpAsync(stop);
        var (query, zone) = (window.Query, window.Zone);
        var page = window.Limit == 0
            ? new MessagePage([], null)
            : await index.ListEntriesAsync(new MessageWindow(query, window.Limit, Skip: window.Start, Zone: zone), stop);
        var all = await index.CountEntriesAsync(SearchQuery.Everything, zone, stop);
        var matching = query.Terms.IsEmpty ? all : await index.CountEntriesAsync(query, zone, stop);
        return new MailpitList(
            all.Total, all.Unread, page.Messages.Count, matching.Total, matching.Unread, window.Start,
            [.. (await index.ListTagsAsync(stop)).Select(one => one.Tag)], [.. page.Messages.Select(MailpitSummary.Of)]);
    }

    /// <summary>The messages that a search means, for something to be done with them.</summary>
    /// <exception cref="MailpitException">It is no search, or it means all messages, which nobody asks for in this way on purpose.</exception>
    public async Task<MessageSelection> MatchingAsync(string search, string? zone, CancellationToken stop)
    {
        var query = MailpitQuery.Read(search);
        if (query.Terms.IsEmpty) throw new MailpitException("There is nothing to search for in the query.");
        // What has just come is meant as well.
        await indexer.CaughtUpAsync(stop);
        return new MessageSelection.Matching(query, MailpitQuery.Zone(zone, time));
    }

    private async Task<MessageEntry?> LatestAsync(HttpRequest request, CancellationToken stop)
    {
        var search = request.Query["query"].ToString().Trim();
        if (search.Length == 0) return await index.FindLatestAsync(stop);
        var window = new MessageWindow(MailpitQuery.Read(search), 1, Zone: MailpitQuery.Zone(request.Query["tz"], time));
        return (await index.ListEntriesAsync(window, stop)).Messages is [var latest] ? latest : null;
    }
}
