using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Web;

/// <summary>A real host with its pages, and a client of them.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    private WebServer(TestServer server)
    {
        Server = server;
        Client = new HttpClient { BaseAddress = new Uri(server.WebUrl!), Timeout = TimeSpan.FromSeconds(60) };
    }

    public TestServer Server { get; }

    public HttpClient Client { get; }

    public static async Task<WebServer> StartAsync(params (string Key, string Value)[] settings) =>
        new(await TestServer.StartAsync([("web:listen", "127.0.0.1:0"), .. settings]));

    /// <summary>Another client of the same host.</summary>
    public HttpClient NewClient() => new() { BaseAddress = Client.BaseAddress, Timeout = Client.Timeout };

    /// <summary>Sends a message as MailKit does, and gives its name.</summary>
    public async Task<string> SendAsync(MimeMessage message, string? from = null, params string[] to)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", Server.Port, SecureSocketOptions.None);
        var recipients = to.Length == 0 ? message.To.Mailboxes.Concat(message.Cc.Mailboxes).Concat(message.Bcc.Mailboxes) : to.Select(MailboxAddress.Parse);
        var sender = from is null ? message.From.Mailboxes.First() : MailboxAddress.Parse(from);
        var answer = await client.SendAsync(message, sender, recipients);
        await client.DisconnectAsync(true);
        return answer.Split(' ')[^1];
    }

    /// <summary>Sends a short message.</summary>
    public Task<string> SendAsync(string subject, string text = "Hello.", string from = "ann@example.org", string to = "bob@example.net") =>
        SendAsync(Letter(subject, text, from, to));

    /// <summary>Puts octets into the store, as if they had come by SMTP.</summary>
    public async Task<string> StoreAsync(byte[] content, string from = "ann@example.org", params string[] to)
    {
        await using var body = Server.Store.CreateBody();
        await body.WriteAsync(content, CancellationToken.None);
        var envelope = Envelope.Empty(ReversePathOf(from), MailOptions.None);
        foreach (var one in to.Length == 0 ? ["bob@example.net"] : to) envelope = envelope.With(Recipient.Of(new ForwardPath.Of(MailboxOf(one))));
        return (await Server.Store.AcceptAsync(
            new Arrival(new Origin("s", "127.0.0.1", "test", "ESMTP", null, null), envelope, DateTimeOffset.UtcNow), body, CancellationToken.None)).Text;
    }

    public Task<string> StoreAsync(string content, string from = "ann@example.org", params string[] to) =>
        StoreAsync(Encoding.UTF8.GetBytes(content.ReplaceLineEndings("\r\n")), from, to);

    public static MimeMessage Letter(string subject, string text, string from = "ann@example.org", string to = "bob@example.net") => new(
        [MailboxAddress.Parse(from)], [MailboxAddress.Parse(to)], subject, new TextPart("plain") { Text = text });

    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{user}:{password}"))));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }

    private static ReversePath ReversePathOf(string address) =>
        address.Length == 0 ? new ReversePath.Null() : new ReversePath.Of(MailboxOf(address));

    private static Mailbox MailboxOf(string address) =>
        Parsing.Grammar.Mailboxes.Parse(address).IfNone(() => throw new ArgumentException($"'{address}' is no address."));
}
