using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api.Queue;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Pages.Models;

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
        options.TypeInfoResolver = ApiTypes.Default.WithAddedModifier(BaseFirst);
        if (options.Converters.OfType<JsonStringEnumConverter<DeliveryState>>().Any()) return options;
        options.Converters.Add(Words<DeliveryState>());
        options.Converters.Add(Words<QueueChange>());
        options.Converters.Add(Words<MailPartRole>());
        options.Converters.Add(Words<Telling>());
        options.Converters.Add(Words<Speaker>());
        return options;
    }

    private static JsonStringEnumConverter<T> Words<T>()
        where T : struct, Enum =>
        new(JsonNamingPolicy.CamelCase, allowIntegerValues: false);

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
