using Serilog.Core;
using Smtp.Domain.Mail;
using Smtp.Host.Recording;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>All that a store does for mail, once: the program that is watched, and killed. Before and after each step it notes
/// down where it is.</summary>
internal sealed class StoreScript(string directory, Marks marks)
{
    private const string Hop = "smtp://127.0.0.1:2526", OtherHop = "mx:example.net";
    private const int Small = 900, Large = 90_000;
    private static readonly DateTimeOffset Now = Some.Time;

    private SqliteStore? _store;
    private int _seed;

    /// <summary>The settings of such a store: content counts as large early, so that there is less to write.</summary>
    public static StoreSettings Settings(string directory) => new(directory) { DiskReserve = 0, BodyThreshold = 4096 };

    private SqliteStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    public static Task RunAsync(string directory, Marks marks) => new StoreScript(directory, marks).RunAsync();

    /// <summary>The host starts again after its end, whatever that was, and takes mail.</summary>
    public static Task RunAgainAsync(string directory, Marks marks) => new StoreScript(directory, marks).RunAgainAsync();

    /// <summary>Takes mail on a disk that fails from time to time: what is refused is said to be, and what is not is there.</summary>
    public static Task RunOnABadDiskAsync(string directory, Marks marks) => new StoreScript(directory, marks).RunOnABadDiskAsync();

