using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Smtp.Host.Web.Api.Document;

/// <summary>What can go wrong with each operation.</summary>
internal static class OperationFacts
{
    public static Task Apply(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken stop)
    {
        var kinds = context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointFacts.Failures>().SelectMany(one => one.Kinds).ToList();
        foreach (var (status, response) in operation.Responses ?? [])
        {
            var titles = kinds.Where(kind => Configuration.Quantities.Write(kind.Status) == status).Select(kind => $"{kind.Title} (`{kind.Name}`).").ToList();
            response.Description = status switch
            {
                "200" => "As it was asked for.",
                "413" => "The body is too long.",
                "415" => "The body is not JSON.",
                _ => string.Join(' ', titles),
            };
        }
        return Task.CompletedTask;
    }
}
