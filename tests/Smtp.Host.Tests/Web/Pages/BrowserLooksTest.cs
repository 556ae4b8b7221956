using Microsoft.Playwright;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>The pages by day, by night and on a phone, in Chromium.</summary>
public sealed class BrowserLooksTest
{
    [BrowserFact]
    public async Task A_phone_shows_one_pane_at_a_time()
    {
        await using var web = await WebServer.StartAsync();
        await Mailbags.FillAsync(web);
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
    public async Task Both_themes_can_be_looked_at()
    {
        await using var web = await WebServer.StartAsync();
        await Mailbags.FillAsync(web);
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!);
        await browser.OpenAsync("/mail");
        await browser.At(".row:has-text('shipped') a").ClickAsync();
        await browser.SeesAsync("iframe.frame");
        await PicturesAsync("message");
        foreach (var tab in new[] { "Conversation", "Envelope", "MIME", "Headers", "Text" })
        {
            await browser.At($".tabs a:text-is('{tab}')").ClickAsync();
            await browser.SeesAsync($".tabs a[aria-current]:text-is('{tab}')");
            await PicturesAsync(tab.ToLowerInvariant());
        }
        await browser.OpenAsync("/sessions?show=failed");
        await browser.At(".row:has-text('scanner') a").First.ClickAsync();
        await browser.SeesAsync(".turn.refused");
        await PicturesAsync("session");
        await browser.OpenAsync("/overview");
        await PicturesAsync("overview");
        Assert.Empty(browser.Faults);

        async Task PicturesAsync(string name)
        {
            var grounds = new List<string>();
            foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
            {
                await browser.Page.EmulateMediaAsync(new() { ColorScheme = scheme });
                grounds.Add(await browser.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
                await browser.PictureAsync($"{scheme.ToString().ToLowerInvariant()}-{name}");
            }
            Assert.NotEqual(grounds[0], grounds[1]);
        }
    }
}
