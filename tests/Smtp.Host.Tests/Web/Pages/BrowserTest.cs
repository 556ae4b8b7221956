using Microsoft.Playwright;
using MimeKit;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>The pages as somebody uses them, in Chromium.</summary>
public sealed class BrowserTest
{
    [BrowserFact]
    public async Task Mail_appears_by_itself_is_read_found_deleted_and_back_again()
    {
        await using var web = await WebServer.StartAsync();
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!);
        await browser.OpenAsync("/mail");
        await browser.Page.EvaluateAsync("window.sameDocument = true");

        await web.SendAsync("First light", "Good morning.");
        await browser.SeesAsync(".row.unread:has-text('First light')");
        await web.SendAsync("Second");
        await browser.SeesAsync(".row:has-text('Second')");

        await browser.At(".row:has-text('First light') a").ClickAsync();
        await browser.SeesAsync(".detail .text:has-text('Good morning.')");
        await browser.SeesAsync(".row.open:not(.unread):has-text('First light')");

        await browser.At("#q").FillAsync("subject:second");
        await browser.At("#q").PressAsync("Enter");
        await browser.MissesAsync(".row:has-text('First light')");
        await browser.At(".row:has-text('Second') input").CheckAsync();
        await browser.At("#rows-form button[value=delete]").ClickAsync();
        await browser.MissesAsync(".row:has-text('Second')");
        await browser.At("[data-undo]").ClickAsync();
        await browser.SeesAsync(".row:has-text('Second')");

        Assert.True(await browser.Page.EvaluateAsync<bool>("window.sameDocument === true"), "the page was loaded anew");
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task The_keyboard_alone_does_it_all()
    {
        await using var web = await WebServer.StartAsync();
        await web.SendAsync("Older");
        await web.SendAsync("Newer", "The newer one.");
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!);
        await browser.OpenAsync("/mail");

        await browser.PressAsync("?");
        await browser.SeesAsync("dialog[open]");
        await browser.PressAsync("Escape");
        await browser.PressAsync("j");
        await browser.PressAsync("Enter");
        await browser.SeesAsync(".detail:has-text('The newer one.')");
        await browser.PressAsync("]");
        await browser.SeesAsync(".source");
        await browser.PressAsync("Escape");
        await browser.MissesAsync(".source");
        await browser.PressAsync("j");
        await browser.PressAsync("j");
        await browser.PressAsync("d");
        await browser.MissesAsync(".row:has-text('Older')");
        await browser.PressAsync("z");
        await browser.SeesAsync(".row:has-text('Older')");
        await browser.PressAsync("/");
        await browser.Page.Keyboard.TypeAsync("newer");
        await browser.PressAsync("Enter");
        await browser.MissesAsync(".row:has-text('Older')");
        await browser.PressAsync("Escape");
        await browser.PressAsync("g");
        await browser.PressAsync("s");
        await browser.SeesAsync("#list[aria-label=Sessions] .row");
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task A_conversation_grows_while_it_is_looked_at()
    {
        await using var web = await WebServer.StartAsync();
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!);
        await browser.OpenAsync("/sessions");
        await browser.Page.EvaluateAsync("window.sameDocument = true");
        await using var client = await web.Server.ConnectAsync();
        await client.ReplyAsync();

