using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Document;
using Smtp.Host.Web.Api.Messages;
using Smtp.Host.Web.Api.Problems;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Api.Overview;

/// <summary>The host itself.</summary>
internal static class OverviewEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        var host = api.MapGroup("").WithTags(ApiTags.Host);
        host.MapGet("/info", InfoAsync).WithName("getInfo");
        host.MapGet("/problems", Problems).WithName("listProblems");
    }

    /// <summary>Tells how the host is</summary>
    /// <remarks>Its version, where it listens, and how much it holds.</remarks>
    internal static async Task<Ok<HostInfo>> InfoAsync(
        HostFacts facts, LiveConfiguration configuration, IMessageIndex index, IQueue queue, MessageWaiting waiting, CancellationToken stop)
    {
        var messages = await index.CountEntriesAsync(SearchQuery.Everything, TimeZoneInfo.Utc, stop);
        return TypedResults.Ok(new HostInfo(
            ProductVersion.Text, configuration.Options.HostName, facts.StartedAt, facts.Listeners, facts.Connections, messages.Total, messages.Unread,
            await queue.CountQueueAsync(new QueueFilter(), stop), await queue.CountQueueAsync(new QueueFilter(Held: true), stop),
            waiting.Count));
    }

    /// <summary>Lists what can go wrong</summary>
    /// <remarks>The types of problems that a program can tell apart by `type`.</remarks>
    internal static Ok<ProblemList> Problems() => TypedResults.Ok(new ProblemList(
        [.. ProblemKind.All.Select(kind => new ProblemType(kind.Type, kind.Status, kind.Title, kind.Description))]));
}
