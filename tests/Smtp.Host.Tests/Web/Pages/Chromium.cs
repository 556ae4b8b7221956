using System.Net;
using System.Net.Sockets;
using Microsoft.Playwright;
using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>One Chromium for all tests; it ends with them.</summary>
internal static class Chromium
{
    private static readonly string[] Whole = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    // The same engine without all that people have around a page: what Playwright itself takes where no window is shown, at half the cost.
    private static readonly string[] EngineAlone = ["/usr/bin/chromium-headless-shell"];

    private static readonly Lazy<Task<IBrowser>> Started = new(StartAsync);

    public static string? Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM")
        ?? (Load.Full ? [.. Whole, .. EngineAlone] : (string[])[.. EngineAlone, .. Whole]).FirstOrDefault(File.Exists);

    public static Task<IBrowser> Running => Started.Value;

    /// <summary>Where it finds the host that hostile mail names.</summary>
    public static TcpListener Elsewhere { get; } = Listening();

    private static async Task<IBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Headless = true,
            Args =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync", $"--host-resolver-rules=MAP {Hostile.Elsewhere} {Elsewhere.LocalEndpoint}",
                // No process of its own for each frame of a message: that is most of what the browser would cost. By no list of features: it would
                // take the place of the one that Playwright gives, without which what it hears of frames can be late.
                "--process-per-site", "--disable-site-isolation-trials",
            ],
        });
    }

    private static TcpListener Listening()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }
}
