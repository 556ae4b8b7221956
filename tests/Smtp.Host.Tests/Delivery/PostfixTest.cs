using System.Text;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Postfix on either side of us: nothing is lost, nothing is changed.</summary>
public sealed class PostfixTest
{
    private static readonly int Letters = Load.Of(100, full: 1000);

    [PostfixFact]
    public async Task As_the_next_hop_it_gets_every_letter_once_and_unchanged()
    {
        await using var postfix = await Postfix.StartAsync();
        await using var server = await TestServer.StartAsync(
            ("routes:0:to", "*"), ("routes:0:via", $"smtp://127.0.0.1:{postfix.Port}"), ("relay:networks:0", "127.0.0.0/8"));
        await Traffic.SendAsync(server.Port, Letters);
        await Eventually.HoldsAsync(
            () => postfix.Letters().Count >= Letters,
            () => $"{postfix.Letters().Count} of {Letters} have arrived.\n{postfix.Log()[^Math.Min(4000, postfix.Log().Length)..]}");
        Traffic.MustBe(Letters, postfix.Letters().Select(File.ReadAllText));
        // What has arrived is struck off a moment later.
        await Eventually.HoldsAsync(async () => (await server.QueueAsync()).Count == 0, () => "The queue does not become empty.");
        Assert.Contains(
            " by mx.example.org with ESMTP id ", File.ReadAllText(postfix.Letters()[0]).Replace("\n\t", " ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [PostfixFact]
    public async Task As_the_previous_hop_it_hands_over_every_letter_once_and_unchanged()
    {
        await using var server = await TestServer.StartAsync(("limits:transactions", "1000000"));
        await using var postfix = await Postfix.StartAsync(server.Port);
        await Traffic.SendAsync(postfix.Port, Letters, to: "bob@example.com");
        await Eventually.HoldsAsync(
            async () => (await server.Store.ListMessagesAsync(Letters, CancellationToken.None)).Count >= Letters,
            () => postfix.Log()[^Math.Min(4000, postfix.Log().Length)..]);
        Traffic.MustBe(Letters, (await server.MessagesAsync()).Select(one => Encoding.ASCII.GetString(one.Content)));
    }
}

/// <summary>A test that needs Postfix; skipped with the reason where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostfixFactAttribute : FactAttribute
{
    public PostfixFactAttribute() => Skip = Postfix.Missing;
}
