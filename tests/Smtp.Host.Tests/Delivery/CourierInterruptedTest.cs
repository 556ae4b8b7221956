using Smtp.Domain.Sending;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Delivery;

/// <summary>What comes in between: next hops that hang, hosts that stop, messages that vanish.</summary>
public sealed class CourierInterruptedTest : CourierRun
{
    [Fact]
    public async Task A_next_hop_that_hangs_with_many_messages_keeps_nobody_else_waiting()
    {
        // More than the courier looks at in one go.
        var many = Load.Of(400, full: 1000);
        Hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        for (var i = 0; i < many; i++) await AcceptAsync("bob@a.example");
        for (var i = 0; i < 10; i++) await AcceptAsync("carol@b.example");
        await UntilAsync(() => Task.FromResult(Hops.Sent.Count(sent => sent.To[0] == "carol@b.example") == 10));
        Assert.Equal(many, (await Store.ListQueueAsync(new QueueFilter(Domain: "a.example"), 2000, None)).Count);
        Assert.InRange(Hops.Opened, 2, 4);
    }

    [Fact]
    public async Task A_host_that_starts_takes_up_what_the_last_one_left()
    {
        Hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => (await Store.ListQueueAsync(new QueueFilter(id), 1, None))[0].Underway);
        await Courier.DisposeAsync();
        await Store.DisposeAsync();
        Hops.Hanging.Clear();
        Store = await StoreFixture.OpenAsync(Fixture.Settings with { Clock = Clock });
        Courier = Start();
        await UntilAsync(async () => await Store.FindMessageAsync(id, None) is null);
    }

    [Fact]
    public async Task A_host_that_stops_lets_the_message_on_its_way_arrive()
    {
        Grace = TimeSpan.FromMinutes(1);
        Hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        var (first, second) = (await AcceptAsync("bob@a.example"), await AcceptAsync("bob@a.example"));
        await UntilAsync(() => Task.FromResult(Hops.Opened == 1));
        var stopping = Courier.DisposeAsync().AsTask();
        Hops.Release();
        await stopping;
        Assert.Null(await Store.FindMessageAsync(first, None));
        Assert.Equal(0, Assert.Single(await Store.ListQueueAsync(new QueueFilter(second), 1, None)).Progress.Attempts);
        Courier = Start();
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_under_way_is_reported_to_nobody_and_keeps_nobody_waiting()
    {
        Hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        Hops.ByRecipient = _ => new Outcome.Failed(Diagnosis.Here("5.1.1", "Nobody of that name"));
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(() => Task.FromResult(Hops.UnderWay == 1));
        Assert.Equal(1, await Store.ChangeQueueAsync(new QueueFilter(id), QueueChange.Delete, Clock.Now, None));
        Hops.Release();
        await UntilAsync(async () => (await Store.ListAttemptsAsync(id, None)).Count == 1);
        Assert.Empty(await Store.ListMessagesAsync(10, None));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_keeps_nobody_waiting_and_goes_back_in_the_end()
    {
        Hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        await AcceptAsync("ann@a.example");
        await UntilAsync(() => Task.FromResult(Hops.Opened == 1));
        var lost = await AcceptContentAsync("Subject: x\r\n\r\n" + new string('y', 100_000), "bob@a.example");
        File.Delete(Assert.Single(Fixture.BodyFiles()));
        var id = await AcceptAsync("carol@a.example");
        Hops.Hanging.Clear();
        Hops.Release();
        await UntilAsync(async () => await Store.FindMessageAsync(id, None) is null);
        Assert.Equal("The message cannot be read.", (await DeferredAsync(lost, 1)).Progress.Last?.Text);

        Clock.Now += TimeSpan.FromDays(6);
        Courier.Wake();
        await UntilAsync(async () => (await Store.ListMessagesAsync(10, None)).Any(message => message.Envelope.From.Length == 0));
        await UntilAsync(async () => (await Store.ListQueueAsync(new QueueFilter(), 10, None)).Count == 0);
    }

    [Fact]
    public async Task What_is_interrupted_is_tried_again_in_a_minute()
    {
        Hops.Breaking = 1;
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => await Store.NextAsync(None) == Clock.Now.AddMinutes(1));
        Assert.Equal(0, Assert.Single(await Store.ListQueueAsync(new QueueFilter(id), 10, None)).Progress.Attempts);
        Clock.Now += TimeSpan.FromMinutes(1);
        await UntilAsync(async () => await Store.FindMessageAsync(id, None) is null);
        Assert.Equal(Hops.Opened, Hops.Closed + 1);
    }
}
