using Smtp.Host.Storage;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;
using Smtp.Host.Tests.Replaying;

namespace Smtp.Host.Tests.Web.Mailpit;

/// <summary>Clients of Mailpit's API as they are published on npm, unchanged.</summary>
public sealed class ClientsTest
{
    private const string Token = "0123456789abcdef-token";
    private static readonly string Clients =
        Path.Combine(Path.GetDirectoryName(Replays.Snapshots)!, "tests", "Smtp.Host.Tests", "Web", "Mailpit", "clients");

    [ClientFact("mailpit-api")]
    public async Task Every_method_of_mailpit_api()
    {
        await using var next = await TestServer.StartAsync();
        await using var web = await WebServer.StartAsync(
            ("web:token", Token), ("relay:networks:0", "127.0.0.0/8"),
            ("routes:0:to", "released.example"), ("routes:0:via", $"smtp://127.0.0.1:{next.Port}?tls=none"),
            ("routes:1:to", "*"), ("routes:1:via", "mailbox:"));

        Assert.Equal("27 methods called", await RunAsync(web, "version2.mjs"));

        IReadOnlyList<(StoredMessage Message, byte[] Content)> released = [];
        await Eventually.HoldsAsync(() => (released = next.MessagesAsync().GetAwaiter().GetResult()).Count == 1, () => "What was released does not arrive.");
        Assert.Equal("zoe@released.example", Assert.Single(released[0].Message.Envelope.To).Address);
        Assert.Equal("ann@example.org", released[0].Message.Envelope.From);
    }

    [ClientFact("mailpit-api-1")]
    public async Task The_events_of_mailpit_api_1()
    {
        await using var web = await WebServer.StartAsync(("web:token", Token));

        Assert.Equal("events heard", await RunAsync(web, "version1.mjs"));
    }

    private static async Task<string> RunAsync(WebServer web, string script) =>
        (await Programs.RunAsync("node", "", Path.Combine(Clients, script), web.Server.WebUrl!, Token)).Trim();

    private sealed class ClientFactAttribute : FactAttribute
    {
        public ClientFactAttribute(string package) =>
            Skip = Programs.Find("node") is null ? "node is not installed"
                : Directory.Exists(Path.Combine(Clients, "node_modules", package)) ? null
                : "the clients are not installed: npm ci --prefix tests/Smtp.Host.Tests/Web/Mailpit/clients";
    }
}
