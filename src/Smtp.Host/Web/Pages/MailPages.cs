using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Pages.Models;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web.Pages;

/// <summary>The inbox and the messages.</summary>
internal static class MailPages
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/mail", ListAsync);
        routes.MapGet("/mail/{id}", (HttpContext context, Site site, MailLists lists, MessageTabs tabs, string id, CancellationToken stop) =>
            MessageAsync(context, site, lists, tabs, id, null, stop));
        routes.MapGet("/mail/{id}/{tab:regex(^(html|text|source|headers|parts|envelope|conversation)$)}",
            (HttpContext context, Site site, MailLists lists, MessageTabs tabs, string id, string tab, CancellationToken stop) =>
                MessageAsync(context, site, lists, tabs, id, Enum.Parse<MessageTab>(tab, ignoreCase: true), stop));
        routes.MapGet("/mail/{id}/frame", FrameAsync);
        routes.MapGet("/mail/{id}/raw", RawAsync);
        routes.MapGet("/mail/{id}/part/{part}", PartAsync);
        routes.MapPost("/mail/actions", ActAsync);
        routes.MapPost("/mail/undo", UndoAsync);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Site site, MailLists lists, CancellationToken stop)
    {
        var now = site.Now;
        var list = await lists.ReadAsync(PlaceOf(context.Request.Query), null, stop);
        var title = list.Count.Unread > 0 && list.Place.Query.Length == 0 ? $"Inbox ({Words.Count(list.Count.Unread)})" : "Inbox";
        var text = list.Rows.Count > 0 ? "Choose a message to read it." : "Mail appears here as it arrives.";
        return await site.ShowAsync(context, new Panes(
            Section.Mail, title, "", now, list, new DetailModel.Nothing(text), list.Error is null ? 200 : 400), stop);
    }

    private static async Task<IResult> MessageAsync(
        HttpContext context, Site site, MailLists lists, MessageTabs tabs, string id, MessageTab? tab, CancellationToken stop)
    {
        var (now, place) = (site.Now, PlaceOf(context.Request.Query));
        var entry = QueueId.IsValid(id) ? await lists.FindAsync(new QueueId(id), stop) : null;
        var view = entry is null ? null : await tabs.ReadAsync(entry, place, tab, context.Request.Query["remote"] == "1", stop);
        if (view is { Entry.Unread: true }) await lists.MarkAsync([view.Entry.Id], unread: false, stop);
        // Read after it was marked, so that the list shows it as read.
        var list = await lists.ReadAsync(place, id, stop);
        if (view is null)
        {
            var missing = new DetailModel.Missing("This message is not here, or not any more.", place.Url());
            return await site.ShowAsync(context, new Panes(Section.Mail, "No such message", "missing", now, list, missing, 404), stop);
        }
        var key = $"mail {id} {view.Tab} {context.Request.Query["remote"]}";
        return await site.ShowAsync(context, new Panes(Section.Mail, view.Subject, key, now, list, new DetailModel.Message(view)), stop);
    }

    private static async Task<IResult> FrameAsync(HttpContext context, MailReader reader, string id, CancellationToken stop, int remote = 0)
    {
        using var document = QueueId.IsValid(id) ? await reader.OpenAsync(new QueueId(id), stop) : null;
        var page = document is null ? null : await Task.Run(() => SafeHtml.Of(document), stop);
        if (page is null) return Results.NotFound();
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = remote == 1 ? SecurityHeaders.MailWithRemote : SecurityHeaders.Mail;
        return Results.Content(page.Html, "text/html; charset=utf-8");
    }

    private static async Task<IResult> RawAsync(HttpContext context, IStore store, string id, CancellationToken stop)
    {
        if (!QueueId.IsValid(id) || await store.OpenContentAsync(new QueueId(id), stop) is not { } content) return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = "sandbox; " + SecurityHeaders.Data;
        return Results.Stream(content, "message/rfc822", $"{id}.eml");
    }

    private static async Task PartAsync(HttpContext context, MailReader reader, string id, string part, CancellationToken stop)
    {
        using var document = QueueId.IsValid(id) ? await reader.OpenAsync(new QueueId(id), stop) : null;
        if (document?.Find(part) is not { } found || !PartFile.CanBeSaved(found))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // Whatever it says it is: to a browser it is octets to be saved.
        await PartFile.SendAsync(context, found, "application/octet-stream", stop);
    }

    private static async Task<IResult> ActAsync(HttpContext context, MailLists lists, CancellationToken stop)
    {
        var form = await context.Request.ReadFormAsync(stop);
        var (place, open) = (PlaceOf(form), form["open"].ToString());
        var back = QueueId.IsValid(open) ? place.Url(open) : place.Url();
        var ids = MailLists.Chosen(form);
        if (ids.Count == 0) return Results.Redirect(With(back, "done=nothing"));
        switch (form["action"].ToString())
        {
            case "delete":
                var deletion = await lists.DeleteAsync(ids, stop);
                // What is open and deleted cannot stay open.
                if (ids.Any(id => id.Text == open)) back = place.Url();
                return deletion.Ids.Count == 0
                    ? Results.Redirect(back)
                    : Results.Redirect(With(back, $"undo={Links.Number(deletion.Number)}&n={Links.Number(deletion.Ids.Count)}"));
            case "read":
                await lists.MarkAsync(ids, unread: false, stop);
                return Results.Redirect(back);
            case "unread":
                await lists.MarkAsync(ids, unread: true, stop);
                // Opening it anew would mark it as read again.
                return Results.Redirect(ids.Any(id => id.Text == open) ? place.Url() : back);
            default:
                return Results.BadRequest();
        }
    }

    private static async Task<IResult> UndoAsync(HttpContext context, MailLists lists, CancellationToken stop)
    {
        var form = await context.Request.ReadFormAsync(stop);
        if (!long.TryParse(form["deletion"], out var deletion)) return Results.BadRequest();
        var restored = await lists.RestoreAsync(deletion, stop);
        return Results.Redirect(With(PlaceOf(form).Url(), restored.Count > 0 ? "done=restored" : "done=gone"));
    }

    private static string With(string url, string query) => url + (url.Contains('?', StringComparison.Ordinal) ? '&' : '?') + query;

    private static MailPlace PlaceOf(IQueryCollection query) => PlaceOf(query["q"], query["before"]);

    private static MailPlace PlaceOf(IFormCollection form) => PlaceOf(form["q"], form["before"]);

    private static MailPlace PlaceOf(string? query, string? before) =>
        new((query ?? "").Trim(), long.TryParse(before, out var cursor) ? cursor : null);
}
