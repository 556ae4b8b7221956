using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MimeKit;
using Smtp.Domain.Mail;

namespace Smtp.Host.Tests.Web.Mailpit;

/// <summary>Mailpit's API as its documentation has it: names, shapes, statuses and texts of errors.</summary>
public sealed class MailpitTest
{
    [Fact]
    public async Task A_list_has_the_names_that_clients_know()
    {
        await using var web = await WebServer.StartAsync();
        var id = await web.SendAsync("Hello", "Some words.");

        var list = await web.GetAsync("/api/v1/messages");

        Assert.Equal(
            ["count", "messages", "messages_count", "messages_unread", "start", "tags", "total", "unread"], Names(list));
        var message = Assert.Single(list.GetProperty("messages").EnumerateArray());
        Assert.Equal(
            ["Attachments", "Bcc", "Cc", "Created", "From", "ID", "MessageID", "Read", "ReplyTo", "Size", "Snippet", "Subject", "Tags", "To", "Username"],
            Names(message));
        Assert.Equal(id, message.GetProperty("ID").GetString());
        Assert.EndsWith("Z", message.GetProperty("Created").GetString(), StringComparison.Ordinal);
        Assert.Equal("ann@example.org", message.GetProperty("From").GetProperty("Address").GetString());
    }

    [Fact]
    public async Task A_message_has_the_names_that_clients_know()
    {
        await using var web = await WebServer.StartAsync();
        var letter = WebServer.Letter("Hello", "Some words.");
        letter.Body = new Multipart("mixed") { letter.Body!, new MimePart("application/pdf") { Content = new MimeContent(new MemoryStream([1, 2, 3])), FileName = "bill.pdf" } };
        await web.SendAsync(letter);

        var message = await web.GetAsync("/api/v1/message/latest");

        Assert.Equal(
            [
                "Attachments", "Bcc", "Cc", "Date", "From", "HTML", "ID", "Inline", "ListUnsubscribe", "MessageID", "ReplyTo", "ReturnPath", "Size",
                "Subject", "Tags", "Text", "To", "Username",
            ],
            Names(message));
        Assert.Equal(["Errors", "Header", "HeaderPost", "Links"], Names(message.GetProperty("ListUnsubscribe")));
        var bill = Assert.Single(message.GetProperty("Attachments").EnumerateArray());
        Assert.Equal(["Checksums", "ContentID", "ContentType", "FileName", "PartID", "Size"], Names(bill));
        Assert.Equal("5289df737df57326fcdd22597afb1fac", bill.GetProperty("Checksums").GetProperty("MD5").GetString());
        Assert.Equal(3, bill.GetProperty("Size").GetInt32());
    }

    [Fact]
    public async Task Only_HTML_has_a_text_too()
    {
        await using var web = await WebServer.StartAsync();
        await web.StoreAsync("Subject: x\nContent-Type: text/html\n\n<style>p{}</style><p>Hello <b>Bob</b></p>");

        Assert.Equal("Hello Bob", (await web.GetAsync("/api/v1/message/latest")).GetProperty("Text").GetString()!.Trim());
        Assert.Equal("Hello Bob", (await web.Client.GetStringAsync("/view/latest.txt")).Trim());
    }