    private async Task RunAsync()
    {
        await StepAsync("start for the first time", OpenAsync);
        await StepAsync("add an account", async () =>
            Assert.True(await Store.AddAccountAsync(new Account("bob@example.org", Passwords.Derive("x", 4096), Now), StoreFixture.None)));
        await AcceptAsync("accept a small message", Small, Here());
        var large = await AcceptAsync("accept a large message", Large, Here());
        var going = await AcceptAsync("accept a small message that goes on", Small, Onwards("bob@example.org"));
        await AcceptAsync("accept a large message that goes on", Large, Onwards(null));
        await StepAsync("accept many at once", () => Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            Task.Run(() => AcceptAsync(i % 3 == 0 ? Large : Small, i % 2 == 0 ? Here() : Onwards(null))))));
        await StepAsync("put deliveries off, end others and report", SettleAsync);
        await StepAsync("fail, with a large report", FailAsync);
        await StepAsync("list a message", () => Store.IndexAsync([Indexed(large), Indexed(going)], StoreFixture.None));
        await StepAsync("hide a message", async () =>
            Assert.Single((await Store.DeleteEntriesAsync(new MessageSelection.These([large]), Now, StoreFixture.None)).Ids));
        await StepAsync("purge it", async () => Assert.Equal(1, await Store.PurgeAsync(Now.AddDays(1), StoreFixture.None)));
        await StepAsync("delete a message that is still on its way", async () =>
            Assert.True(await Store.DeleteMessageAsync(going, StoreFixture.None)));
        await StepAsync("write the log back", Checkpoint);
        await AcceptAsync("accept a message at the beginning of the log", Small, Here());
        await StepAsync("keep a recording", () => ((ISessions)Store).AddSessionsAsync(
            [RecordedRow.OfText(new StoredSession("s1", Now, Now, "127.0.0.1", null, null, null, "Quit", 0, []), "S: 220 x\n")],
            new Pruning(10, Now.AddDays(-1))));
        await StepAsync("forget what waits for a next hop", async () =>
            Assert.NotEqual(0, await Store.ChangeQueueAsync(new QueueFilter(Domain: "example.net"), QueueChange.Delete, Now, StoreFixture.None)));
        await StepAsync("stop and start again", async () =>
        {
            await Store.DisposeAsync();
            await OpenAsync();
        });
        await AcceptAsync("accept a large message after that", Large, Onwards("bob@example.org"));
        await StepAsync("stop", async () => await Store.DisposeAsync(), describes: false);
    }

    private async Task RunAgainAsync()
    {
        _seed = 1000;
        await StepAsync("start again", OpenAsync);
        await AcceptAsync("accept a small message after that", Small, Here());
        await AcceptAsync("accept a large message after that", Large, Onwards("bob@example.org"));
        await StepAsync("stop", async () => await Store.DisposeAsync(), describes: false);
    }

    private async Task RunOnABadDiskAsync()
    {
        // The trouble may last longer than the start, and what is read then is refused too.
        SortedSet<string> described = [];
        marks.Begin("start for the first time");
        while (!await TryAsync(OpenAsync)) { }
        while (!await TryAsync(async () => described = await StoreDescription.OfAsync(Store))) { }
        marks.Done(described);
        marks.Begin("accept on a bad disk");
        // The trouble ends some time, and from then on every message is taken again.
        for (var (i, taken) = (0, 0); i < 30 || taken < 2; i++)
            taken = await TryAsync(() => AcceptAsync(i % 2 == 0 ? Small : Large, i % 3 == 0 ? Here() : Onwards(null))) ? taken + 1 : 0;
        marks.Done(await StoreDescription.OfAsync(Store));
        await Store.DisposeAsync();
    }

    private async Task<bool> TryAsync(Func<Task> act)
    {
        try
        {
            await act();
            return true;
        }
        catch (Exception refusal) when (refusal is StoreException or StoreFullException)
        {
            marks.Refused();
            return false;
        }
    }

    private async Task StepAsync(string name, Func<Task> act, bool describes = true)
    {
        marks.Begin(name);
        await act();
        if (describes) marks.Done(await StoreDescription.OfAsync(Store));
    }

    private async Task OpenAsync() =>
        _store = await SqliteStore.OpenAsync(Settings(directory), StoreRole.Host, Logger.None, StoreFixture.None);

    private async Task<QueueId> AcceptAsync(string step, int size, Arrival arrival)
    {
        QueueId id = default;
        await StepAsync(step, async () => id = await AcceptAsync(size, arrival));
        return id;
    }

    private async Task<QueueId> AcceptAsync(int size, Arrival arrival)
    {
        var id = await Store.AcceptAsync(StoreDescription.Content(Interlocked.Increment(ref _seed), size), arrival);
        marks.Promise(StoreDescription.Promise(id));
        return id;
    }

    private async Task SettleAsync()
    {
        var lease = await Store.LeaseAsync(Hop, 100, Now, StoreFixture.None);
        Assert.True(lease.Deliveries.Count > 3);
        var last = new LastAttempt(Now, "4.2.0", "Come back later", "451 4.2.0 Come back later", "127.0.0.1");
        var later = new Progress(1, false, Now.AddMinutes(5), Now.AddMinutes(4), last);
        await using var report = await ReportAsync(Small);
        await Store.SettleAsync(
            new Settlement(
                lease.Token,
                [.. lease.Deliveries.Select((delivery, i) => new SettledDelivery(delivery.Key, i % 2 == 0, later))],
                [.. lease.Deliveries.Select(delivery => new Attempt(delivery.Message, delivery.Address, Hop, 1, "deferred", last, null))],
                [new NewReport(Here(), report, [lease.Deliveries[0].Key])]),
            StoreFixture.None);
    }

    private async Task FailAsync()
    {
        var lease = await Store.LeaseAsync(OtherHop, 1, Now, StoreFixture.None);
        await using var report = await ReportAsync(Large);
        var delivery = Assert.Single(lease.Deliveries);
        await Store.SettleAsync(
            new Settlement(
                lease.Token, [new SettledDelivery(delivery.Key, true, delivery.Progress)], [], [new NewReport(Here(), report, [delivery.Key])]),
            StoreFixture.None);
    }

    private async Task<IBodyWriter> ReportAsync(int size)
    {
        var body = Store.CreateBody();
        await body.WriteAsync(StoreDescription.Content(Interlocked.Increment(ref _seed), size), StoreFixture.None);
        return body;
    }

    // What happens by itself every 16 MiB: the next to write begins the log anew.
    private Task Checkpoint()
    {
        using var connection = StoreFixture.Connect(directory);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(RESTART)";
        command.ExecuteNonQuery();
        return Task.CompletedTask;
    }

    private static Arrival Here() => Some.Arrival() with { Placing = new Placing(["bob@example.org"], []) };

    /// <summary>A message that goes on to two next hops; where it is given, it lies in a mailbox too.</summary>
    private static Arrival Onwards(string? mailbox) => Some.Arrival() with
    {
        Placing = new Placing([mailbox], [new NewDelivery(0, "bob@example.org", Hop), new NewDelivery(0, "bob@example.net", OtherHop)]),
    };

    private static IndexedContent Indexed(QueueId id) =>
        new(id, Now, "A subject", MessageAddresses.None, "1@example.org", "Once upon", 0, 0, "", "Once upon a time", ["red"]);
}