        await browser.At(".row:has-text('running') a").ClickAsync();
        await browser.SeesAsync(".conversation.running .turn:has-text('220 ')");
        foreach (var line in new[] { "EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "RCPT TO:<carol@example.net>" })
        {
            await client.SayAsync(line);
            await browser.SeesAsync($".turn code:text-is('{line}')");
        }
        Assert.Equal(["→ bob@example.net", "→ carol@example.net"], await browser.At(".growing .to").AllInnerTextsAsync());
        await browser.At(".turn:has-text('EHLO') summary").ClickAsync();
        await client.SayAllAsync("DATA", "Subject: Growing\r\n\r\nhello\r\n.");
        await browser.SeesAsync(".turn .stored");
        Assert.True(await browser.At(".turn:has-text('EHLO') details").EvaluateAsync<bool>("it => it.open"), "what was unfolded was folded again");
        await client.SayAsync("QUIT");
        await browser.SeesAsync(".conversation:not(.running) .state:text-is('quit')");

        Assert.True(await browser.Page.EvaluateAsync<bool>("window.sameDocument === true"), "the page was loaded anew");
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task A_queued_message_is_tried_again()
    {
        await using var web = await WebServer.StartAsync(
            ("routes:0:to", "*"), ("routes:0:via", "smtp://127.0.0.1:1?tls=none"), ("relay:networks:0", "127.0.0.0/8"));
        await QueueAsync(web);
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!);
        await browser.OpenAsync("/queue");

        await browser.At(".row a").First.ClickAsync();
        await browser.At(".delivery button[value=hold]").ClickAsync();
        await browser.SeesAsync(".delivery .state:text-is('held')");
        await browser.At(".delivery button[value=release]").ClickAsync();
        await browser.SeesAsync(".delivery button[value=retry]");
        await browser.At(".delivery button[value=retry]").ClickAsync();
        await browser.SeesAsync(".toast:has-text('It is tried now.')");
        await browser.PictureAsync("queue");
        Assert.Empty(browser.Faults);
    }

    [BrowserFact]
    public async Task Nothing_leaves_the_page_for_hostile_mail_and_no_script_runs()
    {
        await using var web = await WebServer.StartAsync();
        var ids = new List<string>();
        foreach (var (_, content) in Hostile.All()) ids.Add(await web.StoreAsync(content));
        using var trap = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        trap.Start();
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!, evil: trap.LocalEndpoint.ToString());
        await browser.OpenAsync("/mail");
        foreach (var id in ids)
        {
            await browser.OpenAsync($"/mail/{id}");
            Assert.Equal(1, await browser.At(".row.open").CountAsync());
            if (await browser.At("iframe.frame").CountAsync() == 0) continue;
            var frame = await (await browser.Page.WaitForSelectorAsync("iframe.frame"))!.ContentFrameAsync() ?? throw new InvalidOperationException("no frame");
            await frame.WaitForURLAsync("**/frame", new() { WaitUntil = WaitUntilState.Load });
            // Whatever can be clicked is clicked, but for links that lead to the web: those do what they say.
            await frame.EvaluateAsync("document.querySelectorAll('a:not([href^=http]), area, button, input, summary').forEach(one => one.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true })))");
        }
        // It is as usable as before.
        await browser.PressAsync("Escape");
        await browser.PressAsync("j");
        await browser.PressAsync("Enter");
        await browser.SeesAsync(".detail .head");

        // What a policy has stopped is told as a request too, but it never went anywhere.
        var own = web.Client.BaseAddress!.ToString();
        Assert.All(browser.Requests, request => Assert.True(
            request.Url.StartsWith(own, StringComparison.Ordinal) || request.Url.StartsWith("data:", StringComparison.Ordinal) || request.Failure is "csp" or "origin",
            $"{request.Url} {request.Failure}"));
        Assert.False(trap.Pending(), "something connected to the host that the mail names");
        Assert.Empty(browser.Faults);

        // That a script which ran would have been heard, the same message shows where nothing protects anybody.
        var unprotected = Hostile.All().Single(one => one.Name == "script").Content.Split("\n\n", 2)[1];
        await browser.Page.Context.NewPageAsync();
        var control = browser.Page.Context.Pages[^1];
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        control.Console += (_, message) => heard.TrySetResult(message.Text);
        await control.SetContentAsync(unprotected, new() { WaitUntil = WaitUntilState.Commit });
        Assert.Equal("ran 1", await heard.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await control.CloseAsync();

        // That the trap would have caught it, remote content shows, once somebody asks for it.
        await browser.OpenAsync($"/mail/{ids[Hostile.All().ToList().FindIndex(one => one.Name == "images")]}");
        await browser.At(".banner .button").ClickAsync();
        using var caught = await trap.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [BrowserFact]
    public async Task A_phone_shows_one_pane_at_a_time()
    {
        await using var web = await WebServer.StartAsync();
        await FillAsync(web);
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!, 390, 844);
        await browser.OpenAsync("/mail");
        await browser.PictureAsync("phone-list");
        await browser.At(".row:has-text('parcel') a, .row a").First.ClickAsync();
        await browser.SeesAsync(".detail .head");
        Assert.False(await browser.At("#list").IsVisibleAsync());
        Assert.True(await browser.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "it is wider than the phone");
        await browser.PictureAsync("phone-message");
        await browser.At(".tabs a:text-is('Conversation')").ClickAsync();
        await browser.SeesAsync(".turn");
        await browser.PictureAsync("phone-conversation");
        await browser.At(".back").ClickAsync();
        await browser.SeesAsync("#list .row");
        foreach (var path in new[] { "/sessions", "/sessions?show=failed", "/queue", "/overview" })
        {
            await browser.OpenAsync(path);
            Assert.True(await browser.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than the phone");
            await browser.PictureAsync($"phone{path.Split('?')[0].Replace('/', '-')}");
        }
    }

    [BrowserFact]
    public async Task It_works_without_scripts()
    {
        await using var web = await WebServer.StartAsync();
        await web.SendAsync("Plain");
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!, scripts: false);
        await browser.GoAsync("/mail");
        await browser.At(".row input").CheckAsync();
        await browser.At("#rows-form button[value=delete]").ClickAsync();
        await browser.SeesAsync(".toast:has-text('1 message deleted.')");
        await browser.At("[data-undo]").ClickAsync();
        await browser.SeesAsync(".row:has-text('Plain')");
    }

    [BrowserFact]
    public async Task Both_themes_can_be_looked_at()
    {
        await using var web = await WebServer.StartAsync();
        await FillAsync(web);
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await using var browser = await Browser.StartAsync(web.Client.BaseAddress!, scheme: scheme);
            var name = scheme.ToString().ToLowerInvariant();
            await browser.OpenAsync("/mail");
            await browser.At(".row:has-text('shipped') a").ClickAsync();
            await browser.SeesAsync("iframe.frame");
            await browser.PictureAsync($"{name}-message");
            foreach (var tab in new[] { "Conversation", "Envelope", "MIME", "Headers", "Text" })
            {
                await browser.At($".tabs a:text-is('{tab}')").ClickAsync();
                await browser.SeesAsync($".tabs a[aria-current]:text-is('{tab}')");
                await browser.PictureAsync($"{name}-{tab.ToLowerInvariant()}");
            }
            await browser.OpenAsync("/sessions?show=failed");
            await browser.At(".row:has-text('scanner') a").First.ClickAsync();
            await browser.SeesAsync(".turn.refused");
            await browser.PictureAsync($"{name}-session");
            await browser.OpenAsync("/overview");
            await browser.PictureAsync($"{name}-overview");
            Assert.Empty(browser.Faults);
        }
    }

    private static async Task QueueAsync(WebServer web)
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

    private static async Task FillAsync(WebServer web)
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
