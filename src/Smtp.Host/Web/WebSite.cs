using Smtp.Host.Receiving;
using Smtp.Host.Recording;
using Smtp.Host.Storage;
using Smtp.Host.Telemetry;
using Smtp.Host.Web.Api;
using Smtp.Host.Web.Api.Overview;
using Smtp.Host.Web.Live;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Mailpit;
using Smtp.Host.Web.Pages;
using Smtp.Host.Web.Search;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web;

/// <summary>The pages and the API, in the process of the mail server: what they are made of, and where each of them is.</summary>
internal static class WebSite
{
    /// <summary>What they need. Components and endpoints have these injected.</summary>
    public static void Add(IServiceCollection services, SmtpServer.Parts parts, WebPlace place)
    {
        services.AddRouting();
        services.AddProblemDetails();
        services.AddSingleton(place);
        services.AddSingleton(parts.Configuration);
        services.AddSingleton(parts.Time);
        services.AddSingleton<IStore>(parts.Store);
        services.AddSingleton<IQueue>(parts.Store);
        services.AddSingleton<IMessageIndex>(parts.Store);
        services.AddSingleton(parts.Store);
        services.AddSingleton(parts.Logins);
        services.AddSingleton(parts.Archive);
        services.AddSingleton<Recordings>();
        services.AddSingleton(new Intake(parts));
        services.AddSingleton<Access>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<LiveEvents>();
        services.AddSingleton<EventStream>();
        services.AddHostedService<SessionNews>();
        services.AddSingleton<MailReader>();
        services.AddSingleton<MailChanges>();
        services.AddSingleton<MessageIndexer>();
        services.AddHostedService(provider => provider.GetRequiredService<MessageIndexer>());
        services.AddSingleton(new HostFacts(parts));
        PageEndpoints.Add(services);
        MailpitEndpoints.Add(services, parts);
        ApiEndpoints.Add(services);
    }

    /// <summary>Where they are.</summary>
    public static void Map(WebApplication app)
    {
        app.Use(SocketThreads.LeaveAsync);
        var guard = ActivatorUtilities.CreateInstance<Guard>(app.Services);
        app.Use(guard.InvokeAsync);
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseWebSockets();
        app.UseRouting();
        app.MapGet("/livez", () => Results.Text("ok"));
        app.MapGet("/readyz", (Readiness readiness, CancellationToken stop) => readiness.AnswerAsync(stop));
        app.MapPrometheusScrapingEndpoint();
        app.MapGet("/events", (HttpContext context, EventStream stream) => stream.ServeAsync(context));
        PageEndpoints.Map(app);
        MailpitEndpoints.Map(app);
        ApiEndpoints.Map(app);
    }
}
