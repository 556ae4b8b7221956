using Microsoft.AspNetCore.Mvc;
using Smtp.Host.Web.Api.Problems;

namespace Smtp.Host.Web.Api.Document;

/// <summary>What the document tells of an endpoint beyond its types.</summary>
internal static class EndpointFacts
{
    private const long MostJson = 256 * 1024;

    /// <summary>What can go wrong there.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params ProblemKind[] kinds)
    {
        foreach (var status in kinds.Select(kind => kind.Status).Distinct()) endpoint.ProducesProblem(status);
        return endpoint.WithMetadata(new Failures(kinds));
    }

    /// <summary>It answers with octets of that type.</summary>
    public static RouteHandlerBuilder Gives(this RouteHandlerBuilder endpoint, string mediaType) =>
        endpoint.Produces<Stream>(StatusCodes.Status200OK, mediaType);

    /// <summary>It takes a short body in JSON, and nothing else.</summary>
    public static RouteHandlerBuilder TakesJson(this RouteHandlerBuilder endpoint) => endpoint
        .WithMetadata(new RequestSizeLimitAttribute(MostJson))
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    /// <summary>What can go wrong at an endpoint.</summary>
    public sealed record Failures(IReadOnlyList<ProblemKind> Kinds);
}
