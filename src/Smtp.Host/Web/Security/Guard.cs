using Serilog;
using Smtp.Host.Receiving;

namespace Smtp.Host.Web.Security;

/// <summary>Stands before everything: whose name we are asked by, whose page asks, and who it is.</summary>
internal sealed class Guard(WebPlace place, LiveConfiguration configuration, Access access)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var (request, response) = (context.Request, context.Response);
        SecurityHeaders.Apply(response);
        // Whether the host is alive is no secret, and whoever asks often knows it by its address alone.
        if (request.Path == "/livez" || request.Path == "/readyz")
        {
            await next(context);
            return;
        }
        if (!HostNames.IsOurs(request.Host, configuration.Loaded))
        {
            await RefuseAsync(context, StatusCodes.Status421MisdirectedRequest,
                $"This server is not known as '{Shown(request.Host)}'; web.hosts can name it.");
            return;
        }
        if (Origins.IsForeign(request))
        {
            await RefuseAsync(context, StatusCodes.Status403Forbidden, "A page of another site asks for this.");
            return;
        }
        if (access.IsAsked(place) && await access.WhoAsync(request, context.RequestAborted) is null)
        {
            if (request.Headers.Authorization.Count > 0) Log.Warning("Wrong password or token from {Address}", context.Connection.RemoteIpAddress?.ToString());
            response.Headers.WWWAuthenticate = new(["Basic realm=\"smtp\", charset=\"UTF-8\"", "Bearer realm=\"smtp\""]);
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "A password or a token is needed.");
            return;
        }
        await next(context);
    }

    private static Task RefuseAsync(HttpContext context, int status, string why) =>
        Results.Problem(why, statusCode: status).ExecuteAsync(context);

    private static string Shown(HostString host) => host.Value is { Length: > 0 and <= 255 } value ? value : "";
}
