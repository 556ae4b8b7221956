using MailKit;
using MailKit.Net.Imap;
using MailKit.Security;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Dovecot's LMTP takes delivery, and its IMAP shows the message.</summary>
public sealed class DovecotTest
{
    [DovecotFact]
    public async Task Over_TCP() => await DeliverAsync(dovecot => $"lmtp://127.0.0.1:{dovecot.Lmtp}");

    [DovecotFact]
    public async Task Over_a_Unix_socket() => await DeliverAsync(dovecot => $"lmtp+unix:{dovecot.LmtpSocket}");

    private static async Task DeliverAsync(Func<Dovecot, string> via)
    {
        await using var dovecot = await Dovecot.StartAsync();
        await using var server = await TestServer.StartAsync(("routes:0:to", "*"), ("routes:0:via", via(dovecot)));
        await Traffic.SendAsync(server.Port, 20, to: "bob@example.net");
        await Eventually.HoldsAsync(async () => (await server.QueueAsync()).Count == 0, () => "The queue does not become empty.");

        using var client = new ImapClient();
        await client.ConnectAsync("127.0.0.1", dovecot.Imap, SecureSocketOptions.None);
        await client.AuthenticateAsync("bob@example.net", "secret");
        await client.Inbox.OpenAsync(FolderAccess.ReadOnly);
        List<string> letters = [];
        for (var i = 0; i < client.Inbox.Count; i++)
        {
            await using var content = await client.Inbox.GetStreamAsync(i);
            letters.Add(await new StreamReader(content).ReadToEndAsync());
        }
        Traffic.MustBe(20, letters);
        Assert.StartsWith("Return-Path: <alice@example.org>", letters[0], StringComparison.Ordinal);
        Assert.Contains("by mx.example.org with ESMTP", letters[0].Replace("\r\n\t", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}

/// <summary>A test that needs Dovecot; skipped with the reason where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DovecotFactAttribute : FactAttribute
{
    public DovecotFactAttribute() => Skip = Dovecot.Missing;
}
