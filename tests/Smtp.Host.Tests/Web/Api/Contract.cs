using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>The document of the API, taken at its word: what it does not say must not be answered.</summary>
internal sealed class Contract
{
    private readonly JsonObject _document;

    public Contract(string text)
    {
        Text = text;
        _document = JsonNode.Parse(text)!.AsObject();
        Schemas = Schemas.Of(_document["components"]!["schemas"]!);
        Operations =
        [
            .. from path in _document["paths"]!.AsObject()
               from operation in path.Value!.AsObject()
               let node = operation.Value!.AsObject()
               select new Operation((string)node["operationId"]!, new HttpMethod(operation.Key.ToUpperInvariant()), path.Key, node),
        ];
    }

    /// <summary>The document.</summary>
    public string Text { get; }

    public IReadOnlyList<Operation> Operations { get; }

    public Schemas Schemas { get; }

    /// <summary>The operation that answers such a request.</summary>
    public Operation Find(HttpMethod method, string path) =>
        Operations.Where(one => one.Matches(method, path)).MinBy(one => one.Names) ?? throw new ArgumentException($"Nothing answers {method} {path}.");

    /// <summary>Checks an answer: its status, its content type and its content must be as the document says.</summary>
    public async Task CheckAsync(Operation operation, HttpResponseMessage response)
    {
        var content = await response.Content.ReadAsStringAsync();
        var status = ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var where = $"{operation.Method} {response.RequestMessage?.RequestUri?.PathAndQuery} ({operation.Id}) answered {status}: {Short(content)}";
        var described = Resolve(operation.Node["responses"]![status]);
        Assert.True(described is not null, $"{where}\nThe document knows no such status.");
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var media = described["content"]?[type];
        Assert.True(media is not null, $"{where}\nThe document knows no such content type: {type}.");
        if (!type.EndsWith("json", StringComparison.Ordinal)) return;
        using var value = JsonDocument.Parse(content);
        var result = Schemas.Evaluate(media["schema"]!, value.RootElement);
        Assert.True(result.IsValid, $"{where}\nThe schema says: {Errors(result)}");
    }

    /// <summary>What a reference leads to.</summary>
    public JsonNode? Resolve(JsonNode? node)
    {
        while (node?["$ref"] is { } reference)
        {
            var at = (JsonNode?)_document;
            foreach (var name in ((string)reference!).TrimStart('#', '/').Split('/')) at = at?[name];
            node = at;
        }
        return node;
    }

    private static string Errors(EvaluationResults result) => string.Join("; ", (result.Details ?? []).Where(one => one.Errors is not null)
        .SelectMany(one => one.Errors!.Select(error => $"{one.InstanceLocation} {error.Key}: {error.Value}")));

    private static string Short(string text) => text.Length > 1000 ? text[..1000] : text;
}
