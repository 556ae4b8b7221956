using MimeKit;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>What a host has when somebody looks at its pages.</summary>
internal static class Mailbags
{
    /// <summary>A message that stays in the queue.</summary>
    public static async Task QueueAsync(WebServer web)
    {
        await using var body = web.Server.Store.CreateBody();
        await body.WriteAsync("Subject: out\r\n\r\nhello\r\n"u8.ToArray(), CancellationToken.None);
        var mailbox = Parsing.Grammar.Mailboxes.Parse("bob@example.net").IfNone(() => throw new InvalidOperationException());
        var envelope = Envelope.Empty(ReversePath.Null.Path, MailOptions.None).With(Recipient.Of(new ForwardPath.Of(mailbox)));
        await web.Server.Store.AcceptAsync(
            new Arrival(
                new Origin("s", "127.0.0.1", "test", "ESMTP", null, null), envelope, DateTimeOffset.UtcNow,
                // Nobody listens there: it stays in the queue.
                new Placing([null], [new NewDelivery(0, "bob@example.net", "smtp://127.0.0.1:1?tls=none")])),
            body, CancellationToken.None);
    }

    /// <summary>Mail of all kinds, and a session that went wrong.</summary>
    public static async Task FillAsync(WebServer web)
    {
        await web.SendAsync("Re: Spotkanie w piątek, zmiana godziny", "Cześć, przenieśmy to na 14:30, jeśli Wam pasuje.", "Marta Kowalska <marta@example.pl>");
        await web.SendAsync("[smtp] Build 1182 passed", "All 2,341 tests passed in 4 minutes and 12 seconds.", "Builds <noreply@example.com>");
        await web.SendAsync("会議の資料について", "お世話になっております。資料を添付いたしますのでご確認ください。", "taro@example.jp");
        await web.SendAsync("The quiet art of good defaults, and eleven other things worth your weekend", "A long subject, to see how it is cut off.", "Newsletter <news@example.com>");
        var invoice = WebServer.Letter("Invoice 2026-114 is due", "Please find the invoice attached.", "billing@example.com");
        invoice.Body = new Multipart("mixed") { invoice.Body!, new MimePart("application/pdf") { Content = new MimeContent(new MemoryStream(new byte[23456])), FileName = "invoice-2026-114.pdf" } };
        await web.SendAsync(invoice);
        var parcel = WebServer.Letter("Your order 4821 has shipped", "", "Ann Example <ann@example.org>");
        parcel.Headers.Add("X-Tags", "orders");
        parcel.Body = new MultipartAlternative
        {
            new TextPart("plain") { Text = "Good news: the parcel left our warehouse this morning.\n\nTrack it: https://example.org/track/4821\n" },
            new TextPart("html") { Text = "<div style=\"font-family:sans-serif;max-width:560px;margin:24px auto\"><h1 style=\"color:#123\">Your parcel is on its way</h1><p>Good news: it left our warehouse this morning, and should reach you by Thursday.</p><p style=\"margin:28px 0\"><a href=\"https://example.org\" style=\"background:#0a7d5a;color:#fff;padding:12px 20px;border-radius:6px;text-decoration:none\">Track it</a></p><p style=\"color:#777\">Order 4821</p><img src=\"https://evil.example/p.gif\" width=1 height=1></div>" },
        };
        await web.SendAsync(parcel, null, "bob@example.net", "audit@example.net");
        await using var scanner = await web.Server.ConnectAsync();
        await scanner.ReplyAsync();
        await scanner.SayAllAsync(
            "EHLO scanner.example", "MAIL FROM:<a@example.org", "MAIL FROM:<a@example.org>", "RCPT TO:<victim@elsewhere.example>",
            "RCPT TO:<bob@example.net>", "EXPN staff", "QUIT");
    }
}
