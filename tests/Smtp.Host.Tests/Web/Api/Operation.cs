using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>An operation as the document of the API has it.</summary>
/// <param name="Id">Its operation id.</param>
/// <param name="Method">Its method.</param>
/// <param name="Path">Its path, with names in braces.</param>
/// <param name="Node">All that the document says of it.</param>
internal sealed record Operation(string Id, HttpMethod Method, string Path, JsonObject Node)
{
    public JsonObject? Body => (JsonObject?)Node["requestBody"];

    public IEnumerable<JsonObject> Parameters(string place) =>
        (Node["parameters"]?.AsArray() ?? []).Select(one => one!.AsObject()).Where(one => (string?)one["in"] == place);

    /// <summary>The path, each name in it replaced by a value.</summary>
    public string PathWith(string value) => Regex.Replace(Path, "{[a-z]+}", match => match.Value == "{action}" ? "hold" : value);

    public bool Matches(HttpMethod method, string path) =>
        method == Method && Regex.IsMatch(path, $"^{Regex.Replace(Path, "{[a-z]+}", "[^/]+")}$");

    /// <summary>How many names its path has: <c>/messages/wait</c> is itself, and no <c>/messages/{id}</c>.</summary>
    public int Names => Path.Count(one => one == '{');

    public override string ToString() => Id;
}
