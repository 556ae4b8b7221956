using System.Threading.Channels;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Parsing.Transcripts.Recording;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Recording;

/// <summary>Takes the recordings of sessions that have ended, writes them as text, and puts them into the store, many at a time
/// and behind everybody's back: no session waits for it. What a crash finds here is lost.</summary>
internal sealed class SessionArchive : IAsyncDisposable
{
    private const int MostWaiting = 1024;
    private const int MostAtOnce = 128;
    private const int PruneEvery = 64;
    private const int BodySize = 64 * 1024;

    private readonly ISessions _store;
    private readonly Func<RecordOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ScramMasks _masks = new();
    private readonly Channel<SessionRecorder> _ended =
        Channel.CreateBounded<SessionRecorder>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Task _writing;
    private long _lost;

    public SessionArchive(ISessions store, Func<RecordOptions> options, TimeProvider time, ILogger log)
    {
        (_store, _options, _time, _log) = (store, options, time, log);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>A tape for a new session; null where sessions are not recorded.</summary>
    public SessionTape? Begin(Link link, bool earlyTalkersWelcome)
    {
        var options = _options();
        if (!options.Sessions) return null;
        var recorder = new SessionRecorder(
            new RecorderOptions
            {
                Bodies = options.Bodies ? BodySize : 0,
                Limit = options.Bodies ? 4 * 1024 * 1024 : 256 * 1024,
                EarlyTalkersWelcome = earlyTalkersWelcome,
                Masks = _masks,
            },
            link);
        return new SessionTape(this, recorder, _time);
    }

    /// <summary>A session has ended. Where recordings come faster than the disk takes them, some are left out.</summary>
    public void Take(SessionRecorder recorder)
    {
        if (_ended.Writer.TryWrite(recorder)) return;
        recorder.Dispose();
        Interlocked.Increment(ref _lost);
    }

    /// <summary>Writes what still waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _ended.Writer.TryComplete();
        await _writing;
    }

    private async Task WriteAsync()
    {
        var batch = new List<RecordedRow>();
        var sincePruned = PruneEvery;
        while (await _ended.Reader.WaitToReadAsync())
        {
            while (batch.Count < MostAtOnce && _ended.Reader.TryRead(out var recorder)) Finish(recorder, batch);
            if (batch.Count > 0) sincePruned = await StoreAsync(batch, sincePruned + batch.Count);
            batch.Clear();
            if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                _log.Warning("{Sessions} sessions were not recorded: they ended faster than recordings could be written", lost);
        }
    }

    private void Finish(SessionRecorder recorder, List<RecordedRow> batch)
    {
        try
        {
            batch.Add(RecordedRow.Of(recorder.Finish(), _time.GetUtcNow()));
        }
        catch (Exception fault)
        {
            // A recording that cannot be written must not take those behind it along.
            _log.Error(fault, "A session could not be recorded");
        }
    }

    private async Task<int> StoreAsync(List<RecordedRow> batch, int sincePruned)
    {
        try
        {
            var options = _options();
            var prune = sincePruned >= PruneEvery;
            await _store.AddSessionsAsync([.. batch], prune ? new Pruning(options.Keep, _time.GetUtcNow() - options.Age) : null);
            return prune ? 0 : sincePruned;
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            _log.Warning("{Sessions} sessions were not recorded: {Reason}", batch.Count, fault.Message);
            return sincePruned;
        }
    }
}
