using Serilog.Core;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>Hosts for clients to talk to, and what they have kept.</summary>
internal static class Servers
{
    /// <summary>A host with one listener.</summary>
    public static Task<TestServer> StartAsync(string role, string tls) => TestServer.StartAsync(
        ("listeners:0:address", "127.0.0.1:0"), ("listeners:0:role", role), ("listeners:0:tls", tls));

    /// <summary>A host where Alice, and nobody else, may log in and send.</summary>
    public static async Task<TestServer> ForAliceAsync(string tls = "starttls")
    {
        var server = await StartAsync("submission", tls);
        await server.AddUserAsync(Letters.Alice, Letters.Password);
        return server;
    }

    /// <summary>The store of a host that runs as a process of its own, for looking at.</summary>
    public static Task<SqliteStore> LookIntoAsync(string data) =>
        SqliteStore.OpenAsync(new StoreSettings(data), StoreRole.Tool, Logger.None, CancellationToken.None);
}
