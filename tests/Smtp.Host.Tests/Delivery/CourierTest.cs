using System.Collections.Concurrent;
using System.Text;
using MimeKit;
using Serilog.Core;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Configuration;
using Smtp.Host.Policies;
using Smtp.Host.Sending;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Delivery;

/// <summary>The courier with the real store, and next hops that do what a test wants.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "DisposeAsync of xUnit disposes of them.")]
public sealed class CourierTest : IAsyncLifetime
{
    private static readonly Outcome Taken = new Outcome.Delivered(Diagnosis.Here("2.0.0", "Ok"));
    private static readonly Outcome Later = new Outcome.Deferred(Diagnosis.Here("4.2.0", "Come back later"));
    private static readonly Outcome Never = new Outcome.Failed(Diagnosis.Here("5.1.1", "Nobody of that name"));

    private readonly StoreFixture _fixture = new();
    private readonly ManualClock _clock = new();
    private readonly FakeHops _hops = new();
    private readonly SmtpOptions _options = new() { HostName = "mx.example.org" };
    private TimeSpan _grace = TimeSpan.Zero;
    private SqliteStore _store = null!;
    private Courier _courier = null!;

    public async Task InitializeAsync()
    {
        Route("example.org", "mailbox:");
        Route("a.example", "smtp://127.0.0.1:1");
        Route("b.example", "smtp://127.0.0.1:2");
        Route("c.example", "smtp://127.0.0.1:1");
        _store = await StoreFixture.OpenAsync(_fixture.Settings with { Clock = _clock });
        _courier = Start();
    }

    public async Task DisposeAsync()
    {
        _hops.Release();
        await _courier.DisposeAsync();
        await _store.DisposeAsync();
        _fixture.Dispose();
    }

    [Fact]
    public async Task What_the_next_hop_takes_is_gone_from_here()
    {
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => await _store.FindMessageAsync(id, None) is null);
        var attempt = Assert.Single(await _store.ListAttemptsAsync(id, None));
        Assert.Equal(("delivered", 1, "smtp://127.0.0.1:1"), (attempt.Outcome, attempt.Number, attempt.Destination));
        var sent = Assert.Single(_hops.Sent);
        Assert.StartsWith("Received: from client.example ([127.0.0.1]) by mx.example.org with ESMTP id " + id.Text, sent.Content.Replace("\r\n\t", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.EndsWith("Subject: x\r\n\r\ny\r\n", sent.Content, StringComparison.Ordinal);
        Assert.Empty(await _store.ListMessagesAsync(10, None));
    }

    [Fact]
    public async Task What_is_deferred_is_tried_again_when_it_is_due_and_not_before()
    {
        _hops.Answers.Enqueue(Later);
        var id = await AcceptAsync("bob@a.example");
        var delivery = await DeferredAsync(id, 1);
        Assert.InRange(delivery.Progress.DueAt, _clock.Now.AddMinutes(4), _clock.Now.AddMinutes(5));
        Assert.Equal("Come back later", delivery.Progress.Last?.Text);
        _clock.Now = delivery.Progress.DueAt;
        await UntilAsync(async () => await _store.FindMessageAsync(id, None) is null);
        Assert.Equal(["deferred", "delivered"], (await _store.ListAttemptsAsync(id, None)).Select(attempt => attempt.Outcome));
    }

    [Fact]
    public async Task Retry_from_another_process_acts_at_once_even_where_the_next_hop_seems_dead()
    {
        _hops.Dead.TryAdd("smtp://127.0.0.1:1", true);
        var id = await AcceptAsync("bob@a.example");
        await DeferredAsync(id, 1);
        // Others need not try: they hear what the first one heard.
        var second = await AcceptAsync("carol@a.example");
        Assert.Equal("Connection refused", (await DeferredAsync(second, 1)).Progress.Last?.Text);
        Assert.Equal(1, _hops.Opened);

        _hops.Dead.Clear();
        await using (var tool = await _fixture.OpenAsync(StoreRole.Tool))
            Assert.Equal(2, await tool.ChangeQueueAsync(new QueueFilter(Domain: "a.example"), QueueChange.Retry, _clock.Now, None));
        await UntilAsync(async () => await _store.FindMessageAsync(id, None) is null && await _store.FindMessageAsync(second, None) is null);
    }

    [Fact]
    public async Task What_can_never_be_delivered_goes_back_to_its_sender()
    {
        _hops.Answers.Enqueue(Never);
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => (await _store.ListMessagesAsync(10, None)).Count == 1);
        var report = (await _store.ListMessagesAsync(10, None))[0];
        Assert.Equal(("", "alice@example.org"), (report.Envelope.From, report.Envelope.To[0].Mailbox));
        Assert.Null(await _store.FindMessageAsync(id, None));
        using var mime = await MimeMessage.LoadAsync(new MemoryStream(await _store.ReadAsync(report.Id)));
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
        _hops.ByRecipient = address => address.StartsWith("bad", StringComparison.Ordinal) ? Never : address.StartsWith("slow", StringComparison.Ordinal) ? Later : Taken;
        var id = await AcceptAsync("good@a.example", "bad@a.example", "slow@a.example", "good@b.example", "home@example.org");
        await UntilAsync(async () => (await _store.ListQueueAsync(new QueueFilter(id), 10, None)) is [{ Progress.Attempts: 1, Underway: false }]);
        Assert.Equal("slow@a.example", (await _store.ListQueueAsync(new QueueFilter(id), 10, None))[0].Address);
        Assert.Equal([3, 1], _hops.Sent.OrderBy(sent => sent.To.Count).Select(sent => sent.To.Count).Reverse());
        await UntilAsync(async () => (await _store.ListMessagesAsync(10, None)).Count == 2);
        Assert.Equal("home@example.org", (await _store.FindMessageAsync(id, None))?.Envelope.To[4].Mailbox);
    }

