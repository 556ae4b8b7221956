using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;

namespace Smtp.Host.Web.Mailpit;

/// <summary>JSON as Mailpit has it: names as they are written in its types, and moments that end with <c>Z</c> in UTC.</summary>
internal static class MailpitJson
{
    /// <summary>Beyond it a request that only names things is none.</summary>
    public const int MostAsked = 1024 * 1024;

    /// <summary>How it is written and read.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNameCaseInsensitive = true,
        // Data, served as such: nothing in it is ever taken for markup.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new Moment() },
        TypeInfoResolver = MailpitTypes.Default,
    };

    /// <summary>A response.</summary>
    public static IResult Of<T>(T value, int status = StatusCodes.Status200OK) => Results.Json(value, TypeOf<T>(), statusCode: status);

    /// <summary>How one type is written and read.</summary>
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Reads what a request brings; null where it brings nothing.</summary>
    /// <exception cref="MailpitException">It is no JSON of that kind, or too long.</exception>
    public static async Task<T?> ReadAsync<T>(HttpRequest request, long most, CancellationToken stop)
        where T : class
    {
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = most;
        try
        {
            using var octets = new MemoryStream();
            await request.Body.CopyToAsync(octets, stop);
            return octets.Length == 0 ? null : JsonSerializer.Deserialize(octets.GetBuffer().AsSpan(0, (int)octets.Length), TypeOf<T>());
        }
        catch (BadHttpRequestException bad)
        {
            throw new MailpitException(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The request is too large." : bad.Message)
            {
                Status = bad.StatusCode,
            };
        }
        catch (JsonException wrong)
        {
            throw new MailpitException(wrong.Path is { Length: > 1 } path
                ? $"The request is no JSON of the kind that is wanted: see '{path}'."
                : "The request is no JSON of the kind that is wanted.");
        }
    }

    private sealed class Moment : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
        {
            if (value.Offset == TimeSpan.Zero) writer.WriteStringValue(value.UtcDateTime);
            else writer.WriteStringValue(value);
        }
    }
}
