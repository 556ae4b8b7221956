using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>Goes through the document of the API, operation by operation, and through everything that it says may go wrong. What is
/// documented and not called here, or answers otherwise, fails.</summary>
public sealed class ContractTest
{
    private static readonly string[] BadBodies = ["", "{", "[]", "null", "\"text\"", "{\"nonsense\":1}"];

    [Fact]
    public async Task Every_operation_is_called_and_answers_as_documented()
    {
        await using var api = await ApiServer.StartAsync(Calls.Site);
        var calls = new Calls(api);
        await calls.ReceivedAsync();

        foreach (var operation in api.Contract.Operations)
        {
            var call = calls.Of(operation.Id);
            Assert.True(call is not null, $"No test calls {operation.Method} {operation.Path} ({operation.Id}).");
            var answer = await call();
            Assert.True(answer.Status == HttpStatusCode.OK, $"{operation.Id}: {answer.Text}");
            Assert.Contains((operation.Id, 200), api.Answers);
        }
    }

    [Fact]
    public async Task Every_body_in_these_tests_is_one_that_the_document_allows()
    {
        await using var api = await ApiServer.StartAsync();
        foreach (var operation in api.Contract.Operations.Where(one => one.Body is not null))
        {
            using var body = System.Text.Json.JsonDocument.Parse(Calls.Bodies[operation.Id]);
            Assert.True(api.Contract.Schemas.Evaluate(operation.Body!["content"]!["application/json"]!["schema"]!, body.RootElement).IsValid, operation.Id);
        }
    }

    [Fact]
    public async Task Nobody_gets_in_without_the_token()
    {
        await using var api = await ApiServer.StartAsync(("web:token", "0123456789abcdef-token"));
        await EachAsync(api, HttpStatusCode.Unauthorized, with: null);
    }

    [Fact]
    public async Task A_page_of_another_site_gets_nothing()
    {
        await using var api = await ApiServer.StartAsync();
        await EachAsync(api, HttpStatusCode.Forbidden, request => request.Headers.Add("Sec-Fetch-Site", "cross-site"));
    }

    [Fact]
    public async Task By_another_name_nobody_gets_anything()
    {
        await using var api = await ApiServer.StartAsync();
        await EachAsync(api, HttpStatusCode.MisdirectedRequest, request => request.Headers.Host = "rebound.example");
    }

    [Fact]
    public async Task No_site_is_allowed_to_read_it_from_a_browser()
    {
        await using var api = await ApiServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, ApiServer.Root + "/messages");
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");

        using var response = await api.Web.Client.SendAsync(request);

        Assert.False(response.IsSuccessStatusCode);
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task What_nobody_knows_is_not_found()
    {
        await using var api = await ApiServer.StartAsync();
        foreach (var operation in api.Contract.Operations.Where(one => one.Parameters("path").Any()))
        {
            foreach (var name in new[] { "nobody", "%01", "a%2Fb", "%3Cscript%3E", new string('a', 300), "%F0%9F%92%A3" })
            {
                var answer = await SendAsync(api, operation, operation.PathWith(name));
                Assert.True((answer.Status, answer.Problem) == (HttpStatusCode.NotFound, "unknown"), $"{operation.Id} {name}: {answer.Text}");
            }
        }
    }

    [Fact]
    public async Task Every_limit_in_the_document_is_kept()
    {
        await using var api = await ApiServer.StartAsync();
        var tried = 0;
        foreach (var operation in api.Contract.Operations)
        {
            foreach (var parameter in operation.Parameters("query"))
            {
                foreach (var value in Beyond(parameter["schema"]!))
                {
                    tried++;
                    var answer = await SendAsync(api, operation, $"{operation.PathWith("latest")}?{parameter["name"]}={Uri.EscapeDataString(value)}");
                    Assert.True((answer.Status, answer.Problem) == (HttpStatusCode.BadRequest, "bad-request"), $"{operation.Id} {parameter["name"]}={value}: {answer.Text}");
                    Assert.Contains((string)parameter["name"]!, (string)answer.ProblemJson["detail"]!, StringComparison.Ordinal);
                }
            }
        }
        Assert.True(tried > 30);
    }

    [Fact]
    public async Task An_action_that_there_is_not_is_said_so()
    {
        await using var api = await ApiServer.StartAsync();
        var answer = await api.PostAsync("/queue/nobody/explode");
        Assert.Equal((HttpStatusCode.BadRequest, "bad-request"), (answer.Status, answer.Problem));
    }

    [Fact]
    public async Task What_is_no_such_body_is_said_so()
    {
        await using var api = await ApiServer.StartAsync();
        foreach (var operation in api.Contract.Operations.Where(one => one.Body is not null))
        {
            foreach (var body in BadBodies)
            {
                var answer = await SendAsync(api, operation, operation.PathWith("nobody"), body);
                Assert.True((answer.Status, answer.Problem) == (HttpStatusCode.BadRequest, "bad-request"), $"{operation.Id} {body}: {answer.Text}");
                // Nothing of our own is shown to whoever asks.
                Assert.DoesNotContain("Smtp.", (string)answer.ProblemJson["detail"]!, StringComparison.Ordinal);
            }
            using var text = new StringContent("unread=true");
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await SendAsync(api, operation, operation.PathWith("nobody"), text)).Status);
            using var large = new ByteArrayContent(Encoding.UTF8.GetBytes($"{{\"ids\":[\"{new string('a', 300_000)}\"]}}"));
            large.Headers.ContentType = new("application/json");
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(api, operation, operation.PathWith("nobody"), large)).Status);
        }
    }

    [Fact]
    public async Task Another_method_is_not_allowed_and_the_allowed_ones_are_told()
    {
        await using var api = await ApiServer.StartAsync();
        foreach (var path in api.Contract.Operations.GroupBy(one => one.Path))
        {
            using var response = await api.Web.Client.PutAsync(path.First().PathWith("nobody"), null);
            Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.Superset(path.Select(one => one.Method.Method).ToHashSet(), response.Content.Headers.Allow.ToHashSet());
        }
    }

    [Fact]
    public async Task What_is_not_there_at_all_is_a_problem_too()
    {
        await using var api = await ApiServer.StartAsync();
        using var response = await api.Web.Client.GetAsync("/api/smtp/nothing");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    private static async Task EachAsync(ApiServer api, HttpStatusCode expected, Action<HttpRequestMessage>? with)
    {
        foreach (var operation in api.Contract.Operations)
            Assert.Equal(expected, (await SendAsync(api, operation, operation.PathWith("nobody"), null, with)).Status);
    }

    private static Task<Answer> SendAsync(ApiServer api, Operation operation, string path, object? body = null, Action<HttpRequestMessage>? with = null) =>
        api.SendAsync(operation.Method, path[ApiServer.Root.Length..], body ?? (operation.Body is null ? null : Calls.Bodies[operation.Id]), with);

    /// <summary>Values just beyond what a parameter takes.</summary>
    private static IEnumerable<string> Beyond(JsonNode schema)
    {
        if ((long?)schema["maximum"] is { } most) yield return (most + 1).ToString(CultureInfo.InvariantCulture);
        if ((long?)schema["minimum"] is { } least) yield return (least - 1).ToString(CultureInfo.InvariantCulture);
        if ((int?)schema["maxLength"] is { } longest) yield return new string('a', longest + 1);
        if (schema["pattern"] is not null) yield return "not what is wanted";
        if ((string?)schema["type"] is "integer" or "boolean")
        {
            yield return "some";
            yield return "1.5";
        }
    }
}
