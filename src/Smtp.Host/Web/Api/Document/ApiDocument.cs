using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Smtp.Host.Web.Api.Document;

/// <summary>The description of the API (OpenAPI 3.1), made of the same types that answer.</summary>
internal static class ApiDocument
{
    private const string Name = "openapi";
    private const string Here = "http://here.invalid";

    // It is the program's and not one host's: making it takes long, so that is done once, for whoever asks first.
    private static string? _text;

    public static void Add(IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.ShouldInclude = endpoint => $"/{endpoint.RelativePath}".StartsWith(ApiEndpoints.Root, StringComparison.Ordinal);
        options.AddSchemaTransformer(SchemaFacts.Apply);
        options.AddOperationTransformer(OperationFacts.Apply);
        options.AddDocumentTransformer(DocumentFacts.Apply);
    });

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet($"{ApiEndpoints.Root}/{Name}.json", AnswerAsync).ExcludeFromDescription();

    /// <summary>The document, with the address at which it was asked for.</summary>
    private static async Task AnswerAsync(HttpContext context)
    {
        var text = _text ??= await MakeAsync(context.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name), context.RequestAborted);
        var address = JsonEncodedText.Encode($"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}").Value;
        context.Response.ContentType = "application/json;charset=utf-8";
        await context.Response.WriteAsync(text.Replace(Here, address, StringComparison.Ordinal), context.RequestAborted);
    }

    private static async Task<string> MakeAsync(IOpenApiDocumentProvider provider, CancellationToken stop)
    {
        var document = await provider.GetOpenApiDocumentAsync(stop);
        document.Servers = [new OpenApiServer { Url = Here }];
        return await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, stop);
    }
}
