using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Web.Live;
using Smtp.Host.Web.Pages.Models;
using Smtp.Host.Web.Security;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Pages;

/// <summary>Puts the three panes together and writes them as HTML, on the server and at once.</summary>
internal sealed class Site(
    IMessageIndex index, IQueue queue, LiveEvents events, LiveConfiguration configuration, IServiceProvider services, ILoggerFactory log)
{
    /// <summary>Deliveries beyond so many are not counted.</summary>
    public const int MostCounted = 1000;

    /// <summary>The last event, as the stream of events resumes after it. Ask before reading what is shown.</summary>
    public string Now => $"{events.Epoch}-{Links.Number(events.Last)}";

    /// <summary>Answers with a page.</summary>
    public async Task<IResult> ShowAsync(HttpContext context, Panes panes, CancellationToken stop)
    {
        var request = context.Request;
        var folders = await FoldersAsync(panes.List is ListModel.Messages messages ? messages.Place.Query : "", stop);
        var model = new SiteModel(
            panes.Title, panes.Section, panes.Key, panes.After, ThemeOf(request), request.Path + request.QueryString, folders, panes.List,
            panes.Detail, NoticeOf(request));
        await using var renderer = new HtmlRenderer(services, log);
        var html = await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<Layout>(ParameterView.FromDictionary(new Dictionary<string, object?> { ["Model"] = model })))
                .ToHtmlString());
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = SecurityHeaders.Page;
        // With no-referrer a browser would send forms as if they came from nowhere ("Origin: null"), and the guard would refuse them.
        headers["Referrer-Policy"] = "same-origin";
        return Results.Content(html, "text/html; charset=utf-8", statusCode: panes.Status);
    }

    private async Task<FoldersModel> FoldersAsync(string query, CancellationToken stop) => new(
        await index.CountEntriesAsync(SearchQuery.Everything, TimeZoneInfo.Utc, stop),
        await index.ListMailboxesAsync(FoldersModel.Most, stop),
        [.. (await index.ListTagsAsync(stop)).Take(FoldersModel.Most)],
        (await queue.ListQueueAsync(new QueueFilter(), MostCounted, stop)).Count,
        query, configuration.Options.HostName);

    private static string ThemeOf(HttpRequest request) => request.Cookies["theme"] switch { "light" => "light", "dark" => "dark", _ => "auto" };

    private static Notice? NoticeOf(HttpRequest request)
    {
        var query = request.Query;
        if (long.TryParse(query["undo"], out var deletion) && int.TryParse(query["n"], out var count) && count is > 0 and <= 1_000_000)
            return new Notice($"{Words.Count(count, "message", "messages")} deleted.", deletion);
        return query["done"].ToString() switch
        {
            "restored" => new Notice("Back where it was.", null),
            "gone" => new Notice("Too late: that is gone for good.", null),
            "retry" => new Notice("It is tried now.", null),
            "hold" => new Notice("Held until it is released.", null),
            "release" => new Notice("Released; it goes on now.", null),
            "delete" => new Notice("Taken out of the queue.", null),
            "nothing" => new Notice("Nothing was chosen.", null),
            _ => null,
        };
    }
}

/// <summary>What a handler wants shown.</summary>
/// <param name="Section">Where it is.</param>
/// <param name="Title">What the window is called.</param>
/// <param name="Key">The same for pages whose third pane shows the same.</param>
/// <param name="After">The last event before it was read.</param>
/// <param name="List">The second pane.</param>
/// <param name="Detail">The third.</param>
/// <param name="Status">The status of the response.</param>
internal sealed record Panes(
    Section Section, string Title, string Key, string After, ListModel List, DetailModel Detail, int Status = StatusCodes.Status200OK);
