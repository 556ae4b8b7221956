using Smtp.Host.Web.Api.Document;
using Smtp.Host.Web.Api.Messages;
using Smtp.Host.Web.Api.Overview;
using Smtp.Host.Web.Api.Problems;
using Smtp.Host.Web.Api.Queue;
using Smtp.Host.Web.Api.Sessions;

namespace Smtp.Host.Web.Api;

/// <summary>Where the native API is.</summary>
internal static class ApiEndpoints
{
    public const string Root = "/api/smtp";

    /// <summary>What it needs.</summary>
    public static void Add(IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        // A request that cannot be read says why.
        services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        services.AddExceptionHandler<ProblemHandler>();
        services.AddSingleton<MessageFinder>();
        services.AddSingleton<MessageWaiting>();
        services.AddSingleton<MessageDetails>();
        services.AddScoped<SessionFinder>();
        services.AddSingleton<QueueFinder>();
        ApiDocument.Add(services);
    }

    /// <summary>Where it is.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        ApiDocument.Map(routes);
        var api = routes.MapGroup(Root).AddEndpointFilterFactory(Limits.Create);
        MessageEndpoints.Map(api);
        ChangeEndpoints.Map(api);
        FolderEndpoints.Map(api);
        SessionEndpoints.Map(api);
        QueueEndpoints.Map(api);
        OverviewEndpoints.Map(api);
    }
}
