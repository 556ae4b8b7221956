using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Smtp.Host.Web.Api.Document;

/// <summary>What types do not tell of themselves.</summary>
internal static class SchemaFacts
{
    public static Task Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken stop)
    {
        if (context.JsonPropertyInfo is not null) return Task.CompletedTask;
        if (context.ParameterDescription?.ParameterDescriptor is IParameterInfoParameterDescriptor parameter
            && parameter.ParameterInfo.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create((string)value!))];
        var type = context.JsonTypeInfo;
        if (type.Type == typeof(ProblemDetails)) OfProblem(schema);
        else if (type.Type == typeof(Stream)) schema.Description = "Octets.";
        else if (type.Kind == JsonTypeInfoKind.Object && type.Type.Assembly == typeof(SchemaFacts).Assembly && !IsAsked(type.Type))
        {
            // What is answered is whole, and may have more one day; what is asked may leave out what has a default, and has nothing else.
            schema.Required = schema.Properties?.Keys.ToHashSet(StringComparer.Ordinal);
            schema.AdditionalPropertiesAllowed = true;
        }
        return Task.CompletedTask;
    }

    private static bool IsAsked(Type type) =>
        type.Name.EndsWith("Request", StringComparison.Ordinal) || type == typeof(Messages.MessageChange);

    private static void OfProblem(OpenApiSchema schema)
    {
        schema.Description = "What went wrong (RFC 9457).";
        schema.AdditionalPropertiesAllowed = true;
        schema.Required = new HashSet<string>(StringComparer.Ordinal) { "type", "title", "status" };
        foreach (var (name, words) in new (string, string)[]
        {
            ("type", "Tells problems apart, where it begins with `/api/smtp/problems#`: `listProblems` has them all."),
            ("title", "What it is, the same every time."),
            ("status", "The status of the response."),
            ("detail", "What it is this time, for people."),
            ("instance", "Not used."),
        })
        {
            if (schema.Properties?[name] is OpenApiSchema property) property.Description = words;
        }
        schema.Properties?.Add("position", Number("The character of the search, from 0, at which the trouble begins."));
        schema.Properties?.Add("found", Number("How many messages matched when the time was over."));
    }

    private static OpenApiSchema Number(string words) => new() { Type = JsonSchemaType.Integer, Minimum = "0", Description = words };
}
