using System.Globalization;
using System.Text;
using Microsoft.Playwright;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>A page in a profile of its own, and all that it asks for.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private Browser(IPage page)
    {
        Page = page;
        page.Context.Request += (_, request) => Requests.Enqueue(request);
        page.Dialog += (_, dialog) =>
        {
            Faults.Enqueue($"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
        // Scripts of hostile messages say that they ran, in whatever frame they do.
        page.Console += (_, message) =>
        {
            if (message.Text.StartsWith("ran ", StringComparison.Ordinal)) Faults.Enqueue(message.Text);
        };
        page.PageError += (_, fault) => Faults.Enqueue(fault);
    }

    public IPage Page { get; }

    /// <summary>Everything that was asked for.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<IRequest> Requests { get; } = new();

    /// <summary>What went wrong in scripts, and what they had to say.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<string> Faults { get; } = new();

    public static async Task<Browser> StartAsync(
        Uri site, int width = 1360, int height = 820, bool scripts = true)
    {
        var context = await (await Chromium.Running).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = site.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = ColorScheme.Light,
            JavaScriptEnabled = scripts,
            // What moves for ever is drawn for ever.
            ReducedMotion = ReducedMotion.Reduce,
            TimezoneId = "Europe/Warsaw",
            Locale = "en-GB",
        });
        context.SetDefaultTimeout(20_000);
        return new Browser(await context.NewPageAsync());
    }

    /// <summary>What it asked for in vain, and each document that it went to.</summary>
    public async Task<string> TroubleAsync()
    {
        var trouble = new StringBuilder();
        foreach (var request in Requests)
        {
            // A stream of events is answered for as long as the page is there.
            if (request.Failure is null && request.Url.Contains("/events?", StringComparison.Ordinal)) continue;
            var outcome = request.Failure ?? await StatusAsync(request);
            if (outcome is ['2' or '3', ..] && !request.IsNavigationRequest) continue;
            trouble.Append('\n').Append(request.Method).Append(' ').Append(request.Url, 0, Math.Min(request.Url.Length, 200)).Append(' ').Append(outcome);
        }
        return trouble.ToString();
    }

    public async Task GoAsync(string path) => await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.DOMContentLoaded });

    /// <summary>Opens a page, and waits until it hears of what happens.</summary>
    public async Task OpenAsync(string path)
    {
        await GoAsync(path);
        await Page.WaitForSelectorAsync("[data-live-state]:text-is('live')", new() { State = WaitForSelectorState.Attached });
    }

    public ILocator At(string selector) => Page.Locator(selector);

    public Task SeesAsync(string selector) => Page.Locator(selector).First.WaitForAsync();

    public Task MissesAsync(string selector) => Page.Locator(selector).First.WaitForAsync(new() { State = WaitForSelectorState.Detached });

    public Task PressAsync(string key) => Page.Keyboard.PressAsync(key);

    /// <summary>A picture for people, where they asked for pictures.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("PICTURES_OF_PAGES") is { Length: > 0 } directory)
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(directory, name + ".png") });
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();

    private static async Task<string> StatusAsync(IRequest request)
    {
        try
        {
            return (await request.ResponseAsync().WaitAsync(TimeSpan.FromSeconds(5)))?.Status.ToString(CultureInfo.InvariantCulture) ?? "no answer";
        }
        catch (TimeoutException)
        {
            return "not answered yet";
        }
    }
}
