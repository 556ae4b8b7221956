using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web.Mailpit;

/// <summary><c>/view/{id}.html</c> and <c>/view/{id}.txt</c>, for tests that look at mail as a reader does.</summary>
internal static class MailpitViews
{
    public static void Map(IEndpointRouteBuilder views)
    {
        views.MapGet("/{id}.html", HtmlAsync);
        views.MapGet("/{id}.txt", TextAsync);
        views.MapGet("/{id}", async (HttpRequest request, MailpitMailbox mailbox, string id, CancellationToken stop) =>
            Results.Redirect($"/mail/{(await mailbox.FindAsync(request, id, stop)).Id.Text}"));
    }

    // HTML of mail is hostile here too: without scripts, in a sandbox, and with what is remote only where ?remote=1 asks for it.
    private static async Task<IResult> HtmlAsync(HttpContext context, MailpitMessages messages, string id, CancellationToken stop)
    {
        var (_, document) = await messages.ReadAsync(context.Request, id, stop);
        using (document)
        {
            var page = await Task.Run(() => SafeHtml.Of(document), stop) ?? throw MailpitException.NotFound("The message has no HTML.");
            context.Response.Headers.ContentSecurityPolicy =
                context.Request.Query["remote"] == "1" ? SecurityHeaders.MailWithRemote : SecurityHeaders.Mail;
            return Results.Content(page.Html, "text/html; charset=utf-8");
        }
    }

    private static async Task<IResult> TextAsync(HttpContext context, MailpitMessages messages, string id, CancellationToken stop)
    {
        var (_, document) = await messages.ReadAsync(context.Request, id, stop);
        using (document) return Results.Text(await Task.Run(() => MailpitMessages.TextOf(document), stop), "text/plain; charset=utf-8");
    }
}
