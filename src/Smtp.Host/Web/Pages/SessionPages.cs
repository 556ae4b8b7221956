using System.Globalization;
using System.Text;
using Smtp.Host.Receiving;
using Smtp.Host.Recording;
using Smtp.Host.Storage;
using Smtp.Host.Web.Pages.Conversations;
using Smtp.Host.Web.Pages.Models;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web.Pages;

/// <summary>The conversations.</summary>
internal sealed class SessionPages(SqliteStore store, SessionArchive archive, LiveConfiguration configuration)
{
    private const int MostListed = 200;
    private const int MostLookedAt = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sessions", (HttpContext context, Site site, SessionPages pages, CancellationToken stop) => pages.ShowAsync(context, site, null, stop));
        routes.MapGet("/sessions/{id}", (HttpContext context, Site site, SessionPages pages, string id, CancellationToken stop) =>
            pages.ShowAsync(context, site, id, stop));
        routes.MapGet("/sessions/{id}/transcript", (HttpContext context, SessionPages pages, string id, CancellationToken stop) =>
            pages.DownloadAsync(context, id, stop));
    }

    /// <summary>The newest sessions; whoever looks does not wait for those to be written that have just ended.</summary>
    public async Task<IReadOnlyList<StoredSession>> NewestAsync(CancellationToken stop)
    {
        await archive.FlushAsync().WaitAsync(stop);
        return await store.ListSessionsAsync(MostLookedAt, stop);
    }

    /// <summary>A conversation; null where none was recorded under that name.</summary>
    public async Task<ConversationModel?> ReadAsync(string id, CancellationToken stop)
    {
        var known = (await NewestAsync(stop)).FirstOrDefault(session => session.Id == id);
        if (id.Length == 0 || await store.FindTranscriptAsync(id, stop) is not { } text) return null;
        return await Task.Run(() => ConversationReader.Read(id, text, known, Server()), stop);
    }

    private async Task<IResult> ShowAsync(HttpContext context, Site site, string? id, CancellationToken stop)
    {
        var now = site.Now;
        var all = await NewestAsync(stop);
        var failedOnly = context.Request.Query["show"] == "failed";
        var rows = (failedOnly ? all.Where(Words.Failed) : all).Take(MostListed).ToList();
        var list = new ListModel.Sessions(rows, failedOnly, all.Count(Words.Failed), id);
        if (id is null)
        {
            var text = all.Count == 0 ? "Every session with this server is recorded here." : "Choose a session to see what was said.";
            return await site.ShowAsync(context, new Panes(Section.Sessions, "Sessions", "", now, list, new DetailModel.Nothing(text)), stop);
        }
        if (await ReadAsync(id, stop) is not { } view)
        {
            var missing = new DetailModel.Missing("This session was not recorded, or its recording is not kept any more.", "/sessions");
            return await site.ShowAsync(context, new Panes(Section.Sessions, "No such session", "missing", now, list, missing, 404), stop);
        }
        return await site.ShowAsync(context, new Panes(Section.Sessions, $"Session {id}", $"session {id}", now, list, new DetailModel.Session(view)), stop);
    }

    private async Task<IResult> DownloadAsync(HttpContext context, string id, CancellationToken stop)
    {
        if (await store.FindTranscriptAsync(id, stop) is not { } text) return Results.NotFound();
        context.Response.Headers.ContentSecurityPolicy = "sandbox; " + SecurityHeaders.Data;
        var name = new string([.. id.Where(one => char.IsAsciiLetterOrDigit(one) || one == '-')]);
        return Results.File(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", $"{(name.Length > 0 ? name : "session")}.smtp");
    }

    private string Server()
    {
        var place = configuration.Options.Listeners.Select(listener => listener.Place()).FirstOrDefault();
        return place switch
        {
            Configuration.ListenAddress.Ip ip => string.Create(CultureInfo.InvariantCulture, $"{ip}"),
            Configuration.ListenAddress.Localhost or Configuration.ListenAddress.Everywhere => place.ToString()!.Replace("*", "127.0.0.1", StringComparison.Ordinal),
            _ => "127.0.0.1:2525",
        };
    }
}
