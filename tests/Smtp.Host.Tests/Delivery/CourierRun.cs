using System.Text;
using Serilog.Core;
using Smtp.Domain.Mail;
using Smtp.Host.Configuration;
using Smtp.Host.Policies;
using Smtp.Host.Sending;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Delivery;

/// <summary>A courier with the real store, and next hops that do what a test wants.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1001", Justification = "DisposeAsync of xUnit disposes of them.")]
public abstract class CourierRun : IAsyncLifetime
{
    private protected StoreFixture Fixture { get; } = new();

    private protected ManualClock Clock { get; } = new();

    private protected FakeHops Hops { get; } = new();

    private protected SmtpOptions Options { get; } = new() { HostName = "mx.example.org" };

    private protected TimeSpan Grace { get; set; } = TimeSpan.Zero;

    private protected SqliteStore Store { get; set; } = null!;

    private protected Courier Courier { get; set; } = null!;

    private protected static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync()
    {
        Route("example.org", "mailbox:");
        Route("a.example", "smtp://127.0.0.1:1");
        Route("b.example", "smtp://127.0.0.1:2");
        Route("c.example", "smtp://127.0.0.1:1");
        Store = await StoreFixture.OpenAsync(Fixture.Settings with { Clock = Clock });
        Courier = Start();
    }

    public async Task DisposeAsync()
    {
        Hops.Release();
        await Courier.DisposeAsync();
        await Store.DisposeAsync();
        Fixture.Dispose();
    }

    private protected Courier Start()
    {
        DeskSettings Settings() => new(
            new HostName.Named(new DomainName("mx.example.org")), AddressBooks.Directions(Options), new(), Options.Queue.Hops);
        var desk = new Desk(Store, Settings, Clock, Logger.None);
        return new Courier(new Courier.Parts(Store, desk, Hops, () => 20, () => Grace, () => TimeSpan.FromDays(30), Clock, Logger.None));
    }

    private protected Task<QueueId> AcceptAsync(params string[] to) => AcceptContentAsync("Subject: x\r\n\r\ny\r\n", to);

    private protected async Task<QueueId> AcceptContentAsync(string content, params string[] to)
    {
        var envelope = to.Aggregate(
            Envelope.Empty(new ReversePath.Of(Some.Mailbox("alice")), MailOptions.None),
            (all, one) => all.With(Recipient.Of(StoredEnvelopes.ReadPath(one))));
        var placing = await Placements.OfAsync(envelope, AddressBooks.Directions(Options), Store, None);
        var id = await Store.AcceptAsync(
            Encoding.ASCII.GetBytes(content), new Arrival(Origin.Of(Some.Client()), envelope, Clock.Now, placing));
        Courier.Wake();
        return id;
    }

    private protected async Task<QueuedDelivery> DeferredAsync(QueueId id, int attempts)
    {
        await UntilAsync(async () => await Store.ListQueueAsync(new QueueFilter(id), 1, None) is [{ Underway: false } one] && one.Progress.Attempts == attempts);
        return (await Store.ListQueueAsync(new QueueFilter(id), 1, None))[0];
    }

    private protected static Task UntilAsync(Func<Task<bool>> holds) => Eventually.HoldsAsync(holds, () => "It never happens.");

    private void Route(string to, string via) => Options.Routes.Add(new RouteOptions { To = to, Via = via });
}
