using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>A real host, and a client of its API that holds every answer against the document.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    public const string Root = "/api/smtp";

    private ApiServer(WebServer web, Contract contract) => (Web, Contract) = (web, contract);

    public WebServer Web { get; }

    public Contract Contract { get; }

    /// <summary>What was answered: operations and statuses.</summary>
    public ConcurrentBag<(string Operation, int Status)> Answers { get; } = [];

    public static async Task<ApiServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var web = await WebServer.StartAsync(settings);
        using var request = new HttpRequestMessage(HttpMethod.Get, Root + "/openapi.json");
        if (settings.FirstOrDefault(one => one.Key == "web:token").Value is { } token) request.Headers.Authorization = new("Bearer", token);
        using var response = await web.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new ApiServer(web, new Contract(await response.Content.ReadAsStringAsync()));
    }

    /// <summary>Asks for something, and checks the answer.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, object? body = null, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, Root + path);
        if (body is HttpContent content) request.Content = content;
        else if (body is not null) request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        with?.Invoke(request);
        var operation = Contract.Find(method, Root + path.Split('?')[0]);
        using var response = await Web.Client.SendAsync(request);
        await Contract.CheckAsync(operation, response);
        Answers.Add((operation.Id, (int)response.StatusCode));
        return new Answer(response.StatusCode, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
    }

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, object? body = null) => SendAsync(HttpMethod.Post, path, body);

    public Task<Answer> PatchAsync(string path, object body) => SendAsync(HttpMethod.Patch, path, body);

    public Task<Answer> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path);

    public ValueTask DisposeAsync() => Web.DisposeAsync();
}

/// <summary>What the API answered.</summary>
internal sealed record Answer(HttpStatusCode Status, System.Net.Http.Headers.HttpContentHeaders Headers, byte[] Octets)
{
    public string Text => Encoding.UTF8.GetString(Octets);

    /// <summary>The content, where all went well.</summary>
    public JsonNode Json => Status == HttpStatusCode.OK ? JsonNode.Parse(Text)! : throw new InvalidOperationException($"{Status}: {Text}");

    /// <summary>What went wrong: the name of the problem, without where it is described.</summary>
    public string Problem => ((string?)JsonNode.Parse(Text)?["type"] ?? "").Split('#')[^1];

    public JsonNode ProblemJson => JsonNode.Parse(Text)!;
}
