using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Pages.Models;

namespace Smtp.Host.Web.Pages;

/// <summary>What is still to be delivered.</summary>
internal sealed class QueuePages(SqliteStore store, TimeProvider time)
{
    private const int MostListed = 200;
    private const int MostShown = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/queue", (HttpContext context, Site site, QueuePages pages, CancellationToken stop) => pages.ShowAsync(context, site, null, stop));
        routes.MapGet("/queue/{id}", (HttpContext context, Site site, QueuePages pages, string id, CancellationToken stop) =>
            pages.ShowAsync(context, site, id, stop));
        routes.MapPost("/queue/actions", (HttpContext context, QueuePages pages, CancellationToken stop) => pages.ActAsync(context, stop));
    }

    /// <summary>How many deliveries go to each next hop, the most first.</summary>
    public static IReadOnlyList<(string Destination, int Count)> Destinations(IEnumerable<QueuedDelivery> deliveries) =>
        [.. deliveries.GroupBy(delivery => delivery.Destination).Select(group => (group.Key, group.Count())).OrderByDescending(one => one.Item2).Take(20)];

    private async Task<IResult> ShowAsync(HttpContext context, Site site, string? id, CancellationToken stop)
    {
        var (after, now) = (site.Now, time.GetUtcNow());
        var all = await store.ListQueueAsync(new QueueFilter(), Site.MostCounted, stop);
        var list = new ListModel.Queue([.. all.Take(MostListed)], all.Count, Destinations(all), now, id);
        if (id is null)
        {
            var text = all.Count == 0 ? "Nothing waits to be delivered." : "Choose a delivery to see its attempts.";
            return await site.ShowAsync(context, new Panes(Section.Queue, "Queue", "", after, list, new DetailModel.Nothing(text)), stop);
        }
        var message = QueueId.IsValid(id) ? new QueueId(id) : default(QueueId?);
        IReadOnlyList<QueuedDelivery> deliveries = message is { } known ? await store.ListQueueAsync(new QueueFilter(known), MostShown, stop) : [];
        IReadOnlyList<Attempt> attempts = message is { } same ? await store.ListAttemptsAsync(same, stop) : [];
        if (deliveries.Count == 0 && attempts.Count == 0)
        {
            var missing = new DetailModel.Missing("Nothing of this message is on its way.", "/queue");
            return await site.ShowAsync(context, new Panes(Section.Queue, "Not in the queue", "missing", after, list, missing, 404), stop);
        }
        var stored = await store.FindMessageAsync(message!.Value, stop);
        var view = new DeliveryModel(
            id, stored?.Envelope.From ?? (deliveries.Count > 0 ? deliveries[0].Sender : ""),
            [.. RecipientModel.Of(deliveries, attempts, now).Take(MostShown)],
            stored?.Envelope.To.Any(recipient => recipient.Mailbox is not null) == true);
        return await site.ShowAsync(context, new Panes(Section.Queue, $"Queue: {id}", $"queue {id}", after, list, new DetailModel.Delivery(view)), stop);
    }

    private async Task<IResult> ActAsync(HttpContext context, CancellationToken stop)
    {
        var form = await context.Request.ReadFormAsync(stop);
        var action = form["action"].ToString();
        QueueChange? change = action switch
        {
            "retry" => QueueChange.Retry,
            "hold" => QueueChange.Hold,
            "release" => QueueChange.Release,
            "delete" => QueueChange.Delete,
            _ => null,
        };
        if (change is not { } known) return Results.BadRequest();
        var back = Links.Back(form["back"], "/queue");
        var chosen = MailLists.Chosen(form);
        if (chosen.Count == 0) return Results.Redirect("/queue?done=nothing");
        var recipient = form["recipient"].ToString() is { Length: > 0 } address ? address : null;
        foreach (var id in chosen) await store.ChangeQueueAsync(new QueueFilter(id, recipient), known, time.GetUtcNow(), stop);
        var left = back.StartsWith("/queue/", StringComparison.Ordinal) && known == QueueChange.Delete ? "/queue" : back.Split('?')[0];
        return Results.Redirect($"{left}?done={action}");
    }
}
