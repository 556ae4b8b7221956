namespace Smtp.Host.Web.Pages;

/// <summary>Where the pages are.</summary>
internal static class PageEndpoints
{
    /// <summary>What they need.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddScoped<Site>();
        services.AddScoped<MailLists>();
        services.AddScoped<MessageTabs>();
        services.AddScoped<SessionPages>();
        services.AddScoped<QueuePages>();
    }

    /// <summary>Where they are.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var pages = routes.MapGroup("").ExcludeFromDescription();
        pages.MapGet("/", () => Results.Redirect("/mail"));
        pages.MapGet("/assets/{name}", PageAssets.Get);
        pages.MapPost("/theme", ThemeAsync);
        MailPages.Map(pages);
        SessionPages.Map(pages);
        QueuePages.Map(pages);
        OverviewPage.Map(pages);
    }

    private static async Task<IResult> ThemeAsync(HttpContext context, CancellationToken stop)
    {
        var form = await context.Request.ReadFormAsync(stop);
        var theme = form["theme"].ToString();
        var cookie = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, MaxAge = TimeSpan.FromDays(3650), Path = "/" };
        if (theme is "light" or "dark") context.Response.Cookies.Append("theme", theme, cookie);
        else context.Response.Cookies.Delete("theme");
        return Results.Redirect(Links.Back(form["back"]));
    }
}
