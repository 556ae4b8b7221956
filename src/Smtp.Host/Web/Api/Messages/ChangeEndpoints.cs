using System.ComponentModel.DataAnnotations;
using System.Globalization;
using LanguageExt;
using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Document;
using Smtp.Host.Web.Api.Problems;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Search;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>Changes messages.</summary>
internal static class ChangeEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/messages").WithTags(ApiTags.Messages);
        messages.MapPatch("/{id}", ChangeAsync).WithName("changeMessage").Fails(ProblemKind.BadRequest, ProblemKind.Unknown).TakesJson();
        messages.MapDelete("/{id}", DeleteOneAsync).WithName("deleteMessage").Fails(ProblemKind.Unknown);
        messages.MapDelete("", DeleteMatchingAsync).WithName("deleteMatchingMessages").Fails(ProblemKind.BadSearch, ProblemKind.BadRequest);
        messages.MapPost("/delete", DeleteAsync).WithName("deleteMessages").Fails(ProblemKind.BadRequest).TakesJson();
        messages.MapPost("/restore", RestoreAsync).WithName("restoreMessages").Fails(ProblemKind.BadRequest, ProblemKind.TooLate).TakesJson();
        messages.MapPost("/mark", MarkAsync).WithName("markMessages").Fails(ProblemKind.BadSearch, ProblemKind.BadRequest).TakesJson();
    }

    /// <summary>Marks or tags a message</summary>
    /// <param name="id">The name of the message, or `latest`.</param>
    /// <param name="change">What is to be changed.</param>
    internal static async Task<Results<Ok<MessageRow>, ProblemHttpResult>> ChangeAsync(
        string id, MessageChange change, MessageFinder finder, MailChanges changes, CancellationToken stop)
    {
        if (change.Tags is { } wanted && ErrorOf(wanted) is { } error) return Problem.Of(ProblemKind.BadRequest, error);
        var found = await finder.FindAsync(id, null, stop);
        if (found.Case is not MessageEntry entry) return (ProblemHttpResult)found.Case!;
        if (change.Unread is { } unread) await changes.MarkAsync(new MessageSelection.These([entry.Id]), unread, stop);
        if (change.Tags is { } tags) await changes.SetTagsAsync([entry.Id], tags, stop);
        var after = await finder.FindAsync(entry.Id.Text, null, stop);
        return after.Case is MessageEntry changed ? TypedResults.Ok(MessageRow.Of(changed)) : (ProblemHttpResult)after.Case!;
    }

    /// <summary>Deletes a message</summary>
    /// <remarks>It can be taken back for half a minute.</remarks>
    /// <param name="id">The name of the message, or `latest`.</param>
    internal static async Task<Results<Ok<DeletedMessages>, ProblemHttpResult>> DeleteOneAsync(
        string id, MessageFinder finder, MailChanges changes, TimeProvider time, CancellationToken stop)
    {
        var found = await finder.FindAsync(id, null, stop);
        return found.Case is MessageEntry entry
            ? TypedResults.Ok(await HideAsync(new MessageSelection.These([entry.Id]), changes, time, stop))
            : (ProblemHttpResult)found.Case!;
    }

    /// <summary>Deletes the messages that match a search, or all</summary>
    /// <remarks>It can be taken back for half a minute.</remarks>
    /// <param name="query">Which messages, as in `listMessages`; all of them where there is none.</param>
    internal static async Task<Results<Ok<DeletedMessages>, ProblemHttpResult>> DeleteMatchingAsync(
        MailChanges changes, MessageIndexer indexer, TimeProvider time, CancellationToken stop, [StringLength(SearchGrammar.MaxLength)] string? query = null)
    {
        var which = Matching(query);
        if (which.Case is not MessageSelection selection) return (ProblemHttpResult)which.Case!;
        await indexer.CaughtUpAsync(stop);
        return TypedResults.Ok(await HideAsync(selection, changes, time, stop));
    }

    /// <summary>Deletes messages by their names</summary>
    /// <remarks>It can be taken back for half a minute.</remarks>
    internal static async Task<Results<Ok<DeletedMessages>, ProblemHttpResult>> DeleteAsync(
        DeleteRequest request, MailChanges changes, TimeProvider time, CancellationToken stop)
    {
        var which = These(request.Ids);
        return which.Case is MessageSelection selection
            ? TypedResults.Ok(await HideAsync(selection, changes, time, stop))
            : (ProblemHttpResult)which.Case!;
    }

    /// <summary>Takes back a deletion</summary>
    internal static async Task<Results<Ok<ChangedCount>, ProblemHttpResult>> RestoreAsync(
        RestoreRequest request, MailChanges changes, CancellationToken stop)
    {
        if (!long.TryParse(request.Deletion, NumberStyles.None, CultureInfo.InvariantCulture, out var deletion))
            return Problem.Of(ProblemKind.BadRequest, "'deletion' takes what a deletion has given for it, and nothing else.");
        var restored = await changes.RestoreAsync(deletion, stop);
        return restored.Count > 0
            ? TypedResults.Ok(new ChangedCount(restored.Count))
            : Problem.Of(ProblemKind.TooLate, "Nothing of that deletion can be taken back.");
    }

    /// <summary>Marks messages as read or unread</summary>
    internal static async Task<Results<Ok<ChangedCount>, ProblemHttpResult>> MarkAsync(
        MarkRequest request, MailChanges changes, MessageIndexer indexer, CancellationToken stop)
    {
        if (request.Ids is null == request.Query is null) return Problem.Of(ProblemKind.BadRequest, "Either 'ids' or 'query' is needed, and not both.");
        var which = request.Ids is { } ids ? These(ids) : Matching(request.Query);
        if (which.Case is not MessageSelection selection) return (ProblemHttpResult)which.Case!;
        await indexer.CaughtUpAsync(stop);
        return TypedResults.Ok(new ChangedCount((await changes.MarkAsync(selection, request.Unread, stop)).Count));
    }

    private static async Task<DeletedMessages> HideAsync(
        MessageSelection which, MailChanges changes, TimeProvider time, CancellationToken stop)
    {
        var deletion = await changes.DeleteAsync(which, stop);
        return new DeletedMessages(Limits.Write(deletion.Number)!, deletion.Ids.Count, time.GetUtcNow() + Purging.Grace);
    }

    private static Either<ProblemHttpResult, MessageSelection> Matching(string? query)
    {
        if (string.IsNullOrWhiteSpace(query)) return new MessageSelection.All();
        return Problem.Search(query).Map<MessageSelection>(search => new MessageSelection.Matching(search, TimeZoneInfo.Utc));
    }

    private static Either<ProblemHttpResult, MessageSelection> These(IReadOnlyList<string> ids)
    {
        if (ids.Count is 0 or > MessageLimits.Ids) return Problem.Of(ProblemKind.BadRequest, $"'ids' takes 1 to {MessageLimits.Ids} names.");
        // In JSON a list may hold nulls, whatever its type says.
        foreach (var id in ids) if (!QueueId.IsValid(id)) return Problem.Of(ProblemKind.BadRequest, $"'{id}' is no name of a message.");
        return new MessageSelection.These([.. ids.Distinct(StringComparer.Ordinal).Select(id => new QueueId(id))]);
    }

    private static string? ErrorOf(IReadOnlyList<string?> tags)
    {
        if (tags.Count > MessageLimits.Tags) return $"A message has {MessageLimits.Tags} tags at most.";
        foreach (var tag in tags) if (tag is null || !MailSummary.IsTag(tag)) return $"'{tag}' is no tag: it takes 1 to 100 letters, digits, spaces and -_.";
        return null;
    }
}
