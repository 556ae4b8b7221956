using Microsoft.Playwright;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Delivery;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>Messages that nobody should have to read, in Chromium.</summary>
public sealed class BrowserHostileTest
{
    [BrowserFact]
    public async Task Nothing_leaves_the_page_for_hostile_mail_and_no_script_runs()
    {
        await using var web = await WebServer.StartAsync();
        // That what is too much for a frame is left out of it, HostileTest looks at; Chromium takes long to draw what is left.
        var letters = Hostile.All.Where(one => Load.Full || one.Name != "many inline").ToList();
        var ids = new List<string>();
        foreach (var (_, content) in letters) ids.Add(await web.StoreAsync(content));
        await using var browser = await Browser.StartAsync(web.Client.BaseAddress!);
        await browser.OpenAsync("/mail");
        foreach (var (letter, id) in letters.Zip(ids))
        {
            if (await OpenAsync(browser, letter.Name, id) is not { } frame) continue;
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
        Assert.False(Chromium.Elsewhere.Pending(), "something connected to the host that the mail names");
        Assert.Empty(browser.Faults);

        // That a script which ran would have been heard, the same message shows where nothing protects anybody.
        var unprotected = Hostile.Named("script").Split("\n\n", 2)[1];
        await browser.Page.Context.NewPageAsync();
        var control = browser.Page.Context.Pages[^1];
        var heard = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        control.Console += (_, message) => heard.TrySetResult(message.Text);
        await control.SetContentAsync(unprotected, new() { WaitUntil = WaitUntilState.Commit });
        Assert.Equal("ran 1", await heard.Task.WaitAsync(TimeSpan.FromSeconds(20)));
        await control.CloseAsync();

        // That the trap would have caught it, remote content shows, once somebody asks for it.
        await browser.OpenAsync($"/mail/{ids[letters.FindIndex(one => one.Name == "images")]}");
        await browser.At(".banner .button").ClickAsync();
        using var caught = await Chromium.Elsewhere.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }

    /// <summary>Opens a message, and gives its frame once all of it is loaded; null where it has none.</summary>
    private static async Task<IFrame?> OpenAsync(Browser browser, string name, string id)
    {
        await browser.OpenAsync($"/mail/{id}");
        await browser.SeesAsync($".row.open[data-id='{id}']");
        Assert.Equal(1, await browser.At(".row.open").CountAsync());
        if (await browser.At("iframe.frame").CountAsync() == 0) return null;
        var frame = await (await browser.Page.WaitForSelectorAsync("iframe.frame"))!.ContentFrameAsync() ?? throw new InvalidOperationException("no frame");
        var state = "";
        // The event of the load is missed where it comes before the frame is known to be elsewhere.
        await Eventually.HoldsAsync(
            async () => frame.Url.EndsWith("/frame", StringComparison.Ordinal) && (state = await frame.EvaluateAsync<string>("document.readyState")) == "complete",
            () => $"'{name}' is not loaded: {frame.Url} is {state}; gone: {frame.IsDetached}, connected elsewhere: {Chromium.Elsewhere.Pending()}.");
        return frame;
    }
}
