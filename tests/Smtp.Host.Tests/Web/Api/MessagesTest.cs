using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MimeKit;
using Smtp.Domain.Mail;

namespace Smtp.Host.Tests.Web.Api;

public sealed class MessagesTest
{
    [Fact]
    public async Task A_list_goes_on_where_it_stopped_and_finds_what_is_searched()
    {
        await using var api = await ApiServer.StartAsync();
        for (var i = 1; i <= 5; i++) await api.Web.SendAsync($"Letter {i}", to: i % 2 == 0 ? "even@example.net" : "odd@example.net");

        var first = (await api.GetAsync("/messages?limit=2")).Json;
        await api.Web.SendAsync("Letter 6");
        var second = (await api.GetAsync($"/messages?limit=2&cursor={first["next"]}")).Json;
        var third = (await api.GetAsync($"/messages?limit=2&cursor={second["next"]}")).Json;

        Assert.Equal(["Letter 5", "Letter 4"], Subjects(first));
        Assert.Equal(["Letter 3", "Letter 2"], Subjects(second));
        Assert.Equal(["Letter 1"], Subjects(third));
        Assert.Null(third["next"]);
        var even = (await api.GetAsync("/messages?query=to:even")).Json;
        Assert.Equal(["Letter 4", "Letter 2"], Subjects(even));
        Assert.Equal((2, 2), ((int)even["total"]!, (int)even["unread"]!));
    }

    [Fact]
    public async Task A_search_that_is_none_says_where_it_goes_wrong()
    {
        await using var api = await ApiServer.StartAsync();
        foreach (var path in new[] { "/messages?", "/messages/wait?timeout=0&", "/messages/latest?", "/messages/latest/raw?", "/messages/latest/parts/1?" })
        {
            var answer = await api.GetAsync(path + "query=hello%20before:soon");
            Assert.Equal((HttpStatusCode.BadRequest, "bad-search"), (answer.Status, answer.Problem));
            Assert.Equal(13, (int)answer.ProblemJson["position"]!);
        }
        Assert.Equal("bad-search", (await api.DeleteAsync("/messages?query=%22open")).Problem);
        Assert.Equal("bad-search", (await api.PostAsync("/messages/mark", new { unread = true, query = "is:lost" })).Problem);
    }

    [Fact]
    public async Task A_message_has_everything_a_test_may_ask_for()
    {
        await using var api = await ApiServer.StartAsync();
        var letter = Letter();
        var id = await api.Web.SendAsync(letter, "bounces@example.org", "bob@example.net", "hidden@example.net");

        var message = (await api.GetAsync($"/messages/{id}")).Json;

        Assert.Equal(id, (string)message["id"]!);
        Assert.Equal("Grüße", (string)message["subject"]!);
        Assert.Equal("letter@example.org", (string)message["messageId"]!);
        Assert.Equal("replies@example.org", (string)message["replyTo"]![0]!["address"]!);
        Assert.Equal("Your code is 482913.\r\nhttps://example.org/plain\r\n", (string)message["text"]!);
        Assert.False((bool)message["textIsFromHtml"]!);
        Assert.Contains("<b>482913</b>", (string)message["html"]!, StringComparison.Ordinal);
        Assert.Equal(["482913"], message["codes"]!.AsArray().Select(one => (string)one!));
        Assert.Equal(
            ["https://example.org/confirm?a=1&b=2 Confirm", "https://example.org/plain "],
            message["links"]!.AsArray().Select(one => $"{one!["url"]} {one["text"]}"));
        Assert.Contains(message["headers"]!.AsArray(), one => (string)one!["name"]! == "X-Test" && (string)one["value"]! == "a value");
        Assert.Equal(
            ["0 multipart/mixed container", "1 multipart/alternative container", "1.1 text/plain text", "1.2 text/html html", "2 application/pdf attachment"],
            message["parts"]!.AsArray().Select(one => $"{one!["id"]} {one["type"]} {one["role"]}"));
        Assert.Equal(("bill.pdf", 1), ((string)message["parts"]![4]!["fileName"]!, (int)message["attachments"]!));
        Assert.Equal("bounces@example.org", (string)message["envelope"]!["from"]!);
        Assert.Equal(
            ["bob@example.net False bob@example.net", "hidden@example.net True hidden@example.net"],
            message["envelope"]!["recipients"]!.AsArray().Select(one => $"{one!["address"]} {(bool)one["isBcc"]!} {one["mailbox"]}"));
        Assert.Equal("hidden@example.net", (string)Assert.Single(message["bcc"]!.AsArray())!["address"]!);
        Assert.Equal((string)message["session"]!, (string)message["origin"]!["session"]!);
        Assert.Equal(("ESMTP", "127.0.0.1"), ((string)message["origin"]!["protocol"]!, (string)message["origin"]!["peer"]!));
        // Looking is not reading.
        Assert.True((bool)(await api.GetAsync("/messages/latest")).Json["unread"]!);
    }

