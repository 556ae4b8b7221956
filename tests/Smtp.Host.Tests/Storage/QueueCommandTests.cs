using System.Text.Json;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

/// <summary><c>smtp queue</c>, beside a running host.</summary>
public sealed class QueueCommandTests : IDisposable
{
    private const string Hop = "smtp://127.0.0.1:2526";
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private CommandLine Smtp => new(_fixture.Path) { Time = new ManualClock() };

    [Fact]
    public async Task An_empty_queue_says_so()
    {
        Assert.Equal("The queue is empty." + Environment.NewLine, (await Smtp.RunAsync("queue", "list")).Output);
        Assert.Equal("[]", (await Smtp.RunAsync("queue", "list", "--json")).Output.Trim());
        Assert.Equal("To be tried now: 0 deliveries." + Environment.NewLine, (await Smtp.RunAsync("queue", "flush")).Output);
    }

    [Fact]
    public async Task It_is_listed_with_the_last_reply_and_the_next_try()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await DeferredAsync(store);
        var lines = (await Smtp.RunAsync("queue", "list")).Lines;
        Assert.Matches("^ID +ARRIVED \\(UTC\\) +SENDER +RECIPIENT +NEXT HOP +TRIES +STATE +LAST REPLY$", lines[0]);
        Assert.Matches($"^{id.Text}  .*<alice@example.org> +<bob@example.org> +{Hop} +1 +in 5 min +451 4.2.0 back later$", lines[1]);
        Assert.Equal("The queue is empty." + Environment.NewLine, (await Smtp.RunAsync("queue", "list", "--domain", "example.com")).Output);

        var one = Assert.Single(JsonDocument.Parse((await Smtp.RunAsync("queue", "list", "--json")).Output).RootElement.EnumerateArray());
        Assert.Equal((id.Text, "deferred", 1), (one.GetProperty("id").GetString(), one.GetProperty("state").GetString(), one.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public async Task A_message_is_shown_with_all_its_attempts()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await DeferredAsync(store);
        var said = (await Smtp.RunAsync("queue", "show", id.Text)).Output;
        Assert.Contains("<bob@example.org> by smtp://127.0.0.1:2526", said, StringComparison.Ordinal);
        Assert.Contains("  next      2026-03-14T15:14:26.535Z", said, StringComparison.Ordinal);
        Assert.Contains("  reply     451-4.2.0 Come", said, StringComparison.Ordinal);
        Assert.Contains("Attempt 1 at 2026-03-14T15:09:26.535Z: <bob@example.org> deferred", said, StringComparison.Ordinal);
        Assert.Contains("(smtp sessions show s-1)", said, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await Smtp.RunAsync("queue", "show", id.Text, "--json")).Output);
        Assert.Equal("s-1", json.RootElement.GetProperty("attempts")[0].GetProperty("session").GetString());
    }

    [Fact]
    public async Task It_is_held_released_retried_and_deleted()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await DeferredAsync(store);
        Assert.Equal("Held: 1 delivery." + Environment.NewLine, (await Smtp.RunAsync("queue", "hold", id.Text)).Output);
        Assert.Contains("  held  ", (await Smtp.RunAsync("queue", "list")).Output, StringComparison.Ordinal);
        Assert.Equal("Released: 1 delivery." + Environment.NewLine, (await Smtp.RunAsync("queue", "release", "--domain", "example.org")).Output);
        Assert.Contains("  due  ", (await Smtp.RunAsync("queue", "list")).Output, StringComparison.Ordinal);
        Assert.Equal("To be tried now: 1 delivery." + Environment.NewLine, (await Smtp.RunAsync("queue", "retry", "--sender", "alice@example.org")).Output);
        Assert.Equal("Deleted: 1 delivery." + Environment.NewLine, (await Smtp.RunAsync("queue", "delete", "--all")).Output);
        Assert.Null(await store.FindMessageAsync(id, StoreFixture.None));
    }

    [Theory]
    [InlineData("retry")]
    [InlineData("hold")]
    [InlineData("release")]
    [InlineData("delete")]
    public async Task Nothing_is_done_to_the_whole_queue_by_accident(string command)
    {
        await using var store = await _fixture.OpenAsync();
        var id = await DeferredAsync(store);
        var bare = await Smtp.RunAsync("queue", command);
        Assert.Equal(1, bare.Exit);
        Assert.Contains("or --all", bare.Error, StringComparison.Ordinal);
        var unknown = await Smtp.RunAsync("queue", command, "nobody");
        Assert.Equal((1, "smtp: Nothing in the queue is named 'nobody'." + Environment.NewLine), (unknown.Exit, unknown.Error));
        Assert.NotNull(await store.FindMessageAsync(id, StoreFixture.None));
    }

    private static async Task<QueueId> DeferredAsync(SqliteStore store)
    {
        var placing = new Placing([null], [new NewDelivery(0, "bob@example.org", Hop)]);
        var id = await store.AcceptAsync(Some.Octets(10), Some.Arrival() with { Placing = placing });
        var lease = await store.LeaseAsync(Hop, 1, Some.Time, StoreFixture.None);
        var last = new LastAttempt(Some.Time, "4.2.0", "back later", "451-4.2.0 Come\n451 4.2.0 back later", "127.0.0.1");
        var due = Some.Time.AddMinutes(5);
        await store.SettleAsync(
            new Settlement(
                lease.Token, [new(lease.Deliveries[0].Key, false, new Progress(1, false, due, due, last))],
                [new Attempt(id, "bob@example.org", Hop, 1, "deferred", last, "s-1")], []),
            StoreFixture.None);
        return id;
    }
}
