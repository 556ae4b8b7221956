using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>The schemas of a document, each read once for all hosts that have the same. One test at a time looks at them: what the library
/// has read, it keeps in a place that is made for one thread.</summary>
internal sealed class Schemas
{
    private static readonly Lock Turn = new();
    private static readonly Dictionary<string, Schemas> Known = new(StringComparer.Ordinal);
    private static readonly EvaluationOptions Strictly = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly JsonNode _components;
    private readonly Dictionary<string, JsonSchema> _read = new(StringComparer.Ordinal);

    private Schemas(JsonNode components) => _components = components;

    /// <summary>Those of a document.</summary>
    /// <param name="components">What its schemas may refer to, by name.</param>
    public static Schemas Of(JsonNode components)
    {
        var text = components.ToJsonString();
        lock (Turn)
        {
            return Known.TryGetValue(text, out var schemas) ? schemas : Known[text] = new Schemas(components.DeepClone());
        }
    }

    /// <summary>What a schema says of a value.</summary>
    public EvaluationResults Evaluate(JsonNode schema, JsonElement value)
    {
        lock (Turn) return Read(schema).Evaluate(value, Strictly);
    }

    private JsonSchema Read(JsonNode schema)
    {
        var text = schema.ToJsonString();
        if (_read.TryGetValue(text, out var known)) return known;
        // The components come along, so that references find them.
        var whole = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"https://smtp.example/{Guid.NewGuid()}",
            ["allOf"] = new JsonArray(schema.DeepClone()),
            ["components"] = new JsonObject { ["schemas"] = _components.DeepClone() },
        };
        return _read[text] = JsonSchema.FromText(whole.ToJsonString());
    }
}
