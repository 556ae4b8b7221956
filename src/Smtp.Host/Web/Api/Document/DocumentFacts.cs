using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Smtp.Host.Configuration;

namespace Smtp.Host.Web.Api.Document;

/// <summary>The document as a whole: what it is about, who may come in, and what every operation may answer.</summary>
internal static class DocumentFacts
{
    private const string Problems = "application/problem+json";

    private static readonly (string Status, string Name, string Description)[] Everywhere =
    [
        ("401", "NotProven", "A token or the password of an account is needed."),
        ("403", "Foreign", "A page of another site asks."),
        ("421", "Misdirected", "The host is not known by that name."),
        ("500", "Broken", "The host made a mistake. Its log says more."),
        ("503", "NotNow", "The store cannot do it now (`storage`), or the host is stopping (`stopping`)."),
    ];

    public static async Task Apply(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken stop)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Smtp",
            Version = ProductVersion.Text,
            Description = "Mail, conversations and the queue of this host. Times are RFC 3339; what goes wrong is `application/problem+json`.",
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Tags = ApiTags.All.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["token"] = Scheme("bearer", "The token of the configuration (`web.token`)."),
            ["password"] = Scheme("basic", "The name and password of an account; or any name, and the token."),
        };
        // On this machine, and without a token in the configuration, nobody is asked.
        document.Security = [[], Requirement("token", document), Requirement("password", document)];
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemDetails), null, stop);
        document.AddComponent("ProblemDetails", problem);
        document.Components.Responses = Everywhere.ToDictionary(one => one.Name, one => (IOpenApiResponse)new OpenApiResponse
        {
            Description = one.Description,
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
            {
                [Problems] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("ProblemDetails", document) },
            },
        });
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()))
            foreach (var (status, name, _) in Everywhere)
                operation.Responses?.TryAdd(status, new OpenApiResponseReference(name, document));
    }

    private static OpenApiSecurityScheme Scheme(string scheme, string words) =>
        new() { Type = SecuritySchemeType.Http, Scheme = scheme, Description = words };

    private static OpenApiSecurityRequirement Requirement(string name, OpenApiDocument document) =>
        new() { [new OpenApiSecuritySchemeReference(name, document)] = [] };
}
