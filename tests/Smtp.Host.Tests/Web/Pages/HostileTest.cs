using System.Net;
using System.Text.RegularExpressions;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>Whatever somebody sends, the pages answer in time, in bounds and with the headers that keep it in its frame.</summary>
public sealed class HostileTest(HostileTest.Site site) : IClassFixture<HostileTest.Site>
{
    public static TheoryData<string> Names => [.. Hostile.All.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_side_of_it_is_a_page(string name)
    {
        var web = site.Web;
        var id = await web.StoreAsync(Hostile.Named(name));
        foreach (var tab in new[] { "", "/text", "/source", "/headers", "/parts", "/envelope", "/conversation" })
        {
            using var response = await web.Client.GetAsync($"/mail/{id}{tab}");
            var html = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"{tab}: {response.StatusCode} {html[..Math.Min(2000, html.Length)]}");
            Assert.True(html.Length < 3_000_000, $"{tab}: {html.Length} characters");
            Assert.False(response.Headers.Contains("Set-Cookie"), tab);
            Assert.Single(Regex.Matches(html, "<script"));
            Assert.DoesNotMatch("<[a-z]+[^>]* on[a-z]+=", Regex.Replace(html, "\"[^\"]*\"", "\"\""));
            Assert.DoesNotContain("\u202E", html, StringComparison.Ordinal);
        }
        using var frame = await web.Client.GetAsync($"/mail/{id}/frame");
        if (frame.StatusCode == HttpStatusCode.NotFound) return;
        var policy = Assert.Single(frame.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("sandbox allow-popups", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policy, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("img-src data:;", policy, StringComparison.Ordinal);
        var mail = await frame.Content.ReadAsStringAsync();
        Assert.True(mail.Length < 40_000_000);
        Assert.DoesNotMatch("(?i)<(script|iframe|object|embed|link|meta http|base href)", mail);
    }

    [Fact]
    public async Task Remote_content_has_another_address_and_still_no_scripts()
    {
        var web = site.Web;
        var id = await web.StoreAsync(Hostile.Named("images"));

        Assert.Contains("are not loaded", await PagesTest.TextAsync(web, $"/mail/{id}"), StringComparison.Ordinal);
        Assert.Contains($"/mail/{id}/frame?remote=1", await PagesTest.TextAsync(web, $"/mail/{id}/html?remote=1"), StringComparison.Ordinal);
        using var frame = await web.Client.GetAsync($"/mail/{id}/frame?remote=1");
        var policy = Assert.Single(frame.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("img-src data: https:", policy, StringComparison.Ordinal);
        Assert.StartsWith("sandbox", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attachments_are_saved_never_shown()
    {
        var web = site.Web;
        var id = await web.StoreAsync(Hostile.Named("injection"));

        using var response = await web.Client.GetAsync($"/mail/{id}/part/2");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("application/octet-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.False(response.Headers.Contains("X-Evil"));
    }

    [Fact]
    public async Task A_picture_within_the_message_is_data()
    {
        var web = site.Web;
        var id = await web.StoreAsync("Subject: x\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<img src=\"cid:p@x\"><img src='cid:none'>\n--b\nContent-Type: image/png\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n\nAAEC\n--b--\n");
        Assert.Contains("<img src=\"data:image/png;base64,AAEC\">", await web.Client.GetStringAsync($"/mail/{id}/frame"), StringComparison.Ordinal);
    }

    /// <summary>One host for all of it: every message has the others beside it in the list.</summary>
    public sealed class Site : IAsyncLifetime
    {
        internal WebServer Web { get; private set; } = null!;

        public async Task InitializeAsync() => Web = await WebServer.StartAsync();

        public async Task DisposeAsync() => await Web.DisposeAsync();
    }
}