    [Fact]
    public async Task A_next_hop_that_hangs_with_a_thousand_messages_keeps_nobody_else_waiting()
    {
        _hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        for (var i = 0; i < 1000; i++) await AcceptAsync("bob@a.example");
        for (var i = 0; i < 10; i++) await AcceptAsync("carol@b.example");
        await UntilAsync(() => Task.FromResult(_hops.Sent.Count(sent => sent.To[0] == "carol@b.example") == 10));
        Assert.Equal(1000, (await _store.ListQueueAsync(new QueueFilter(Domain: "a.example"), 2000, None)).Count);
        Assert.InRange(_hops.Opened, 2, 4);
    }

    [Fact]
    public async Task A_host_that_starts_takes_up_what_the_last_one_left()
    {
        _hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => (await _store.ListQueueAsync(new QueueFilter(id), 1, None))[0].Underway);
        await _courier.DisposeAsync();
        await _store.DisposeAsync();
        _hops.Hanging.Clear();
        _store = await StoreFixture.OpenAsync(_fixture.Settings with { Clock = _clock });
        _courier = Start();
        await UntilAsync(async () => await _store.FindMessageAsync(id, None) is null);
    }

    [Fact]
    public async Task A_host_that_stops_lets_the_message_on_its_way_arrive()
    {
        _grace = TimeSpan.FromMinutes(1);
        _hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        var (first, second) = (await AcceptAsync("bob@a.example"), await AcceptAsync("bob@a.example"));
        await UntilAsync(() => Task.FromResult(_hops.Opened == 1));
        var stopping = _courier.DisposeAsync().AsTask();
        _hops.Release();
        await stopping;
        Assert.Null(await _store.FindMessageAsync(first, None));
        Assert.Equal(0, Assert.Single(await _store.ListQueueAsync(new QueueFilter(second), 1, None)).Progress.Attempts);
        _courier = Start();
    }

    [Fact]
    public async Task What_has_waited_too_long_goes_back_on_time_and_its_sender_was_warned()
    {
        _hops.ByRecipient = _ => Later;
        var id = await AcceptAsync("bob@a.example");
        await DeferredAsync(id, 1);
        var began = _clock.Now;
        var reports = 0;
        for (var at = began; at <= began.AddDays(6); at = at.AddHours(1))
        {
            _clock.Now = at;
            _courier.Wake();
            await UntilAsync(async () => await _store.NextAsync(None) is not { } next || next > at);
            await UntilAsync(async () => (await _store.ListQueueAsync(new QueueFilter(id), 1, None)).All(delivery => !delivery.Underway));
            reports = (await _store.ListMessagesAsync(10, None)).Count;
            if (reports == 2) break;
        }
        Assert.Equal(2, reports);
        Assert.InRange(_clock.Now, began.AddDays(5).AddHours(-1), began.AddDays(5).AddHours(2));
        Assert.Empty(await _store.ListQueueAsync(new QueueFilter(), 1, None));
        var last = Encoding.UTF8.GetString(await _store.ReadAsync((await _store.ListMessagesAsync(1, None))[0].Id));
        Assert.Contains("4.4.7", last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Routes_that_have_changed_hold_for_what_waits()
    {
        _hops.Dead.TryAdd("smtp://127.0.0.1:1", true);
        var (first, second) = (await AcceptAsync("bob@a.example"), await AcceptAsync("bob@c.example"));
        await DeferredAsync(first, 1);
        await DeferredAsync(second, 1);
        _options.Routes[1].Via = "smtp://127.0.0.1:2";
        _options.Routes[3].Via = "mailbox:";
        await _store.ChangeQueueAsync(new QueueFilter(), QueueChange.Retry, _clock.Now, None);
        await UntilAsync(async () => await _store.FindMessageAsync(first, None) is null);
        await UntilAsync(async () => (await _store.ListMessagesAsync(10, None)).Any(message => message.Id == second));
        Assert.Equal("smtp://127.0.0.1:2", Assert.Single(_hops.Sent).Hop);
    }

    [Fact]
    public async Task A_message_that_goes_round_in_a_circle_goes_back()
    {
        var content = string.Concat(Enumerable.Repeat("Received: from a by b; now\r\n", 100)) + "\r\n";
        await AcceptContentAsync(content, "bob@a.example");
        await UntilAsync(async () => (await _store.ListMessagesAsync(10, None)).Count == 1);
        Assert.Empty(_hops.Sent);
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_under_way_is_reported_to_nobody_and_keeps_nobody_waiting()
    {
        _hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        _hops.ByRecipient = _ => Never;
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(() => Task.FromResult(_hops.UnderWay == 1));
        Assert.Equal(1, await _store.ChangeQueueAsync(new QueueFilter(id), QueueChange.Delete, _clock.Now, None));
        _hops.Release();
        await UntilAsync(async () => (await _store.ListAttemptsAsync(id, None)).Count == 1);
        Assert.Empty(await _store.ListMessagesAsync(10, None));
    }

    [Fact]
    public async Task A_message_that_cannot_be_read_keeps_nobody_waiting_and_goes_back_in_the_end()
    {
        _hops.Hanging.TryAdd("smtp://127.0.0.1:1", true);
        await AcceptAsync("ann@a.example");
        await UntilAsync(() => Task.FromResult(_hops.Opened == 1));
        var lost = await AcceptContentAsync("Subject: x\r\n\r\n" + new string('y', 100_000), "bob@a.example");
        File.Delete(Assert.Single(_fixture.BodyFiles()));
        var id = await AcceptAsync("carol@a.example");
        _hops.Hanging.Clear();
        _hops.Release();
        await UntilAsync(async () => await _store.FindMessageAsync(id, None) is null);
        Assert.Equal("The message cannot be read.", (await DeferredAsync(lost, 1)).Progress.Last?.Text);

        _clock.Now += TimeSpan.FromDays(6);
        _courier.Wake();
        await UntilAsync(async () => (await _store.ListMessagesAsync(10, None)).Any(message => message.Envelope.From.Length == 0));
        await UntilAsync(async () => (await _store.ListQueueAsync(new QueueFilter(), 10, None)).Count == 0);
    }

    [Fact]
    public async Task What_is_interrupted_is_tried_again_in_a_minute()
    {
        _hops.Breaking = 1;
        var id = await AcceptAsync("bob@a.example");
        await UntilAsync(async () => await _store.NextAsync(None) == _clock.Now.AddMinutes(1));
        Assert.Equal(0, Assert.Single(await _store.ListQueueAsync(new QueueFilter(id), 10, None)).Progress.Attempts);
        _clock.Now += TimeSpan.FromMinutes(1);
        await UntilAsync(async () => await _store.FindMessageAsync(id, None) is null);
        Assert.Equal(_hops.Opened, _hops.Closed + 1);
    }

    private static CancellationToken None => CancellationToken.None;

    private void Route(string to, string via) => _options.Routes.Add(new RouteOptions { To = to, Via = via });

    private Courier Start()
    {
        DeskSettings Settings() => new(
            new HostName.Named(new DomainName("mx.example.org")), AddressBooks.Directions(_options), new(), _options.Queue.Hops);
        var desk = new Desk(_store, Settings, _clock, Logger.None);
        return new Courier(new Courier.Parts(_store, desk, _hops, () => 20, () => _grace, () => TimeSpan.FromDays(30), _clock, Logger.None));
    }

    private Task<QueueId> AcceptAsync(params string[] to) => AcceptContentAsync("Subject: x\r\n\r\ny\r\n", to);

    private async Task<QueueId> AcceptContentAsync(string content, params string[] to)
    {
        var envelope = to.Aggregate(
            Envelope.Empty(new ReversePath.Of(Some.Mailbox("alice")), MailOptions.None),
            (all, one) => all.With(Recipient.Of(StoredEnvelopes.ReadPath(one))));
        var placing = await Placements.OfAsync(envelope, AddressBooks.Directions(_options), _store, None);
        var id = await _store.AcceptAsync(
            Encoding.ASCII.GetBytes(content), new Arrival(Origin.Of(Some.Client()), envelope, _clock.Now, placing));
        _courier.Wake();
        return id;
    }

    private async Task<QueuedDelivery> DeferredAsync(QueueId id, int attempts)
    {
        await UntilAsync(async () => await _store.ListQueueAsync(new QueueFilter(id), 1, None) is [{ Underway: false } one] && one.Progress.Attempts == attempts);
        return (await _store.ListQueueAsync(new QueueFilter(id), 1, None))[0];
    }

    private static Task UntilAsync(Func<Task<bool>> holds) => Eventually.HoldsAsync(holds, () => "It never happens.");
}

/// <summary>Next hops that a test has in its hand.</summary>
internal sealed class FakeHops : ICarriers
{
    private readonly TaskCompletionSource _released = new();

    public ConcurrentQueue<Outcome> Answers { get; } = new();

    public Func<string, Outcome>? ByRecipient { get; set; }

    public ConcurrentDictionary<string, bool> Dead { get; } = new();

    public ConcurrentDictionary<string, bool> Hanging { get; } = new();

    public ConcurrentQueue<(string Hop, IReadOnlyList<string> To, string Content)> Sent { get; } = new();

    /// <summary>How many times the conversation breaks in a way that nobody has thought of.</summary>
    public int Breaking { get; set; }

    private int _opened, _underWay, _closed;

    public int Opened => _opened;

    public int UnderWay => _underWay;

    public int Closed => _closed;

    public ICarrier Open(Via via, Mailbox first)
    {
        Interlocked.Increment(ref _opened);
        return new Fake(this, via.ToString());
    }

    public void Release() => _released.TrySetResult();

    private sealed class Fake(FakeHops hops, string hop) : ICarrier
    {
        public async Task<Carried> CarryAsync(Consignment consignment, CancellationToken stop)
        {
            await using var content = await consignment.Content.OpenAsync(stop);
            Interlocked.Increment(ref hops._underWay);
            if (hops.Hanging.ContainsKey(hop)) await hops._released.Task.WaitAsync(stop);
            if (hops.Dead.ContainsKey(hop))
                return Carried.Alike(consignment, new Outcome.Deferred(Diagnosis.Here("4.4.1", "Connection refused", hop)), HopState.Dead);
            if (hops.Breaking-- > 0) throw new InvalidOperationException("It breaks.");
            using var reader = new StreamReader(content, Encoding.ASCII);
            var text = await reader.ReadToEndAsync(stop);
            Assert.Equal(text.Length, consignment.Content.Size);
            var to = consignment.Envelope.Recipients.Map(one => one.Path.Address).ToList();
            hops.Sent.Enqueue((hop, to, text));
            return new Carried(
                [.. to.Select(one => hops.ByRecipient?.Invoke(one)
                    ?? (hops.Answers.TryDequeue(out var answer) ? answer : new Outcome.Delivered(Diagnosis.Here("2.0.0", "Ok"))))],
                HopState.Alive);
        }

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref hops._closed);
            return ValueTask.CompletedTask;
        }
    }
}
