using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Document;
using Smtp.Host.Web.Api.Messages;
using Smtp.Host.Web.Api.Problems;

namespace Smtp.Host.Web.Api.Queue;

/// <summary>What is still to be delivered.</summary>
internal static class QueueEndpoints
{
    // As long as the longest address, and the longest destination that a route is likely to name.
    private const int Longest = 320;

    public static void Map(IEndpointRouteBuilder api)
    {
        var queue = api.MapGroup("/queue").WithTags(ApiTags.Queue);
        queue.MapGet("", ListAsync).WithName("listDeliveries").Fails(ProblemKind.BadRequest);
        queue.MapGet("/{id}", GetAsync).WithName("getDelivery").Fails(ProblemKind.Unknown);
        queue.MapPost("/{id}/{action}", ChangeOneAsync).WithName("changeDelivery").Fails(ProblemKind.BadRequest, ProblemKind.Unknown);
        queue.MapPost("/actions", ChangeAsync).WithName("changeDeliveries").Fails(ProblemKind.BadRequest).TakesJson();
    }

    /// <summary>Lists deliveries that wait</summary>
    /// <remarks>In the order of their arrival, a window at a time; those that match all that is given.</remarks>
    /// <param name="recipient">Those to this address.</param>
    /// <param name="domain">Those to addresses of this domain.</param>
    /// <param name="sender">Those of messages with this reverse-path; empty for the null reverse-path.</param>
    /// <param name="destination">Those on the way to this next hop.</param>
    /// <param name="held">Only those that are held, or only those that are not.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">Where to go on: `next` of the window before.</param>
    internal static async Task<Results<Ok<DeliveryList>, ProblemHttpResult>> ListAsync(
        QueueFinder finder, CancellationToken stop, [StringLength(Longest)] string? recipient = null, [StringLength(Longest)] string? domain = null,
        [StringLength(Longest)] string? sender = null, [StringLength(Longest)] string? destination = null, bool? held = null,
        [Range(1, 200)] int limit = 50, [RegularExpression(Limits.Cursor)] string? cursor = null) =>
        TypedResults.Ok(await finder.ListAsync(
            new QueueFilter(null, recipient, domain, sender, destination, held), limit, Limits.Read(cursor) ?? 0, stop));

    /// <summary>Gets what becomes of a message on its way</summary>
    /// <remarks>What waits for each recipient, and every attempt with its conversation; for some time after the end too.</remarks>
    /// <param name="id">The name of the message.</param>
    internal static async Task<Results<Ok<DeliveryDetail>, ProblemHttpResult>> GetAsync(string id, QueueFinder finder, CancellationToken stop) =>
        QueueId.IsValid(id) && await finder.ReadAsync(new QueueId(id), stop) is { } detail
            ? TypedResults.Ok(detail)
            : Problem.Of(ProblemKind.Unknown, $"Nothing of a message '{id}' is on its way.");

    /// <summary>Retries, holds, releases or deletes the deliveries of a message</summary>
    /// <param name="id">The name of the message.</param>
    /// <param name="action">`retry` tries them now, those that are held excepted; `hold` stops them until they are released; `release` lets them go on at once; `delete` forgets them, and nobody is told.</param>
    /// <param name="recipient">Only the delivery to this address.</param>
    internal static async Task<Results<Ok<ChangedCount>, ProblemHttpResult>> ChangeOneAsync(
        string id, [AllowedValues("retry", "hold", "release", "delete")] string action, QueueFinder finder, CancellationToken stop,
        [StringLength(Longest)] string? recipient = null)
    {
        var change = Enum.Parse<QueueChange>(action, ignoreCase: true);
        var count = QueueId.IsValid(id) ? await finder.ChangeAsync(new QueueFilter(new QueueId(id), recipient), change, stop) : 0;
        return count > 0
            ? TypedResults.Ok(new ChangedCount(count))
            : Problem.Of(ProblemKind.Unknown, $"Nothing of a message '{id}'{(recipient is null ? "" : $" to '{recipient}'")} is on its way.");
    }

    /// <summary>Retries, holds, releases or deletes deliveries</summary>
    /// <remarks>All that match, as many as there are.</remarks>
    internal static async Task<Results<Ok<ChangedCount>, ProblemHttpResult>> ChangeAsync(
        QueueRequest request, QueueFinder finder, CancellationToken stop)
    {
        var filter = new QueueFilter(null, request.Recipient, request.Domain, request.Sender, request.Destination);
        if (filter == new QueueFilter() != request.All)
            return Problem.Of(ProblemKind.BadRequest, "Say which deliveries: 'recipient', 'domain', 'sender' or 'destination'; or 'all' by itself.");
        return TypedResults.Ok(new ChangedCount(await finder.ChangeAsync(filter, request.Action, stop)));
    }
}
