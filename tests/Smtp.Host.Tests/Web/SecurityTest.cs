using System.Net;
using System.Net.Http.Headers;

namespace Smtp.Host.Tests.Web;

public sealed class SecurityTest(SecurityTest.Site site) : IClassFixture<SecurityTest.Site>
{
    private const string Token = "0123456789abcdef-token";

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("localhost:8025", true)]
    [InlineData("mail.localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("[::1]:8025", true)]
    [InlineData("mx.example.org", true)]
    [InlineData("MX.Example.ORG.", true)]
    [InlineData("mail.example.org", true)]
    [InlineData("rebound.example.com", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("localhost.example.com", false)]
    public async Task We_answer_to_our_own_names_alone(string host, bool isOurs)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing");
        request.Headers.Host = host;

        using var response = await site.Web.Client.SendAsync(request);

        Assert.Equal(isOurs ? HttpStatusCode.NotFound : HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [Theory]
    [InlineData("POST", null, null, null, true)]
    [InlineData("POST", "same-origin", null, null, true)]
    [InlineData("POST", "none", null, null, true)]
    [InlineData("POST", "cross-site", null, null, false)]
    [InlineData("POST", "same-site", null, null, false)]
    [InlineData("DELETE", "cross-site", "navigate", null, false)]
    [InlineData("PUT", null, null, "http://evil.example", false)]
    [InlineData("PUT", null, null, "null", false)]
    [InlineData("PUT", null, null, "own", true)]
    [InlineData("GET", "cross-site", "navigate", null, true)]
    [InlineData("GET", "cross-site", "no-cors", null, false)]
    [InlineData("GET", "same-origin", "cors", null, true)]
    public async Task Pages_of_others_change_and_read_nothing(string method, string? from, string? mode, string? origin, bool allowed)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/nothing");
        if (from is not null) request.Headers.Add("Sec-Fetch-Site", from);
        if (mode is not null) request.Headers.Add("Sec-Fetch-Mode", mode);
        if (origin is not null) request.Headers.Add("Origin", origin == "own" ? site.Web.Client.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);

        using var response = await site.Web.Client.SendAsync(request);

        Assert.Equal(allowed ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Beyond_this_machine_a_password_or_a_token_is_needed()
    {
        await using var web = await BeyondAsync();
        await web.Server.AddUserAsync("ann@example.org", "secret words");

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, WebServer.Basic("ann@example.org", "secret word")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, WebServer.Basic("eve@example.org", "secret words")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, new AuthenticationHeaderValue("Bearer", "")));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, new AuthenticationHeaderValue("Basic", "not base64")));
        // Twice: the second time it is remembered.
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(web, WebServer.Basic("ann@example.org", "secret words")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(web, WebServer.Basic("ann@example.org", "secret words")));
        // Who has no account any more is not remembered either.
        await web.Server.Store.RemoveAccountAsync("ann@example.org", CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, WebServer.Basic("ann@example.org", "secret words")));
    }

    [Fact]
    public async Task A_token_opens_and_closes_this_machine_too()
    {
        await using var web = await WebServer.StartAsync(("web:token", Token));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, null));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(web, new AuthenticationHeaderValue("Bearer", Token + "x")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(web, new AuthenticationHeaderValue("Bearer", Token)));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(web, WebServer.Basic("any", Token)));
        Assert.Equal("ok", await web.Client.GetStringAsync("/livez"));
    }

    [Fact]
    public async Task Every_answer_says_what_browsers_may_not_do()
    {

        using var response = await site.Web.Client.GetAsync("/nothing");

        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Contains("frame-ancestors 'none'", Assert.Single(response.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    // Every address of this machine; only the loopback one is ever asked.
    private static Task<WebServer> BeyondAsync() => WebServer.StartAsync(("web:listen", "0.0.0.0:0"));

    private static async Task<HttpStatusCode> StatusAsync(WebServer web, AuthenticationHeaderValue? shown)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nothing") { Headers = { Authorization = shown } };
        using var response = await web.Client.SendAsync(request);
        return response.StatusCode;
    }

    /// <summary>The host of the tests that leave it as it was.</summary>
    public sealed class Site : IAsyncLifetime
    {
        internal WebServer Web { get; private set; } = null!;

        public async Task InitializeAsync() => Web = await WebServer.StartAsync(("web:hosts:0", "mail.example.org"));

        public async Task DisposeAsync() => await Web.DisposeAsync();
    }
}
