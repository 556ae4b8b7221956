using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

/// <summary>What is still to be delivered, as the store keeps it.</summary>
public sealed class QueueTests : IDisposable
{
    private const string Hop = "smtp://127.0.0.1:2526";
    private static readonly DateTimeOffset Now = Some.Time;
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_message_that_goes_on_is_in_the_queue_and_in_no_mailbox()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await AcceptAsync(store, Hop);

        Assert.Empty(await store.ListMessagesAsync(10, None));
        Assert.NotNull(await store.FindMessageAsync(id, None));
        var delivery = Assert.Single(await store.ListQueueAsync(new QueueFilter(), 10, None));
        Assert.Equal((id, "alice@example.org", "bob@example.org", Hop, 0, false),
            (delivery.Message, delivery.Sender, delivery.Address, delivery.Destination, delivery.Progress.Attempts, delivery.Underway));
        Assert.Equal([new DueDestination(Hop, 1)], await store.DueAsync(Now, None));
        Assert.Empty(await store.DueAsync(Now.AddTicks(-1), None));
        Assert.Equal(Now, await store.NextAsync(None));
    }

    [Fact]
    public async Task What_is_leased_nobody_else_gets_and_only_the_holder_settles()
    {
        await using var store = await _fixture.OpenAsync();
        await AcceptAsync(store, Hop);
        var lease = await store.LeaseAsync(Hop, 10, Now, None);
        var delivery = Assert.Single(lease.Deliveries);
        Assert.True(delivery.Underway);
        var second = await store.LeaseAsync(Hop, 10, Now, None);
        Assert.Empty(second.Deliveries);
        Assert.True(second.Token > lease.Token);
        Assert.Empty(await store.DueAsync(Now, None));
        Assert.Null(await store.NextAsync(None));

        Assert.Empty(await store.SettleAsync(new Settlement(second.Token, [new(delivery.Key, true, delivery.Progress)], [], []), None));
        Assert.Single(await store.ListQueueAsync(new QueueFilter(), 10, None));
        Assert.Equal([delivery.Key],
            await store.SettleAsync(new Settlement(lease.Token, [new(delivery.Key, true, delivery.Progress)], [], []), None));
        Assert.Empty(await store.ListQueueAsync(new QueueFilter(), 10, None));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200_000)]
    public async Task After_its_last_delivery_a_message_is_forgotten_with_its_content(int size)
    {
        await using var store = await _fixture.OpenAsync();
        var id = await AcceptAsync(store, Hop, size: size);
        var lease = await store.LeaseAsync(Hop, 10, Now, None);
        Assert.Equal(size, (await store.ReadAsync(id)).Length);
        await EndAsync(store, lease);
        Assert.Null(await store.FindMessageAsync(id, None));
        Assert.Null(await store.OpenContentAsync(id, None));
        Assert.Empty(_fixture.BodyFiles());
    }

    [Fact]
    public async Task A_message_that_lies_in_a_mailbox_too_stays_there_and_can_be_deleted_while_it_is_on_its_way()
    {
        await using var store = await _fixture.OpenAsync();
        var (first, second) = (await AcceptAsync(store, Hop, mailbox: "bob"), await AcceptAsync(store, Hop, mailbox: "bob"));
        Assert.True(await store.DeleteMessageAsync(second, None));
        Assert.False(await store.DeleteMessageAsync(second, None));
        Assert.Equal(2, (await store.ListQueueAsync(new QueueFilter(), 10, None)).Count);
        await EndAsync(store, await store.LeaseAsync(Hop, 10, Now, None));
        Assert.Equal(first, Assert.Single(await store.ListMessagesAsync(10, None)).Id);
        Assert.Null(await store.FindMessageAsync(second, None));
    }

    [Fact]
    public async Task A_delivery_may_end_in_a_mailbox_of_this_host()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await AcceptAsync(store, Hop);
        Assert.Empty(await store.ListUnindexedAsync(10, None));
        var lease = await store.LeaseAsync(Hop, 10, Now, None);
        await store.SettleAsync(
            new Settlement(lease.Token, [new(lease.Deliveries[0].Key, true, lease.Deliveries[0].Progress, Mailbox: "bob")], [], []), None);
        var message = Assert.Single(await store.ListMessagesAsync(10, None));
        Assert.Equal((id, "bob"), (message.Id, message.Envelope.To[0].Mailbox));
        Assert.Equal(id, Assert.Single(await store.ListUnindexedAsync(10, None)).Id);
    }

    [Fact]
    public async Task A_delivery_that_is_put_off_comes_back_when_it_is_due_with_all_that_is_known()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await AcceptAsync(store, Hop);
        var lease = await store.LeaseAsync(Hop, 10, Now, None);
        var last = new LastAttempt(Now, "4.2.0", "Come back later", "451-4.2.0 Come\n451 4.2.0 back later", "127.0.0.1");
        var progress = new Progress(1, true, Now.AddMinutes(5), Now.AddMinutes(4), last);
        await store.SettleAsync(
            new Settlement(
                lease.Token, [new(lease.Deliveries[0].Key, false, progress, Destination: "mx:example.org")],
                [new Attempt(id, "bob@example.org", Hop, 1, "deferred", last, "s-1")], []),
            None);

        Assert.Empty(await store.DueAsync(Now.AddMinutes(5).AddTicks(-1), None));
        Assert.Equal([new DueDestination("mx:example.org", 1)], await store.DueAsync(Now.AddMinutes(5), None));
        Assert.Equal(Now.AddMinutes(4), await store.NextAsync(None));
        Assert.Equal(progress, Assert.Single(await store.ListQueueAsync(new QueueFilter(id), 10, None)).Progress);
        Assert.Equal(new Attempt(id, "bob@example.org", Hop, 1, "deferred", last, "s-1"),
            Assert.Single(await store.ListAttemptsAsync(id, None)));
        var waking = await store.LeaseForAttentionAsync(10, Now.AddMinutes(4), None);
        Assert.Single(waking.Deliveries);
        await store.PruneAttemptsAsync(Now.AddTicks(1), None);
        Assert.Empty(await store.ListAttemptsAsync(id, None));
    }

    [Fact]
    public async Task A_report_is_stored_with_the_settlement_or_not_at_all()
    {
        await using var store = await _fixture.OpenAsync();
        await AcceptAsync(store, Hop);
        var lease = await store.LeaseAsync(Hop, 10, Now, None);
        var key = lease.Deliveries[0].Key;
        foreach (var (token, stored) in new[] { (lease.Token + 1, 0), (lease.Token, 1) })
        {
            await using var body = store.CreateBody();
            await body.WriteAsync(Some.Octets(100_000), None);
            await store.SettleAsync(
                new Settlement(token, [new(key, true, lease.Deliveries[0].Progress)], [], [new NewReport(Some.Arrival(), body, [key])]), None);
            Assert.Equal(stored, (await store.ListMessagesAsync(10, None)).Count);
            Assert.Equal(stored, _fixture.BodyFiles().Length);
        }
    }

    [Fact]
    public async Task A_host_that_starts_takes_up_what_the_last_one_worked_on()
    {
        await using (var store = await _fixture.OpenAsync())
        {
            await AcceptAsync(store, Hop);
            Assert.Single((await store.LeaseAsync(Hop, 10, Now, None)).Deliveries);
        }
        await using var next = await _fixture.OpenAsync();
        Assert.Single((await next.LeaseAsync(Hop, 10, Now, None)).Deliveries);
    }

    [Fact]
    public async Task Operators_stop_and_hurry_and_forget_by_id_recipient_domain_and_sender()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await AcceptAsync(store, Hop);
        await using (var tool = await _fixture.OpenAsync(StoreRole.Tool))
        {
            var before = await store.RevisionAsync(None);
            Assert.Equal(1, await tool.ChangeQueueAsync(new QueueFilter(Domain: "EXAMPLE.org"), QueueChange.Hold, Now, None));
            Assert.NotEqual(before, await store.RevisionAsync(None));
            Assert.Equal(0, await tool.ChangeQueueAsync(new QueueFilter(Domain: "ample.org"), QueueChange.Hold, Now, None));
            Assert.Empty((await store.LeaseAsync(Hop, 10, Now, None)).Deliveries);
            Assert.Equal(1, await tool.ChangeQueueAsync(new QueueFilter(Sender: "ALICE@example.org"), QueueChange.Retry, Now, None));
            Assert.Null(await store.NextAsync(None));
            Assert.Equal(1, await tool.ChangeQueueAsync(new QueueFilter(Recipient: "BOB@example.org"), QueueChange.Release, Now.AddHours(1), None));
            Assert.Equal(Now.AddHours(1), await store.NextAsync(None));
            Assert.True(Assert.Single(await store.ListQueueAsync(new QueueFilter(), 10, None)).Urgent);
            Assert.Equal(1, await tool.ChangeQueueAsync(new QueueFilter(id), QueueChange.Delete, Now, None));
        }
        Assert.Null(await store.FindMessageAsync(id, None));
        Assert.Equal(0, await store.ChangeQueueAsync(new QueueFilter(id), QueueChange.Delete, Now, None));
    }

    private static CancellationToken None => StoreFixture.None;

    private static Task<QueueId> AcceptAsync(SqliteStore store, string destination, int size = 100, string? mailbox = null) =>
        store.AcceptAsync(
            Some.Octets(size), Some.Arrival() with { Placing = new Placing([mailbox], [new NewDelivery(0, "bob@example.org", destination)]) });

    private static Task<IReadOnlySet<long>> EndAsync(SqliteStore store, Lease lease) => store.SettleAsync(
        new Settlement(
            lease.Token, [.. lease.Deliveries.Select(delivery => new SettledDelivery(delivery.Key, true, delivery.Progress))], [], []),
        None);
}
