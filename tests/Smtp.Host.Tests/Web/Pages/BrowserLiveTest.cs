namespace Smtp.Host.Tests.Web.Pages;

/// <summary>What goes on, as somebody watches it in Chromium.</summary>
public sealed class BrowserLiveTest
{
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
        await Mailbags.QueueAsync(web);
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
}
