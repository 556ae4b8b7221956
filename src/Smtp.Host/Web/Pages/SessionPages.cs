using System.Globalization;
using System.Text;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Host.Recording;
using Smtp.Host.Web.Pages.Conversations;
using Smtp.Host.Web.Pages.Models;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web.Pages;

/// <summary>The conversations: those that run now, and those that are over.</summary>
internal sealed class SessionPages(Recordings recordings, LiveConfiguration configuration)
{
    private const int Window = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sessions", (HttpContext context, Site site, SessionPages pages, CancellationToken stop) => pages.ShowAsync(context, site, null, stop));
        routes.MapGet("/sessions/{id}", (HttpContext context, Site site, SessionPages pages, string id, CancellationToken stop) =>
            pages.ShowAsync(context, site, id, stop));
        routes.MapGet("/sessions/{id}/transcript", (HttpContext context, SessionPages pages, string id, CancellationToken stop) =>
            pages.DownloadAsync(context, id, stop));
    }

    /// <summary>A conversation; null where none was recorded under that name.</summary>
    /// <param name="id">The session.</param>
    /// <param name="message">The message that somebody wants to see in it; empty where they want to see all.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<ConversationModel?> ReadAsync(string id, string message, CancellationToken stop) =>
        await recordings.FindAsync(id, stop) is { } recording ? await ReadAsync(recording, stop, message) : null;

    /// <summary>A recording as a conversation.</summary>
    public Task<ConversationModel> ReadAsync(Recording.Recording recording, CancellationToken stop, string message = "") =>
        Task.Run(() => ConversationReader.Read(recording, Server(), message), stop);

    private async Task<IResult> ShowAsync(HttpContext context, Site site, string? id, CancellationToken stop)
    {
        var (now, list) = (site.Now, await ListAsync(context.Request.Query, id, stop));
        if (id is null)
        {
            var text = list.Rows.Count == 0 ? "Every session with this server is recorded here." : "Choose a session to see what was said.";
            return await site.ShowAsync(context, new Panes(Section.Sessions, "Sessions", "", now, list, new DetailModel.Nothing(text)), stop);
        }
        if (await ReadAsync(id, "", stop) is not { } view)
        {
            var missing = new DetailModel.Missing("This session was not recorded, or its recording is not kept any more.", list.Place.Url());
            return await site.ShowAsync(context, new Panes(Section.Sessions, "No such session", "missing", now, list, missing, 404), stop);
        }
        return await site.ShowAsync(
            context, new Panes(Section.Sessions, $"Session {id}", $"session {id}", now, list, new DetailModel.Session(view, list.Place)), stop);
    }

    private async Task<ListModel.Sessions> ListAsync(IQueryCollection query, string? open, CancellationToken stop)
    {
        var place = new SessionPlace(query["show"] == "failed", long.TryParse(query["before"], out var cursor) ? cursor : null);
        // What runs has not failed yet, and stands before everything that is over.
        var running = place.FailedOnly || place.Before is not null ? [] : recordings.Running(Window);
        var page = await recordings.PageAsync(Window, place.Before, place.FailedOnly, stop);
        var (all, failed) = await recordings.CountAsync(stop);
        var rows = running.Select(one => new SessionRow(one.Session, Refusals.Words(one.Stands)))
            .Concat(page.Sessions.Where(session => !running.Any(one => one.Session.Id == session.Id)).Select(session => new SessionRow(session, "")));
        return new ListModel.Sessions(place, [.. rows], page.Next, recordings.CountRunning, all, failed, open);
    }

    private async Task<IResult> DownloadAsync(HttpContext context, string id, CancellationToken stop)
    {
        if (await recordings.FindAsync(id, stop) is not { } recording) return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = "sandbox; " + SecurityHeaders.Data;
        var name = new string([.. id.Where(one => char.IsAsciiLetterOrDigit(one) || one == '-')]);
        return Results.File(Encoding.UTF8.GetBytes(recording.Text), "text/plain; charset=utf-8", $"{(name.Length > 0 ? name : "session")}.smtp");
    }

    private string Server()
    {
        var place = configuration.Options.Listeners.Select(listener => listener.Place()).FirstOrDefault();
        return place switch
        {
            ListenAddress.Ip ip => string.Create(CultureInfo.InvariantCulture, $"{ip}"),
            ListenAddress.Localhost or ListenAddress.Everywhere => place.ToString()!.Replace("*", "127.0.0.1", StringComparison.Ordinal),
            _ => "127.0.0.1:2525",
        };
    }
}
