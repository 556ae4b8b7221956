using System.Text;
using MimeKit;
using Smtp.Domain.Sending;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Delivery;

/// <summary>What becomes of a message: taken, deferred, refused or too late.</summary>
public sealed class CourierTest : CourierRun
{
    private static readonly Outcome Taken = new Outcome.Delivered(Diagnosis.Here("2.0.0", "Ok"));
    private static readonly Outcome Later = new Outcome.Deferred(Diagnosis.Here("4.2.0", "Come back later"));
    private static readonly Outcome Never = new Outcome.Failed(Diagnosis.Here("5.1.1", "Nobody of that name"));

    [Fact]
    public async Task What_the_next_hop_takes_is_gone_from_here()
    {
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => await Store.FindMessageAsync(id, None) is null);
        var attempt = Assert.Single(await Store.ListAttemptsAsync(id, None));
        Assert.Equal(("delivered", 1, "smtp://127.0.0.1:1"), (attempt.Outcome, attempt.Number, attempt.Destination));
        var sent = Assert.Single(Hops.Sent);
        Assert.StartsWith("Received: from client.example ([127.0.0.1]) by mx.example.org with ESMTP id " + id.Text, sent.Content.Replace("\r\n\t", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("Subject: x\r\n\r\ny\r\n", sent.Content, StringComparison.Ordinal);
        Assert.Empty(await Store.ListMessagesAsync(10, None));
    }

    [Fact]
    public async Task What_is_deferred_is_tried_again_when_it_is_due_and_not_before()
    {
        Hops.Answers.Enqueue(Later);
        var id = await AcceptAsync("bob@a.example");
        var delivery = await DeferredAsync(id, 1);
        Assert.InRange(delivery.Progress.DueAt, Clock.Now.AddMinutes(4), Clock.Now.AddMinutes(5));
        Assert.Equal("Come back later", delivery.Progress.Last?.Text);
        Clock.Now = delivery.Progress.DueAt;
        await UntilAsync(async () => await Store.FindMessageAsync(id, None) is null);
        Assert.Equal(["deferred", "delivered"], (await Store.ListAttemptsAsync(id, None)).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task Retry_from_another_process_acts_at_once_even_where_the_next_hop_seems_dead()
    {
        Hops.Dead.TryAdd("smtp://127.0.0.1:1", true);
        var id = await AcceptAsync("bob@a.example");
        await DeferredAsync(id, 1);
        // Others need not try: they hear what the first one heard.
        var second = await AcceptAsync("carol@a.example");
        Assert.Equal("Connection refused", (await DeferredAsync(second, 1)).Progress.Last?.Text);
        Assert.Equal(1, Hops.Opened);

        Hops.Dead.Clear();
        await using (var tool = await Fixture.OpenAsync(StoreRole.Tool))
            Assert.Equal(2, await tool.ChangeQueueAsync(new QueueFilter(Domain: "a.example"), QueueChange.Retry, Clock.Now, None));
        await UntilAsync(async () => await Store.FindMessageAsync(id, None) is null && await Store.FindMessageAsync(second, None) is null);
    }

    [Fact]
    public async Task What_can_never_be_delivered_goes_back_to_its_sender()
    {
        Hops.Answers.Enqueue(Never);
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => (await Store.ListMessagesAsync(10, None)).Count == 1);
        var report = (await Store.ListMessagesAsync(10, None))[0];
        Assert.Equal(("", "alice@example.org"), (report.Envelope.From, report.Envelope.To[0].Mailbox));
        Assert.Null(await Store.FindMessageAsync(id, None));
        using var mime = await MimeMessage.LoadAsync(new MemoryStream(await Store.ReadAsync(report.Id)));
        var parts = Assert.IsType<MultipartReport>(mime.Body);
        Assert.Equal("delivery-status", parts.ReportType);
        var status = Assert.IsType<MessageDeliveryStatus>(parts[1]);
        Assert.Equal(("failed", "5.1.1", "rfc822; bob@a.example"),
            (status.StatusGroups[1]["Action"], status.StatusGroups[1]["Status"], status.StatusGroups[1]["Final-Recipient"]));
        Assert.Equal("x", Assert.IsType<MessagePart>(parts[2]).Message?.Subject);
    }

    [Fact]
    public async Task A_message_to_many_is_carried_once_to_each_next_hop_and_each_recipient_has_its_own_fate()
    {
        Hops.ByRecipient = address => address.StartsWith("bad", StringComparison.Ordinal) ? Never : address.StartsWith("slow", StringComparison.Ordinal) ? Later : Taken;
        var id = await AcceptAsync("good@a.example", "bad@a.example", "slow@a.example", "good@b.example", "home@example.org");
        await UntilAsync(async () => (await Store.ListQueueAsync(new QueueFilter(id), 10, None)) is [{ Progress.Attempts: 1, Underway: false }]);
        Assert.Equal("slow@a.example", (await Store.ListQueueAsync(new QueueFilter(id), 10, None))[0].Address);
        Assert.Equal([3, 1], Hops.Sent.OrderBy(sent => sent.To.Count).Select(sent => sent.To.Count).Reverse());
        await UntilAsync(async () => (await Store.ListMessagesAsync(10, None)).Count == 2);
        Assert.Equal("home@example.org", (await Store.FindMessageAsync(id, None))?.Envelope.To[4].Mailbox);
    }

    [Fact]
    public async Task What_has_waited_too_long_goes_back_on_time_and_its_sender_was_warned()
    {
        Hops.ByRecipient = _ => Later;
        var id = await AcceptAsync("bob@a.example");
        await DeferredAsync(id, 1);
        var began = Clock.Now;
        var reports = 0;
        for (var at = began; at <= began.AddDays(6); at = at.AddHours(1))
        {
            Clock.Now = at;
            Courier.Wake();
            await UntilAsync(async () => await Store.NextAsync(None) is not { } next || next > at);
            await UntilAsync(async () => (await Store.ListQueueAsync(new QueueFilter(id), 1, None)).All(delivery => !delivery.Underway));
            reports = (await Store.ListMessagesAsync(10, None)).Count;
            if (reports == 2) break;
        }
        Assert.Equal(2, reports);
        Assert.InRange(Clock.Now, began.AddDays(5).AddHours(-1), began.AddDays(5).AddHours(2));
        Assert.Empty(await Store.ListQueueAsync(new QueueFilter(), 1, None));
        var last = Encoding.UTF8.GetString(await Store.ReadAsync((await Store.ListMessagesAsync(1, None))[0].Id));
        Assert.Contains("4.4.7", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_that_have_changed_hold_for_what_waits()
    {
        Hops.Dead.TryAdd("smtp://127.0.0.1:1", true);
        var (first, second) = (await AcceptAsync("bob@a.example"), await AcceptAsync("bob@c.example"));
        await DeferredAsync(first, 1);
        await DeferredAsync(second, 1);
        Options.Routes[1].Via = "smtp://127.0.0.1:2";
        Options.Routes[3].Via = "mailbox:";
        await Store.ChangeQueueAsync(new QueueFilter(), QueueChange.Retry, Clock.Now, None);
        await UntilAsync(async () => await Store.FindMessageAsync(first, None) is null);
        await UntilAsync(async () => (await Store.ListMessagesAsync(10, None)).Any(message => message.Id == second));
        Assert.Equal("smtp://127.0.0.1:2", Assert.Single(Hops.Sent).Hop);
    }

    [Fact]
    public async Task A_message_that_goes_round_in_a_circle_goes_back()
    {
        var content = string.Concat(Enumerable.Repeat("Received: from a by b; now\r\n", 100)) + "\r\n";
        await AcceptContentAsync(content, "bob@a.example");
        await UntilAsync(async () => (await Store.ListMessagesAsync(10, None)).Count == 1);
        Assert.Empty(Hops.Sent);
    }
}
