namespace Smtp.Host.Tests.Web.Pages;

/// <summary>The mail as somebody reads it, in Chromium.</summary>
public sealed class BrowserMailTest
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

        if (!await browser.Page.EvaluateAsync<bool>("window.sameDocument === true")) Assert.Fail("the page was loaded anew" + await browser.TroubleAsync());
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
}
