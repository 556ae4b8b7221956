using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Document;
using Smtp.Host.Web.Api.Problems;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Search;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>The mailboxes and the tags.</summary>
internal static class FolderEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var folders = api.MapGroup("").WithTags(ApiTags.Folders);
        folders.MapGet("/mailboxes", MailboxesAsync).WithName("listMailboxes").Fails(ProblemKind.BadRequest);
        folders.MapGet("/tags", TagsAsync).WithName("listTags");
        folders.MapPatch("/tags/{tag}", RenameAsync).WithName("renameTag").Fails(ProblemKind.BadRequest, ProblemKind.Unknown).TakesJson();
        folders.MapDelete("/tags/{tag}", RemoveAsync).WithName("removeTag").Fails(ProblemKind.Unknown);
    }

    /// <summary>Lists mailboxes</summary>
    /// <remarks>Those that have messages, by name.</remarks>
    /// <param name="limit">How many at most.</param>
    internal static async Task<Ok<MailboxList>> MailboxesAsync(
        IMessageIndex index, MessageIndexer indexer, CancellationToken stop, [Range(1, 10_000)] int limit = 1000)
    {
        await indexer.CaughtUpAsync(stop);
        return TypedResults.Ok(new MailboxList(await index.ListMailboxesAsync(limit, stop)));
    }

    /// <summary>Lists tags</summary>
    /// <remarks>Those that messages have, by name.</remarks>
    internal static async Task<Ok<TagList>> TagsAsync(IMessageIndex index, MessageIndexer indexer, CancellationToken stop)
    {
        await indexer.CaughtUpAsync(stop);
        return TypedResults.Ok(new TagList(await index.ListTagsAsync(stop)));
    }

    /// <summary>Gives a tag another name</summary>
    /// <remarks>On every message. Where both are on one, one stays.</remarks>
    /// <param name="tag">The tag.</param>
    /// <param name="request">Its new name.</param>
    internal static async Task<Results<Ok<ChangedCount>, ProblemHttpResult>> RenameAsync(
        string tag, RenameRequest request, MailChanges changes, CancellationToken stop) =>
        MailSummary.IsTag(request.Name)
            ? await ChangeAsync(tag, request.Name, changes, stop)
            : Problem.Of(ProblemKind.BadRequest, "'name' takes 1 to 100 letters, digits, spaces and -_.");

    /// <summary>Takes a tag away</summary>
    /// <remarks>From every message; the messages stay.</remarks>
    /// <param name="tag">The tag.</param>
    internal static Task<Results<Ok<ChangedCount>, ProblemHttpResult>> RemoveAsync(string tag, MailChanges changes, CancellationToken stop) =>
        ChangeAsync(tag, null, changes, stop);

    private static async Task<Results<Ok<ChangedCount>, ProblemHttpResult>> ChangeAsync(
        string tag, string? name, MailChanges changes, CancellationToken stop)
    {
        var count = await changes.ChangeTagAsync(tag, name, stop);
        return count > 0 ? TypedResults.Ok(new ChangedCount(count)) : Problem.Unknown("tag", tag);
    }
}

/// <summary>Mailboxes.</summary>
/// <param name="Mailboxes">The mailboxes, by name.</param>
internal sealed record MailboxList(IReadOnlyList<MailboxCount> Mailboxes);

/// <summary>Tags.</summary>
/// <param name="Tags">The tags, by name.</param>
internal sealed record TagList(IReadOnlyList<TagCount> Tags);

/// <summary>Another name for a tag.</summary>
/// <param name="Name">The name: 1 to 100 letters, digits, spaces and `-_.`</param>
internal sealed record RenameRequest(string Name);
