using System.Text;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests.Web.Api;

public sealed class DocumentTest
{
    [Fact]
    public async Task It_is_OpenAPI_3_1_without_a_mistake()
    {
        await using var api = await ApiServer.StartAsync();

        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(api.Contract.Text));
        var read = await OpenApiDocument.LoadAsync(stream, "json");

        Assert.NotNull(read.Document);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic!.SpecificationVersion);
        Assert.Empty(read.Diagnostic.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Empty(read.Document.Validate(ValidationRuleSet.GetDefaultRuleSet()));
    }

    /// <summary>Redocly's linter knows the specification and JSON Schema, and what is good practice beyond them.</summary>
    [RedoclyFact]
    public async Task A_strict_linter_finds_nothing()
    {
        await using var api = await ApiServer.StartAsync();
        var file = Path.Combine(api.Web.Server.Directory.FullName, "openapi.json");
        await File.WriteAllTextAsync(file, api.Contract.Text);

        var said = await Programs.RunAsync("node", "", RedoclyFactAttribute.Linter, "lint", file, "--extends=recommended-strict", "--format=stylish");

        Assert.Contains("Your API description is valid", said, StringComparison.Ordinal);
        // It does find mistakes.
        await File.WriteAllTextAsync(file, api.Contract.Text.Replace("\"type\": \"integer\"", "\"type\": \"number of\"", StringComparison.Ordinal));
        var (code, errors) = await Programs.TryAsync("node", "", RedoclyFactAttribute.Linter, "lint", file, "--extends=recommended-strict", "--format=stylish");
        Assert.True(code != 0, errors);
    }

    [Fact]
    public async Task Everything_in_it_is_described()
    {
        await using var api = await ApiServer.StartAsync();
        var document = JsonNode.Parse(api.Contract.Text)!;
        var silent = new List<string>();
        foreach (var operation in api.Contract.Operations)
        {
            if (operation.Node["summary"] is null || operation.Node["tags"] is null) silent.Add(operation.Id);
            silent.AddRange(operation.Parameters("path").Concat(operation.Parameters("query"))
                .Where(one => one["description"] is null).Select(one => $"{operation.Id}: {one["name"]}"));
            silent.AddRange(operation.Node["responses"]!.AsObject()
                .Where(one => string.IsNullOrEmpty((string?)api.Contract.Resolve(one.Value)!["description"])).Select(one => $"{operation.Id}: {one.Key}"));
        }
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
        {
            if (schema!["description"] is null) silent.Add(name);
            silent.AddRange((schema["properties"]?.AsObject() ?? []).Where(one => !IsDescribed(one.Value!)).Select(one => $"{name}.{one.Key}"));
        }
        Assert.Empty(silent);
    }

    [Fact]
    public async Task Every_type_of_problem_is_listed()
    {
        await using var api = await ApiServer.StartAsync();
        var listed = (await api.GetAsync("/problems")).Json["problems"]!.AsArray().Select(one => ((string)one!["type"]!).Split('#')[1]);
        var documented = System.Text.RegularExpressions.Regex.Matches(api.Contract.Text, "\\(`([a-z-]+)`\\)").Select(match => match.Groups[1].Value);
        Assert.Equal(listed.Order(), documented.Distinct().Order());
    }

    private static bool IsDescribed(JsonNode schema) => schema["description"] is not null || schema["$ref"] is not null
        || schema["oneOf"]?.AsArray().Any(one => IsDescribed(one!)) == true;
}
