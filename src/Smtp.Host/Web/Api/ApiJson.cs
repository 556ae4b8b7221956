using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Smtp.Host.Web.Api;

/// <summary>How the native API writes and reads JSON.</summary>
internal static class ApiJson
{
    /// <summary>camelCase, words for enumerations, nothing left out; nothing unknown or of another type read.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions());

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        // Data, served as such: nothing in it is ever taken for markup.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { BaseFirst } };
        if (!options.Converters.OfType<JsonStringEnumConverter>().Any())
            options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
        return options;
    }

    // What all messages have comes before what only an open one has.
    private static void BaseFirst(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            for (var at = type.Type; at is not null && (property.AttributeProvider as MemberInfo)?.DeclaringType != at; at = at.BaseType)
                property.Order--;
        }
    }
}
