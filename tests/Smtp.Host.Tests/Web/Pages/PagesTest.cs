using System.Net;
using System.Text.RegularExpressions;
using MimeKit;
using Smtp.Domain.Mail;

namespace Smtp.Host.Tests.Web.Pages;

public sealed class PagesTest
{
    [Fact]
    public async Task The_inbox_lists_what_came_and_searches_it()
    {
        await using var web = await WebServer.StartAsync();
        await web.SendAsync("The report", "All is well.");
        await web.SendAsync("Lunch", to: "carol@example.net");

        var all = await TextAsync(web, "/mail");
        Assert.Contains("The report", all, StringComparison.Ordinal);
        Assert.Contains("All is well.", all, StringComparison.Ordinal);
        Assert.Contains("2 messages, 2 unread", all, StringComparison.Ordinal);
        Assert.Contains("carol@example.net", all, StringComparison.Ordinal);

        var some = await TextAsync(web, "/mail?q=subject%3Alunch");
        Assert.Contains("Lunch", some, StringComparison.Ordinal);
        Assert.DoesNotContain("The report", some, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_that_is_none_says_what_is_wrong()
    {
        await using var web = await WebServer.StartAsync();

        using var response = await web.Client.GetAsync("/mail?q=before%3Asoon");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("role=\"alert\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_has_all_its_sides()
    {
        await using var web = await WebServer.StartAsync();
        var letter = WebServer.Letter("Sides", "Plain words: https://example.org/a.");
        letter.Body = new Multipart("mixed") { letter.Body!, new MimePart("application/pdf") { Content = new MimeContent(new MemoryStream([1, 2, 3])), FileName = "bill.pdf" } };
        var id = await web.SendAsync(letter, null, "bob@example.net", "hidden@example.net");

        Assert.Contains("<a href=\"https://example.org/a\" target=\"_blank\"", await TextAsync(web, $"/mail/{id}"), StringComparison.Ordinal);
        Assert.Contains("bill.pdf", await TextAsync(web, $"/mail/{id}"), StringComparison.Ordinal);
        Assert.Contains("Subject: Sides", await TextAsync(web, $"/mail/{id}/source"), StringComparison.Ordinal);
        Assert.Contains("<th scope=\"row\">Subject</th>", await TextAsync(web, $"/mail/{id}/headers"), StringComparison.Ordinal);
        Assert.Contains("application/pdf", await TextAsync(web, $"/mail/{id}/parts"), StringComparison.Ordinal);
        var envelope = await TextAsync(web, $"/mail/{id}/envelope");
        Assert.Matches("hidden@example.net.*?Bcc", envelope.ReplaceLineEndings(" "));
        Assert.Equal(await web.Server.ContentAsync(new QueueId(id)), await web.Client.GetByteArrayAsync($"/mail/{id}/raw"));
        Assert.DoesNotContain("class=\"row unread", await TextAsync(web, "/mail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_shows_what_was_refused_and_why()
    {
        await using var web = await WebServer.StartAsync(("domains:0", "example.net"));
        await using (var client = await web.Server.ConnectAsync())
        {
            await client.ReplyAsync();
            await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<postmaster@example.net>", "RCPT TO:<who@example.com>", "DATA");
            await client.SayAsync("Subject: x\r\n\r\nhello\r\n.");
            await client.SayAsync("QUIT");
        }
        var session = await SessionAsync(web);
        var page = await TextAsync(web, $"/sessions/{session}");

        Assert.Contains("EHLO client.example", page, StringComparison.Ordinal);
        Assert.Contains("not a domain of this server", page, StringComparison.Ordinal);
        Assert.Contains("RFC 5321 §7.9", page, StringComparison.Ordinal);
        Assert.Contains("→ postmaster@example.net", page, StringComparison.Ordinal);
        Assert.Contains("Stored as", page, StringComparison.Ordinal);
        Assert.Contains("swaks --server", page, StringComparison.Ordinal);
        Assert.DoesNotContain("line by line", page, StringComparison.Ordinal);
        using var download = await web.Client.GetAsync($"/sessions/{session}/transcript");
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition?.DispositionType);
        Assert.StartsWith("# Session", await download.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_session_is_listed_as_such()
    {
        await using var web = await WebServer.StartAsync();
        await using (var client = await web.Server.ConnectAsync())
        {
            await client.ReplyAsync();
            await client.SayAllAsync("EHLO scanner.example", "RCPT TO:<x@example.org>", "QUIT");
        }
        var session = await SessionAsync(web, "?show=failed");
        var page = await TextAsync(web, $"/sessions/{session}?show=failed");
        Assert.Contains("scanner.example", page, StringComparison.Ordinal);
        Assert.Contains("out of order", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_work_without_a_script_and_deleting_can_be_undone()
    {
        await using var web = await WebServer.StartAsync();
        var id = await web.SendAsync("Going");
        using var form = new FormUrlEncodedContent([new("action", "delete"), new("id", id)]);
        var deleted = await (await web.Client.PostAsync("/mail/actions", form)).Content.ReadAsStringAsync();

        Assert.Contains("1 message deleted.", deleted, StringComparison.Ordinal);
        Assert.DoesNotContain("Going", deleted, StringComparison.Ordinal);

        var number = Regex.Match(deleted, "name=\"deletion\" value=\"([0-9]+)\"").Groups[1].Value;
        using var undo = new FormUrlEncodedContent([new("deletion", number)]);
        Assert.Contains("Going", await (await web.Client.PostAsync("/mail/undo", undo)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_there_are_a_page_has_a_window_of_them()
    {
        await using var web = await WebServer.StartAsync();
        foreach (var some in Enumerable.Range(0, 130).Chunk(10)) await Task.WhenAll(some.Select(i => web.StoreAsync($"Subject: Number {i}\n\nhello\n")));
        var seen = new HashSet<string>();
        var place = "/mail";
        foreach (var rows in new[] { 50, 50, 30 })
        {
            var page = await TextAsync(web, place);
            Assert.Contains("130 messages", page, StringComparison.Ordinal);
            var ids = Regex.Matches(page, "class=\"row [^>]*data-id=\"([^\"]+)\"").Select(match => match.Groups[1].Value).ToList();
            Assert.Equal(rows, ids.Count);
            Assert.All(ids, id => Assert.True(seen.Add(id)));
            place = Regex.Match(page, "href=\"([^\"]+)\" rel=\"next\"").Groups[1].Value;
        }
        Assert.Equal("", place);
    }

    [Fact]
    public async Task So_have_sessions()
    {
        await using var web = await WebServer.StartAsync();
        foreach (var some in Enumerable.Range(0, 150).Chunk(10))
        {
            await Task.WhenAll(some.Select(async _ =>
            {
                await using var client = await web.Server.ConnectAsync();
                await client.ReplyAsync();
                await client.SayAsync("QUIT");
                await client.IsClosedAsync();
            }));
        }
        await web.Server.FlushSessionsAsync();

        var first = await TextAsync(web, "/sessions?show=failed");
        Assert.Equal(100, Regex.Count(first, "class=\"row "));
        var second = await TextAsync(web, Regex.Match(first, "href=\"([^\"]+)\" rel=\"next\"").Groups[1].Value);
        Assert.Equal(50, Regex.Count(second, "class=\"row "));
        Assert.DoesNotContain("rel=\"next\"", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/mail/nonsense")]
    [InlineData("/mail/%3Cscript%3E")]
    [InlineData("/mail/nonsense/source")]
    [InlineData("/sessions/nonsense")]
    [InlineData("/queue/nonsense")]
    public async Task What_is_not_there_is_said_so_within_the_panes(string path)
    {
        await using var web = await WebServer.StartAsync();
        using var response = await web.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("id=\"folders\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_on_a_page_comes_from_elsewhere()
    {
        await using var web = await WebServer.StartAsync();
        foreach (var path in new[] { "/mail", "/sessions", "/queue", "/overview" })
        {
            using var response = await web.Client.GetAsync(path);
            var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
            Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            var html = await response.Content.ReadAsStringAsync();
            Assert.DoesNotMatch("(src|href)=\"(https?:)?//", html);
            Assert.DoesNotMatch(" (style|on[a-z]+)=", html);
            foreach (Match asset in Regex.Matches(html, "\"(/assets/[^\"]+)\""))
                Assert.True((await web.Client.GetAsync(asset.Groups[1].Value)).IsSuccessStatusCode);
        }
    }

    [Fact]
    public async Task The_theme_is_kept_and_nobody_is_sent_elsewhere()
    {
        await using var web = await WebServer.StartAsync();
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler) { BaseAddress = web.Client.BaseAddress };
        using var form = new FormUrlEncodedContent([new("theme", "dark"), new("back", "//evil.example/")]);
        using var response = await client.PostAsync("/theme", form);
        Assert.Equal("/mail", response.Headers.Location?.OriginalString);
        Assert.Contains("data-theme=\"dark\"", await client.GetStringAsync("/mail"), StringComparison.Ordinal);
    }

    internal static async Task<string> TextAsync(WebServer web, string path)
    {
        using var response = await web.Client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {response.StatusCode} {text}");
        return WebUtility.HtmlDecode(text);
    }

    // A session is listed once it has ended, a moment after its client has read the last reply.
    private static async Task<string> SessionAsync(WebServer web, string query = "")
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!patience.IsCancellationRequested)
        {
            var found = Regex.Match(await web.Client.GetStringAsync("/sessions" + query), "data-id=\"([^\"]+)\"");
            if (found.Success) return found.Groups[1].Value;
        }
        throw new InvalidOperationException("No session was recorded.");
    }
}
