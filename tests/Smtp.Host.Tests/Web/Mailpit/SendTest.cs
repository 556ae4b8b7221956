using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MimeKit;
using Smtp.Domain.Mail;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Web.Mailpit;

/// <summary>Mail that a request brings comes through the same door as all mail.</summary>
public sealed class SendTest
{
    private static readonly (string, string)[] Site =
    [
        ("domains:0", "example.net"), ("routes:0:to", "example.net"), ("routes:0:via", "mailbox:"),
        ("routes:1:to", "*"), ("routes:1:via", "smtp://127.0.0.1:9?tls=none"),
    ];

    [Fact]
    public async Task It_has_a_conversation_like_any_other()
    {
        await using var web = await WebServer.StartAsync();
        var id = await IdAsync(await SendAsync(web, Letter("bob@example.net")));

        var stored = (await web.Server.Store.FindMessageAsync(new QueueId(id), CancellationToken.None))!;
        Assert.Equal(("127.0.0.1", "ESMTP", "[127.0.0.1]"), (stored.Origin.Peer, stored.Origin.Protocol, stored.Origin.Hello));
        var page = await Pages.PagesTest.TextAsync(web, $"/mail/{id}/conversation");
        Assert.Contains("MAIL FROM:<ann@example.org>", page, StringComparison.Ordinal);
        Assert.Contains(" LAST", page, StringComparison.Ordinal);
        Assert.DoesNotContain("line by line", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_a_client_at_that_address_may_send_is_taken()
    {
        await using var web = await WebServer.StartAsync(Site);
        await web.Server.AddUserAsync("bob@example.net", "pencil");

        Assert.Contains("550 5.7.1", await ErrorAsync(await SendAsync(web, Letter("zoe@elsewhere.example"))), StringComparison.Ordinal);
        Assert.Contains("550 5.1.1", await ErrorAsync(await SendAsync(web, Letter("nobody@example.net"))), StringComparison.Ordinal);
        // All of its recipients or none.
        Assert.Contains("550 5.1.1", await ErrorAsync(await SendAsync(web, Letter("bob@example.net", "nobody@example.net"))), StringComparison.Ordinal);
        Assert.Empty(await web.Server.MessagesAsync());
        Assert.Empty(await web.Server.QueueAsync());
        await IdAsync(await SendAsync(web, Letter("bob@example.net")));
        Assert.Single(await web.Server.MessagesAsync());
    }

    [Fact]
    public async Task Whoever_may_relay_may_relay_here_too()
    {
        await using var web = await WebServer.StartAsync([.. Site, ("relay:networks:0", "127.0.0.0/8")]);

        await IdAsync(await SendAsync(web, Letter("zoe@elsewhere.example")));

        Assert.Equal("zoe@elsewhere.example", Assert.Single(await web.Server.QueueAsync()).Address);
    }

    [Fact]
    public async Task Limits_hold()
    {
        await using var web = await WebServer.StartAsync(("limits:messageSize", "2000"), ("limits:recipients", "2"));

        Assert.Contains("552 5.3.4", await ErrorAsync(await SendAsync(web, Letter("bob@example.net") with { Text = new string('x', 3000) })), StringComparison.Ordinal);
        Assert.Contains("452 4.5.3", await ErrorAsync(await SendAsync(web, Letter("a@example.net", "b@example.net", "c@example.net"))), StringComparison.Ordinal);
        using var huge = new HttpRequestMessage(HttpMethod.Post, "/api/v1/send") { Content = new ByteArrayContent(new byte[33 * 1024 * 1024]) };
        huge.Headers.ExpectContinue = true;
        using var response = await web.Client.SendAsync(huge);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Empty(await web.Server.MessagesAsync());
    }

    [Theory]
    [InlineData("{}", "From lacks an address.")]
    [InlineData("""{"From":{"Email":"ann@example.org\r\nBcc: x@example.org"},"To":[{"Email":"b@example.net"}]}""", "is no address")]
    [InlineData("""{"From":{"Email":"a@example.org"},"To":[{"Email":"<b@example.net> SIZE=1"}]}""", "is no address")]
    [InlineData("""{"From":{"Email":"a@example.org"},"To":[null]}""", "To lacks an address")]
    [InlineData("""{"From":{"Email":"a@example.org"},"Bcc":["b"]}""", "Bcc: 'b' is no address")]
    [InlineData("""{"From":{"Email":"a@example.org"},"Bcc":["b@example.net"],"Headers":{"X":"a\r\nTo: c@example.net"}}""", "more than one line")]
    [InlineData("""{"From":{"Email":"a@example.org"},"Bcc":["b@example.net"],"Headers":{"X: y":"a"}}""", "no name of a header")]
    [InlineData("""{"From":{"Email":"a@example.org"},"Bcc":["b@example.net"],"Headers":{"content-type":"a"}}""", "cannot be set")]
    [InlineData("""{"From":{"Email":"a@example.org"},"Bcc":["b@example.net"],"Attachments":[{"Filename":"a"}]}""", "has no content")]
    [InlineData("""{"From":{"Email":"a@example.org"},"Bcc":["b@example.net"],"Attachments":[{"Filename":"a","Content":"!"}]}""", "'$.Attachments[0].Content'")]
    [InlineData("""{"From":{"Email":"a@example.org"},"Bcc":["b@example.net"],"Attachments":[{"Content":"AA==","ContentID":"a> b"}]}""", "no Content-ID")]
    [InlineData("not json", "no JSON")]
    [InlineData("", "empty")]
    public async Task What_is_no_message_is_an_error_as_JSON(string body, string words)
    {
        await using var web = await WebServer.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        Assert.Contains(words, await ErrorAsync(await web.Client.PostAsync("/api/v1/send", content)), StringComparison.Ordinal);
        Assert.Empty(await web.Server.MessagesAsync());
    }

    [Fact]
    public async Task A_line_end_in_a_name_or_a_subject_begins_no_field()
    {
        await using var web = await WebServer.StartAsync();
        var id = await IdAsync(await SendAsync(web, new Request(
            new("ann@example.org", "Ann\r\nX-Evil: 1"), [new("bob@example.net", "Bob\nX-Evil: 2")], "Hi\r\nX-Evil: 3\r\n\r\nbody")));

        var message = await MimeMessage.LoadAsync(new MemoryStream(await web.Server.ContentAsync(new QueueId(id))));
        Assert.DoesNotContain(message.Headers, header => header.Field == "X-Evil");
        Assert.Equal("Hi  X-Evil: 3    body", message.Subject);
    }

    [Fact]
    public async Task Addresses_beyond_ASCII_are_sent_as_such()
    {
        await using var web = await WebServer.StartAsync();
        var id = await IdAsync(await SendAsync(web, new Request(new("änn@example.org"), [new("bøb@example.net", "Bøb")], "Grüße", "Hallo Bøb")));

        var stored = (await web.Server.Store.FindMessageAsync(new QueueId(id), CancellationToken.None))!;
        Assert.True(stored.Envelope.SmtpUtf8);
        var message = await web.GetAsync($"/api/v1/message/{id}");
        Assert.Equal("änn@example.org", message.GetProperty("From").GetProperty("Address").GetString());
        Assert.Equal("Hallo Bøb", message.GetProperty("Text").GetString()!.Trim());
    }

    [Fact]
    public async Task Released_is_every_octet_but_those_of_Bcc()
    {
        await using var next = await TestServer.StartAsync();
        await using var web = await WebServer.StartAsync(
            ("relay:networks:0", "127.0.0.0/8"), ("routes:0:to", "released.example"), ("routes:0:via", $"smtp://127.0.0.1:{next.Port}?tls=none"),
            ("routes:1:to", "*"), ("routes:1:via", "mailbox:"));
        var id = await web.StoreAsync(
            "Message-ID: <1@example.org>\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\nbcc: x@example.org,\r\n y@example.org\r\nSubject: Out\r\n\r\nBcc: stays\r\n"u8.ToArray(), "ann@example.org");

        using var released = await web.Client.PostAsync($"/api/v1/message/{id}/release", JsonContent.Create(new { To = new[] { "zoe@released.example", "zoe@released.example" } }));

        Assert.Equal("ok", await released.Content.ReadAsStringAsync());
        byte[] arrived = [];
        await Eventually.HoldsAsync(
            () => next.MessagesAsync().GetAwaiter().GetResult() is [var one] && (arrived = one.Content).Length > 0, () => "It does not arrive.");
        Assert.EndsWith(
            "\r\nMessage-ID: <1@example.org>\r\nDate: Mon, 1 Jan 2024 10:00:00 +0000\r\nSubject: Out\r\n\r\nBcc: stays\r\n", Encoding.UTF8.GetString(arrived), StringComparison.Ordinal);
    }

    private static Request Letter(params string[] to) => new(new("ann@example.org"), [.. to.Select(one => new Person(one))], "Hello", "Hello.");

    private static Task<HttpResponseMessage> SendAsync(WebServer web, Request request) => web.Client.PostAsJsonAsync("/api/v1/send", request, Json);

    private static async Task<string> IdAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("ID").GetString()!;
    }

    private static async Task<string> ErrorAsync(HttpResponseMessage response)
    {
        Assert.Equal((HttpStatusCode.BadRequest, "application/json"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("Error").GetString()!;
    }

    private static JsonSerializerOptions Json { get; } = new();

    private sealed record Person(string Email, string Name = "");

    private sealed record Request(Person From, IReadOnlyList<Person> To, string Subject, string Text = "");
}