    [Fact]
    public async Task Parameters_of_the_envelope_are_told_as_they_were_said()
    {
        await using var api = await ApiServer.StartAsync();
        await using (var client = await api.Web.Server.ConnectAsync())
        {
            await client.ReplyAsync();
            await client.SayAllAsync(
                "EHLO client.example", "MAIL FROM:<ann@example.org> BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=abc",
                "RCPT TO:<bob@example.net> NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob@example.com", "DATA");
            await client.SayAsync("Subject: x\r\n\r\nhello\r\n.");
        }
        var envelope = (await api.GetAsync("/messages/latest")).Json["envelope"]!;
        Assert.Equal("BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=abc", (string)envelope["parameters"]!);
        Assert.Equal("NOTIFY=FAILURE,DELAY ORCPT=rfc822;bob@example.com", (string)envelope["recipients"]![0]!["parameters"]!);
    }

    [Fact]
    public async Task The_octets_and_the_parts_come_as_files()
    {
        await using var api = await ApiServer.StartAsync();
        var id = await api.Web.SendAsync(Letter());

        var raw = await api.GetAsync($"/messages/{id}/raw");
        var part = await api.GetAsync("/messages/latest/parts/2?query=subject:gr%C3%BC%C3%9Fe");

        Assert.Equal(await api.Web.Server.ContentAsync(new QueueId(id)), raw.Octets);
        Assert.Equal(("attachment", $"{id}.eml"), (raw.Headers.ContentDisposition?.DispositionType, raw.Headers.ContentDisposition?.FileName));
        Assert.Equal([1, 2, 3], part.Octets);
        Assert.Equal(("attachment", "application/octet-stream"), (part.Headers.ContentDisposition?.DispositionType, part.Headers.ContentType?.MediaType));
        // A part that only holds others has nothing of its own.
        Assert.Equal("unknown", (await api.GetAsync($"/messages/{id}/parts/0")).Problem);
        Assert.Equal("unknown", (await api.GetAsync($"/messages/{id}/parts/9")).Problem);
    }

    [Fact]
    public async Task The_latest_is_the_newest_that_matches()
    {
        await using var api = await ApiServer.StartAsync();
        var none = await api.GetAsync("/messages/latest");
        Assert.Equal((HttpStatusCode.NotFound, "unknown"), (none.Status, none.Problem));
        await api.Web.SendAsync("First", to: "bob@example.net");
        await api.Web.SendAsync("Second", to: "carol@example.net");

        Assert.Equal("Second", (string)(await api.GetAsync("/messages/latest")).Json["subject"]!);
        Assert.Equal("First", (string)(await api.GetAsync("/messages/latest?query=to:bob")).Json["subject"]!);
        Assert.Equal("unknown", (await api.GetAsync("/messages/latest?query=to:dave")).Problem);
    }

    [Fact]
    public async Task A_message_of_any_size_and_shape_is_told_within_bounds()
    {
        await using var api = await ApiServer.StartAsync();
        var text = string.Concat(Enumerable.Repeat("ä line of text, one of many\r\n", 60_000));
        var header = string.Concat(Enumerable.Range(0, 1500).Select(i => $"X-Field-{i}: {i}\r\n"));
        var id = await api.Web.StoreAsync($"Subject: Large\r\n{header}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}");
        var large = (await api.GetAsync($"/messages/{id}")).Json;
        Assert.True((bool)large["isCut"]!);
        Assert.InRange(((string)large["text"]!).Length, 900_000, 1024 * 1024);
        Assert.Equal(1000, large["headers"]!.AsArray().Count);

        var parts = string.Concat(Enumerable.Repeat("--x\r\n\r\npart\r\n", 3000));
        id = await api.Web.StoreAsync($"Content-Type: multipart/mixed; boundary=x\r\n\r\n{parts}--x--\r\n");
        var many = (await api.GetAsync($"/messages/{id}")).Json;
        Assert.Equal((1000, 3001, true), (many["parts"]!.AsArray().Count, (int)many["partCount"]!, (bool)many["isCut"]!));

        foreach (var odd in new[] { "", "\r\n", "no header at all", "Subject: =?utf-8?b?/w==?=\r\n\r\n\x00\x01", "Content-Type: text/html\r\n\r\n<a href='https://a.example/\ud83d" })
        {
            id = await api.Web.StoreAsync(Encoding.UTF8.GetBytes(odd));
            Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/messages/{id}")).Status);
        }
    }

    private static MimeMessage Letter()
    {
        var letter = WebServer.Letter("Grüße", "Your code is 482913.\r\nhttps://example.org/plain\r\n");
        letter.MessageId = "letter@example.org";
        letter.ReplyTo.Add(MailboxAddress.Parse("replies@example.org"));
        letter.Headers.Add("X-Test", "a value");
        var html = new TextPart("html") { Text = "<p>Your code is <b>482913</b>. <a href=\"https://example.org/confirm?a=1&amp;b=2\">Confirm</a>" };
        letter.Body = new Multipart("mixed")
        {
            new MultipartAlternative { letter.Body!, html },
            new MimePart("application/pdf") { Content = new MimeContent(new MemoryStream([1, 2, 3])), FileName = "bill.pdf", ContentDisposition = new ContentDisposition("attachment") { FileName = "bill.pdf" } },
        };
        return letter;
    }

    private static IEnumerable<string> Subjects(JsonNode list) => list["messages"]!.AsArray().Select(one => (string)one!["subject"]!);
}