    [Fact]
    public async Task The_latest_may_be_the_latest_that_matches()
    {
        await using var web = await WebServer.StartAsync();
        var first = await web.SendAsync("First", from: "eve@example.org");
        var last = await web.SendAsync("Last");

        Assert.Equal(last, (await web.GetAsync("/api/v1/message/latest")).GetProperty("ID").GetString());
        Assert.Equal(first, (await web.GetAsync("/api/v1/message/latest?query=from%3Aeve")).GetProperty("ID").GetString());
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = web.Client.BaseAddress };
        using var view = await client.GetAsync("/view/latest?query=subject%3Afirst");
        Assert.Equal((HttpStatusCode.Found, $"/mail/{first}"), (view.StatusCode, view.Headers.Location?.OriginalString));
    }

    [Fact]
    public async Task The_source_is_there_octet_by_octet_and_the_header_as_it_is_written()
    {
        await using var web = await WebServer.StartAsync();
        var content = "x-ODD-name: one\r\n two\r\nReceived: a\r\nReceived: b\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\n\u0001\u00e9 <p>\r\n";
        var id = await web.StoreAsync(Encoding.UTF8.GetBytes(content));

        using var raw = await web.Client.GetAsync($"/api/v1/message/{id}/raw?dl=1");
        Assert.Equal(Encoding.UTF8.GetBytes(content), await raw.Content.ReadAsByteArrayAsync());
        Assert.Equal(("text/plain", "attachment", $"{id}.eml"),
            (raw.Content.Headers.ContentType?.MediaType, raw.Content.Headers.ContentDisposition?.DispositionType, raw.Content.Headers.ContentDisposition?.FileName));
        var headers = await web.GetAsync($"/api/v1/message/{id}/headers");
        Assert.Equal("""{"Received":["a","b"],"Subject":["=?utf-8?q?Gr=C3=BC=C3=9Fe?="],"X-Odd-Name":["one two"]}""", headers.GetRawText());
    }

    [Theory]
    [InlineData("application/pdf", "application/pdf")]
    [InlineData("image/png", "image/png")]
    [InlineData("text/html", "application/octet-stream")]
    [InlineData("image/svg+xml", "application/octet-stream")]
    [InlineData("application/xhtml+xml", "application/octet-stream")]
    [InlineData("text/javascript", "application/octet-stream")]
    public async Task A_part_is_saved_and_never_shown(string said, string given)
    {
        await using var web = await WebServer.StartAsync();
        var id = await web.StoreAsync($"Content-Type: {said}\nContent-Disposition: inline; filename=\"../../a b.bin\"\nContent-Transfer-Encoding: base64\n\nAQID\n");

        using var part = await web.Client.GetAsync($"/api/v1/message/{id}/part/1");

        Assert.Equal([1, 2, 3], await part.Content.ReadAsByteArrayAsync());
        Assert.Equal(given, part.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", part.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("a b.bin", part.Content.Headers.ContentDisposition?.FileNameStar ?? part.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        Assert.Equal("nosniff", Assert.Single(part.Headers.GetValues("X-Content-Type-Options")));
        Assert.StartsWith("sandbox;", Assert.Single(part.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HTML_is_shown_in_a_sandbox_and_remote_content_only_where_it_is_asked_for()
    {
        await using var web = await WebServer.StartAsync();
        await web.StoreAsync("Content-Type: text/html\n\n<p onclick=evil()>Hi</p><script>evil()</script><img src=\"https://evil.example/a.png\">");

        using var view = await web.Client.GetAsync("/view/latest.html");
        Assert.DoesNotContain("evil()", await view.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        var policy = Assert.Single(view.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("sandbox ", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("https:", policy, StringComparison.Ordinal);
        using var remote = await web.Client.GetAsync("/view/latest.html?remote=1");
        Assert.Contains("img-src data: https:", Assert.Single(remote.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/message/latest")]
    [InlineData("/api/v1/message/nonsense")]
    [InlineData("/api/v1/message/%3Cscript%3E/raw")]
    [InlineData("/api/v1/message/nonsense/headers")]
    [InlineData("/api/v1/message/nonsense/part/1")]
    [InlineData("/api/v1/message/nonsense/link-check")]
    [InlineData("/view/latest")]
    [InlineData("/view/latest.html")]
    [InlineData("/view/nonsense.txt")]
    public async Task What_is_not_there_is_404_in_plain_text(string path)
    {
        await using var web = await WebServer.StartAsync();
        using var response = await web.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(("text/plain", "There is no such message."), (response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync()));
    }

    [Theory]
    [InlineData("GET", "/api/v1/search", null, "?query=")]
    [InlineData("GET", "/api/v1/search?query=before%3Asoon", null, "at character 8")]
    [InlineData("GET", "/api/v1/messages?since=soon", null, "takes a date")]
    [InlineData("DELETE", "/api/v1/search?query=", null, "?query=")]
    [InlineData("DELETE", "/api/v1/search?query=-%20!", null, "nothing to search for")]
    [InlineData("DELETE", "/api/v1/search?query=before%3Ayesterday", null, "takes a date")]
    [InlineData("DELETE", "/api/v1/messages", "{\"IDs\":", "no JSON")]
    [InlineData("DELETE", "/api/v1/messages", "{\"IDs\":\"all\"}", "'$.IDs'")]
    [InlineData("PUT", "/api/v1/messages", "", "empty")]
    [InlineData("PUT", "/api/v1/messages", "{\"Search\":\"- -\"}", "nothing to search for")]
    [InlineData("PUT", "/api/v1/tags", "[]", "no JSON")]
    [InlineData("PUT", "/api/v1/tags/x", "{\"Name\":\"<>\"}", "needs a name")]
    [InlineData("DELETE", "/api/v1/tags/x", null, "no tag 'x'")]
    [InlineData("GET", "/api/v1/message/latest/part/1/thumb", null, "no thumbnails")]
    [InlineData("GET", "/api/v1/message/latest/html-check", null, "not checked")]
    [InlineData("GET", "/api/v1/message/latest/link-check", null, "not checked")]
    [InlineData("GET", "/api/v1/message/latest/sa-check", null, "not configured")]
    [InlineData("GET", "/api/v1/chaos", null, "not enabled")]
    [InlineData("PUT", "/api/v1/chaos", "{}", "not enabled")]
    [InlineData("GET", "/api/events", null, "WebSocket")]
    [InlineData("POST", "/api/v1/message/latest/release", "{\"To\":[\"bob@example.net\"]}", "no route leads to another")]
    public async Task What_cannot_be_done_is_400_in_plain_text_and_nothing_is_changed(string method, string path, string? body, string words)
    {
        await using var web = await WebServer.StartAsync();
        await web.SendAsync("Stays");
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };

        using var response = await web.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains(words, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, (await web.GetAsync("/api/v1/messages")).GetProperty("unread").GetInt32());
    }

    [Fact]
    public async Task Windows_and_moments()
    {
        await using var web = await WebServer.StartAsync();
        var ids = new List<string>();
        foreach (var number in new[] { "1", "2", "3" }) ids.Insert(0, await web.SendAsync(number));

        Assert.Equal(ids[1..], await IdsAsync(web, "/api/v1/messages?start=1"));
        Assert.Equal(ids[..1], await IdsAsync(web, "/api/v1/messages?limit=1"));
        Assert.Equal(ids, await IdsAsync(web, "/api/v1/messages?limit=0"));
        Assert.Equal(ids, await IdsAsync(web, "/api/v1/messages?limit=-1&start=-1&since=2020-01-01&until=4102444800&before=4102444800000"));
        Assert.Equal(ids[1..2], await IdsAsync(web, "/api/v1/search?query=to%3Abob&start=1&limit=1"));
        Assert.Empty(await IdsAsync(web, "/api/v1/messages?before=2020-01-01T10:00Z"));
        Assert.Empty(await IdsAsync(web, "/api/v1/search?query=to%3Abob&limit=0"));
    }

    [Fact]
    public async Task Dates_are_those_of_the_zone_that_is_named()
    {
        await using var web = await WebServer.StartAsync();
        await web.SendAsync("Now");
        var kiritimati = DateTimeOffset.UtcNow.AddHours(14).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);

        // Where the day begins first, the same time of day was hours ago.
        Assert.Single(await IdsAsync(web, $"/api/v1/search?query=after:2020-01-01%20before:{DateTime.UtcNow.AddHours(15):yyyy-MM-dd'T'HH:mm}&tz=Pacific/Kiritimati"));
        Assert.Empty(await IdsAsync(web, $"/api/v1/search?query=before:{DateTime.UtcNow.AddHours(13):yyyy-MM-dd'T'HH:mm}&tz=Pacific/Kiritimati"));
        Assert.Single(await IdsAsync(web, $"/api/v1/search?query=before:{kiritimati}&tz=Etc/UTC"));
    }

    [Fact]
    public async Task A_deletion_here_can_be_undone_on_the_pages()
    {
        await using var web = await WebServer.StartAsync();
        var id = await web.SendAsync("Going");
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/messages") { Content = JsonContent.Create(new { IDs = new[] { id, "nonsense", null } }) };
        Assert.Equal("ok", await (await web.Client.SendAsync(request)).Content.ReadAsStringAsync());

        Assert.Equal(0, (await web.GetAsync("/api/v1/messages")).GetProperty("total").GetInt32());
        // It stays in the store until the time for that is over.
        Assert.NotNull(await web.Server.Store.FindMessageAsync(new QueueId(id), CancellationToken.None));
    }

    internal static async Task<IReadOnlyList<string>> IdsAsync(WebServer web, string path) =>
        [.. (await web.GetAsync(path)).GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("ID").GetString()!)];

    private static IReadOnlyList<string> Names(JsonElement value) => [.. value.EnumerateObject().Select(one => one.Name).Order(StringComparer.Ordinal)];
}
