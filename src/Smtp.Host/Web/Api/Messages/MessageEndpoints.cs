using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Document;
using Smtp.Host.Web.Api.Problems;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Security;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>Reads messages.</summary>
internal static class MessageEndpoints
{
    // Whatever a part says it is: to a browser it is octets to be saved.
    private const string Octets = "application/octet-stream";

    public static void Map(IEndpointRouteBuilder api)
    {
        var messages = api.MapGroup("/messages").WithTags(ApiTags.Messages);
        messages.MapGet("", ListAsync).WithName("listMessages").Fails(ProblemKind.BadSearch, ProblemKind.BadRequest);
        messages.MapGet("/wait", WaitAsync).WithName("waitForMessages")
            .Fails(ProblemKind.BadSearch, ProblemKind.BadRequest, ProblemKind.NothingCame, ProblemKind.TooManyWait);
        messages.MapGet("/{id}", GetAsync).WithName("getMessage").Fails(ProblemKind.BadSearch, ProblemKind.Unknown);
        messages.MapGet("/{id}/raw", RawAsync).WithName("getMessageRaw").Gives("message/rfc822").Fails(ProblemKind.BadSearch, ProblemKind.Unknown);
        messages.MapGet("/{id}/parts/{part}", PartAsync).WithName("getMessagePart").Gives(Octets).Fails(ProblemKind.BadSearch, ProblemKind.Unknown);
    }

    /// <summary>Lists messages</summary>
    /// <remarks>The newest first, a window at a time: `next` of one is the `cursor` of the one behind it. What comes meanwhile moves nothing.</remarks>
    /// <param name="query">Which messages: `from:ann subject:"the report" has:attachment is:unread tag:done larger:1MB before:2026-01-31 words`. A `-` in front of a term turns it round. All of them where it is empty.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">Where to go on: `next` of the window before.</param>
    internal static async Task<Results<Ok<MessageList>, ProblemHttpResult>> ListAsync(
        MessageFinder finder, CancellationToken stop, [StringLength(SearchGrammar.MaxLength)] string? query = null,
        [Range(1, 200)] int limit = 50, [RegularExpression(Limits.Cursor)] string? cursor = null) =>
        Problem.Search(query).Case switch
        {
            SearchQuery search => TypedResults.Ok(await finder.ListAsync(search, limit, Limits.Read(cursor), stop)),
            var problem => (ProblemHttpResult)problem!,
        };

    /// <summary>Waits for messages</summary>
    /// <remarks>Answers as soon as `count` messages match, with the newest of them, their links and their one-time codes. Messages that were
    /// there before count too, unless `since` says otherwise. Where the time is over first, the answer is a problem of the type
    /// `nothing-came` with the status 404, so that `curl --fail` fails.</remarks>
    /// <param name="query">Which messages, as in `listMessages`.</param>
    /// <param name="count">How many.</param>
    /// <param name="timeout">How long, in seconds; 0 only looks.</param>
    /// <param name="since">Only messages that came after this `mark`, which every list and every answer of this operation has.</param>
    internal static async Task<Results<Ok<ArrivedMessages>, ProblemHttpResult>> WaitAsync(
        MessageWaiting waiting, MessageFinder finder, MessageDetails details, CancellationToken stop,
        [StringLength(SearchGrammar.MaxLength)] string? query = null, [Range(1, 50)] int count = 1, [Range(0, 300)] int timeout = 10,
        [RegularExpression(Limits.Cursor)] string? since = null)
    {
        var read = Problem.Search(query);
        if (read.Case is not SearchQuery search) return (ProblemHttpResult)read.Case!;
        var (found, problem) = await waiting.WaitAsync(search, count, Limits.Read(since), TimeSpan.FromSeconds(timeout), stop);
        if (problem is not null) return problem;
        var messages = new List<ArrivedMessage>(found.Count);
        // One that has been deleted this very moment is left out.
        foreach (var entry in found) if (await details.ReadArrivedAsync(entry, stop) is { } message) messages.Add(message);
        return TypedResults.Ok(new ArrivedMessages(messages, Limits.Write(found[0].Key)!));
    }

    /// <summary>Opens a message</summary>
    /// <remarks>Its header, text, HTML, parts, envelope, links and one-time codes. That does not mark it as read.</remarks>
    /// <param name="id">The name of the message, the one in `250 Ok: queued as ID`; or `latest`.</param>
    /// <param name="query">With `latest`: the newest of those that match.</param>
    internal static async Task<Results<Ok<MessageDetail>, ProblemHttpResult>> GetAsync(
        string id, MessageFinder finder, MessageDetails details, CancellationToken stop, [StringLength(SearchGrammar.MaxLength)] string? query = null)
    {
        var found = await finder.FindAsync(id, query, stop);
        if (found.Case is not MessageEntry entry) return (ProblemHttpResult)found.Case!;
        return await details.ReadAsync(entry, stop) is { } detail ? TypedResults.Ok(detail) : Problem.Unknown("message", id);
    }

    /// <summary>Gets the octets of a message</summary>
    /// <remarks>Header and content, as they were received.</remarks>
    /// <param name="id">The name of the message, or `latest`.</param>
    /// <param name="query">With `latest`: the newest of those that match.</param>
    internal static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> RawAsync(
        string id, HttpResponse response, MessageFinder finder, IStore store, CancellationToken stop, [StringLength(SearchGrammar.MaxLength)] string? query = null)
    {
        var found = await finder.FindAsync(id, query, stop);
        if (found.Case is not MessageEntry entry) return (ProblemHttpResult)found.Case!;
        if (await store.OpenContentAsync(entry.Id, stop) is not { } content) return Problem.Unknown("message", id);
        response.Headers.ContentSecurityPolicy = "sandbox; " + SecurityHeaders.Data;
        return TypedResults.File(content, "message/rfc822", $"{entry.Id.Text}.eml");
    }

    /// <summary>Gets a part of a message</summary>
    /// <remarks>Its content, decoded, as a file: an attachment, a picture, or a message within the message. Its media type is told by
    /// `getMessage`; it goes out as octets, so that no browser makes anything of it.</remarks>
    /// <param name="id">The name of the message, or `latest`.</param>
    /// <param name="part">The part's `id`, such as `2` or `1.2`.</param>
    /// <param name="query">With `latest`: the newest of those that match.</param>
    internal static async Task<IResult> PartAsync(
        string id, string part, HttpContext context, MessageFinder finder, MailReader reader, CancellationToken stop,
        [StringLength(SearchGrammar.MaxLength)] string? query = null)
    {
        var found = await finder.FindAsync(id, query, stop);
        if (found.Case is not MessageEntry entry) return (ProblemHttpResult)found.Case!;
        using var document = await reader.OpenAsync(entry.Id, stop);
        if (document?.Find(part) is not { } content || !PartFile.CanBeSaved(content)) return Problem.Unknown("part", part);
        await PartFile.SendAsync(context, content, Octets, stop);
        return TypedResults.Empty;
    }
}
