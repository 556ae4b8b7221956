using System.Collections.Concurrent;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Recording;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.FourWays;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Recording;

/// <summary>What the archive forgets, and what it does not even take.</summary>
public sealed class SessionArchiveTest
{
    private static readonly RecordOptions Defaults = new();

    [Fact]
    public async Task A_recording_is_forgotten_when_it_is_too_old()
    {
        using var fixture = new StoreFixture();
        await using var store = await fixture.OpenAsync();
        var time = new ManualTime();
        await using var archive = new SessionArchive(store, () => new RecordOptions { Age = TimeSpan.FromDays(3) }, time, Logger.None);
        Record(archive, "first", time);
        await archive.FlushAsync();
        time.Advance(TimeSpan.FromDays(2));
        Record(archive, "second", time);
        await archive.FlushAsync();
        Assert.Equal(["second", "first"], await NamesAsync());

        // Nobody comes any more; the archive looks by itself.
        time.Advance(TimeSpan.FromDays(1) + SessionArchive.PruneEvery);

        await Eventually.HoldsAsync(async () => (await NamesAsync()).Length == 1, () => "The first is still there.");
        Assert.Equal(["second"], await NamesAsync());
        Assert.Null(await store.FindTranscriptAsync("first", CancellationToken.None));
        Assert.NotNull(await store.FindTranscriptAsync("second", CancellationToken.None));

        async Task<string[]> NamesAsync() => [.. (await store.ListSessionsAsync(10, CancellationToken.None)).Select(session => session.Id)];
    }

    [Fact]
    public async Task Recordings_that_come_faster_than_the_disk_takes_them_are_counted_and_left_out()
    {
        var told = new Told();
        await using var log = new LoggerConfiguration().WriteTo.Sink(told).CreateLogger();
        var store = new SlowStore();
        await using var archive = new SessionArchive(store, () => Defaults, TimeProvider.System, log);
        Record(archive, "0", TimeProvider.System);
        var first = archive.FlushAsync();
        await store.Asked.Task.WaitAsync(TimeSpan.FromSeconds(60));

        // The disk is busy with the first; so many wait, and no more.
        for (var i = 1; i <= SessionArchive.MostWaiting + 5; i++) Record(archive, $"{i}", TimeProvider.System);
        store.GoOn.SetResult();
        await first;
        await archive.FlushAsync();

        Assert.Equal(Enumerable.Range(0, 1 + SessionArchive.MostWaiting).Select(number => $"{number}"), store.Names);
        Assert.Equal("5 sessions were not recorded: they ended faster than recordings could be written", Assert.Single(told.Lines));
        // And that is over now.
        Record(archive, "later", TimeProvider.System);
        await archive.FlushAsync();
        Assert.Equal("later", store.Names.Last());
    }

    /// <summary>A session that ends at once.</summary>
    private static void Record(SessionArchive archive, string name, TimeProvider time) =>
        archive.Begin(new Link(new Settings(), Peer.Local, name, time.GetUtcNow()), earlyTalkersWelcome: false)!.Dispose();

    private sealed class SlowStore : ISessions
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Names { get; } = new();

        public async Task AddSessionsAsync(IReadOnlyList<RecordedRow> sessions, Pruning pruning)
        {
            Asked.TrySetResult();
            await GoOn.Task;
            foreach (var session in sessions) Names.Enqueue(session.Session.Id);
        }

        public Task<bool> IsAccountAsync(string name) => Task.FromResult(false);
    }

    private sealed class Told : ILogEventSink
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public IReadOnlyCollection<string> Lines => _lines;

        public void Emit(LogEvent logEvent) => _lines.Enqueue(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
