using System.Threading.Channels;
using Serilog;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api;
using Smtp.Host.Web.Live;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Web.Search;

/// <summary>Reads messages after they were accepted, and takes them into the index: nobody who sends waits for it. What a crash or a
/// time without pages has left out is made up for at the start.</summary>
internal sealed class MessageIndexer(SqliteStore store, MailReader mail, LiveEvents events, TimeProvider time) : BackgroundService
{
    private const int MostAtOnce = 32;
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // While mail keeps coming, 99 parts of 100 of the time are left to it, but not for longer than this at once.
    private const int GivenWay = 99;
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(5);

    // No mail for that long is a pause.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly Channel<bool> _news = Signal();
    private readonly Channel<bool> _wanted = Signal();
    private TaskCompletionSource _progress = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _through = -1;
    private long _revision;
    private long _transactions;
    private int _waiting;

    /// <summary>Waits until every message that was accepted before is in the index; not for long where many are.</summary>
    public async Task CaughtUpAsync(CancellationToken stop)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            _wanted.Writer.TryWrite(true);
            await WaitForAsync(store.Changes.Mail, stop);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Changes.Committed += OnCommitted;
        try
        {
            (_revision, _transactions) = (await store.RevisionAsync(stoppingToken), store.Transactions);
            while (!stoppingToken.IsCancellationRequested)
            {
                await IndexAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the next one goes on.
        }
        finally
        {
            store.Changes.Committed -= OnCommitted;
        }
    }

    private void OnCommitted(StoreChange change)
    {
        if (change.HasFlag(StoreChange.Queue)) events.Publish(LiveTopic.Queue, "queue-changed", NothingMore.Instance);
        if (change.HasFlag(StoreChange.Mail)) _news.Writer.TryWrite(true);
    }

    private async Task IndexAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                var (seen, began) = (store.Changes.Mail, time.GetTimestamp());
                var messages = await store.ListUnindexedAsync(MostAtOnce, stop);
                if (messages.Count == 0)
                {
                    Advance(seen);
                    return;
                }
                var contents = new List<IndexedContent>(messages.Count);
                foreach (var message in messages) contents.Add(await ReadAsync(message, stop));
                foreach (var entry in await store.IndexAsync(contents, stop))
                    events.Publish(LiveTopic.Messages, "message-added", MessageRow.Of(entry));
                if (messages.Count == MostAtOnce && store.Changes.Mail != seen) await GiveWayAsync(time.GetElapsedTime(began), stop);
            }
        }
        catch (Exception fault) when (fault is StoreException or StoreFullException)
        {
            // The disk has no room, say. What could not be written now is looked at again in a second.
            Log.Warning("Messages could not be indexed: {Reason}", fault.Message);
        }
    }

    private async Task<IndexedContent> ReadAsync(StoredMessage message, CancellationToken stop)
    {
        try
        {
            using var document = await mail.OpenAsync(message.Id, stop);
            return document is null ? MailSummary.OfUnreadable(message) : MailSummary.Of(message, document);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // Somebody else wrote it, and it must neither end this nor be tried for ever.
            Log.Warning(fault, "The content of message {Id} could not be read for the index", message.Id.Text);
            return MailSummary.OfUnreadable(message);
        }
    }

    private void Advance(long through)
    {
        Interlocked.Exchange(ref _through, through);
        Interlocked.Exchange(ref _progress, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
    }

    /// <summary>Those who send are served first: an index that is behind catches up when they have ended, or at once where somebody
    /// waits for it.</summary>
    private async Task GiveWayAsync(TimeSpan worked, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var way = worked * GivenWay;
        if (way > LongestWay) way = LongestWay;
        for (var seen = -1L; store.Changes.Mail != seen && time.GetElapsedTime(began) < way && Volatile.Read(ref _waiting) == 0;)
        {
            seen = store.Changes.Mail;
            if (await IsSignalledAsync(_wanted, Pause, stop)) return;
        }
    }

    private async Task WaitForAsync(long wanted, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            var progress = Volatile.Read(ref _progress).Task;
            if (Interlocked.Read(ref _through) >= wanted) return;
            var left = Patience - time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return;
            try
            {
                await progress.WaitAsync(left, time, stop);
            }
            catch (TimeoutException)
            {
                return;
            }
        }
    }

    /// <summary>Waits for news of this process, and looks once a second whether another one has changed the store.</summary>
    private async Task WaitAsync(CancellationToken stop)
    {
        while (!await IsSignalledAsync(_news, Glance, stop))
            if (await OthersHaveWrittenAsync(stop)) return;
    }

    // A wait that has ended must not stay behind: it would take the next signal.
    private async Task<bool> IsSignalledAsync(Channel<bool> signal, TimeSpan patience, CancellationToken stop)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        try
        {
            return await signal.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false;
        }
    }

    private static Channel<bool> Signal() =>
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private async Task<bool> OthersHaveWrittenAsync(CancellationToken stop)
    {
        var (revision, transactions) = (await store.RevisionAsync(stop), store.Transactions);
        var ours = transactions != Interlocked.Exchange(ref _transactions, transactions);
        if (revision == Interlocked.Exchange(ref _revision, revision)) return false;
        if (!ours) events.Publish(LiveTopic.Messages | LiveTopic.Queue, "store-changed", NothingMore.Instance);
        return true;
    }
}
