using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Web.Mailpit;

/// <summary><c>/api/v1/messages</c> and <c>/api/v1/search</c>.</summary>
internal static class MailpitLists
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/messages", async (HttpRequest request, MailpitMailbox mailbox, TimeProvider time, CancellationToken stop) =>
            MailpitJson.Of(await mailbox.ListAsync(MailpitQuery.OfAll(request, time), stop)));
        api.MapGet("/search", async (HttpRequest request, MailpitMailbox mailbox, TimeProvider time, CancellationToken stop) =>
            MailpitJson.Of(await mailbox.ListAsync(MailpitQuery.OfSearch(request, time), stop)));
        api.MapPut("/messages", MarkAsync);
        api.MapDelete("/messages", DeleteAsync);
        api.MapDelete("/search", async (HttpRequest request, MailpitMailbox mailbox, MailChanges changes, CancellationToken stop) =>
        {
            await changes.DeleteAsync(await mailbox.MatchingAsync(MailpitQuery.Text(request), request.Query["tz"], stop), stop);
            return Results.Text("ok");
        });
    }

    /// <summary>Those of the names that can be names of messages.</summary>
    public static IReadOnlyList<QueueId> Ids(IEnumerable<string?> ids) =>
        [.. ids.OfType<string>().Where(id => QueueId.IsValid(id)).Distinct(StringComparer.Ordinal).Select(id => new QueueId(id))];

    private static async Task<IResult> MarkAsync(HttpRequest request, MailpitMailbox mailbox, MailChanges changes, CancellationToken stop)
    {
        var asked = await MailpitJson.ReadAsync<Marking>(request, MailpitJson.MostAsked, stop) ?? throw new MailpitException("The request is empty.");
        var (ids, search) = (asked.IDs ?? [], asked.Search?.Trim() ?? "");
        if (ids.Count > 0 && search.Length > 0) throw new MailpitException("Messages are named by IDs or by Search, not by both.");
        var which = ids.Count > 0 ? new MessageSelection.These(Ids(ids))
            : search.Length > 0 ? await mailbox.MatchingAsync(search, request.Query["tz"], stop)
            : new MessageSelection.All();
        await changes.MarkAsync(which, unread: !asked.Read, stop);
        return Results.Text("ok");
    }

    // Without IDs it means all of them; something that cannot be read means none.
    private static async Task<IResult> DeleteAsync(HttpRequest request, MailChanges changes, CancellationToken stop)
    {
        var asked = await MailpitJson.ReadAsync<Naming>(request, MailpitJson.MostAsked, stop);
        await changes.DeleteAsync(asked?.IDs is { Count: > 0 } ids ? new MessageSelection.These(Ids(ids)) : new MessageSelection.All(), stop);
        return Results.Text("ok");
    }

    internal sealed record Marking(bool Read, IReadOnlyList<string?>? IDs, string? Search);

    internal sealed record Naming(IReadOnlyList<string?>? IDs);
}
