using LanguageExt;
using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Problems;
using Smtp.Host.Web.Search;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>Finds messages by searches and names.</summary>
internal sealed class MessageFinder(IMessageIndex index, MessageIndexer indexer)
{
    /// <summary>What is said in place of a name for the newest message.</summary>
    public const string Latest = "latest";

    /// <summary>A part of the list of those that match.</summary>
    public async Task<MessageList> ListAsync(SearchQuery query, int limit, long? before, CancellationToken stop)
    {
        await indexer.CaughtUpAsync(stop);
        var page = await index.ListEntriesAsync(new MessageWindow(query, limit, before), stop);
        var count = await index.CountEntriesAsync(query, TimeZoneInfo.Utc, stop);
        return new MessageList(
            [.. page.Messages.Select(MessageRow.Of)], Limits.Write(page.Next), await MarkAsync(stop), count.Total, count.Unread);
    }

    /// <summary>The newest that match and came after a mark, as many as are wanted; it says what is in the index now.</summary>
    public async Task<IReadOnlyList<MessageEntry>> NewestAsync(SearchQuery query, int limit, long? since, CancellationToken stop) =>
        (await index.ListEntriesAsync(new MessageWindow(query, limit, After: since), stop)).Messages;

    /// <summary>Every message that comes from now on has a larger key than this.</summary>
    public async Task<string> MarkAsync(CancellationToken stop) => Limits.Write((await index.FindLatestAsync(stop))?.Key ?? 0)!;

    /// <summary>A message by its name, or the newest one that matches.</summary>
    public async Task<Either<ProblemHttpResult, MessageEntry>> FindAsync(string id, string? query, CancellationToken stop)
    {
        if (id == Latest) return await LatestAsync(query, stop);
        if (!QueueId.IsValid(id)) return Problem.Unknown("message", id);
        var name = new QueueId(id);
        if (await index.FindEntryAsync(name, stop) is { } known) return known;
        await indexer.CaughtUpAsync(stop);
        return await index.FindEntryAsync(name, stop) is { } entry ? entry : Problem.Unknown("message", id);
    }

    private async Task<Either<ProblemHttpResult, MessageEntry>> LatestAsync(string? query, CancellationToken stop)
    {
        var read = Problem.Search(query);
        if (read.Case is not SearchQuery search) return (ProblemHttpResult)read.Case!;
        await indexer.CaughtUpAsync(stop);
        return await NewestAsync(search, 1, null, stop) is [var entry]
            ? entry
            : Problem.Of(ProblemKind.Unknown, string.IsNullOrWhiteSpace(query) ? "There are no messages." : "No message matches.");
    }
}
