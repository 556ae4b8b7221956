using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smtp.Host.Cli;

/// <summary>JSON as the commands write it: indented, every letter as it is.</summary>
internal static class CommandJson
{
    // Readable on a terminal; nobody puts it into a web page.
    private static readonly JsonSerializerOptions Options = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> one) => new([.. items.Select(one)]);

    public static JsonArray Array(IEnumerable<string> items) => Array(items, static item => JsonValue.Create(item));

    public static string Write(JsonNode node) => node.ToJsonString(Options);
}
