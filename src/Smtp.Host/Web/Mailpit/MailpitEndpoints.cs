using Smtp.Host.Receiving;

namespace Smtp.Host.Web.Mailpit;

/// <summary>Mailpit's API of version 1, for the clients that people already use: where each of its addresses is.</summary>
internal static class MailpitEndpoints
{
    /// <summary>What they need.</summary>
    public static void Add(IServiceCollection services, SmtpServer.Parts parts)
    {
        services.AddSingleton(_ => new MailpitCounts(parts));
        services.AddSingleton<MailpitMailbox>();
        services.AddSingleton<MailpitMessages>();
        services.AddSingleton<MailpitEvents>();
        services.AddSingleton<MailpitSending>();
        services.AddSingleton<MailpitHost>();
    }

    /// <summary>Where they are.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        // It counts from now on, not from when somebody asks first.
        routes.ServiceProvider.GetRequiredService<MailpitCounts>();
        var mailpit = routes.MapGroup("").ExcludeFromDescription().AddEndpointFilter(AnswerAsync);
        var api = mailpit.MapGroup("/api/v1");
        MailpitLists.Map(api);
        MailpitTags.Map(api);
        MailpitMessages.Map(api);
        MailpitChecks.Map(api);
        MailpitSending.Map(api);
        MailpitHost.Map(api);
        MailpitViews.Map(mailpit.MapGroup("/view"));
        mailpit.MapGet("/api/events", (HttpContext context, MailpitEvents events) => events.ServeAsync(context));
    }

    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (MailpitException refusal)
        {
            return refusal.Result(json: context.HttpContext.Request.Path == "/api/v1/send");
        }
    }
}
