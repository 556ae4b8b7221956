using Microsoft.OpenApi;

namespace Smtp.Host.Web.Api.Document;

/// <summary>The description of the API (OpenAPI 3.1), made of the same types that answer.</summary>
internal static class ApiDocument
{
    private const string Name = "openapi";

    public static void Add(IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = endpoint => $"/{endpoint.RelativePath}".StartsWith(ApiEndpoints.Root, StringComparison.Ordinal);
        options.AddSchemaTransformer(SchemaFacts.Apply);
        options.AddOperationTransformer(OperationFacts.Apply);
        options.AddDocumentTransformer(DocumentFacts.Apply);
    });

    public static void Map(IEndpointRouteBuilder routes) => routes.MapOpenApi(ApiEndpoints.Root + "/{documentName}.json");
}
