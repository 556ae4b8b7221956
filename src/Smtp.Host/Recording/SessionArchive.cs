using System.Threading.Channels;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Parsing.Transcripts.Recording;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Recording;

/// <summary>Takes the recordings of sessions that have ended and puts them into the store, half a second's worth at a time and
/// behind everybody's back: no session waits for it. What a crash finds here is lost.</summary>
internal sealed class SessionArchive : IAsyncDisposable
{
    /// <summary>So many recordings wait at most; those that come then are counted, and that is all.</summary>
    public const int MostWaiting = 1024;

    /// <summary>So long a recording waits for others at most.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(500);

    /// <summary>Old recordings are forgotten with every write, and so often where nothing is written.</summary>
    public static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    private const long MostOctetsWaiting = 64 * 1024 * 1024;
    private const int MostAtOnce = 128;
    private const long MostOctetsAtOnce = 4 * 1024 * 1024;
    private const int BodySize = 64 * 1024;

    private readonly ISessions _store;
    private readonly Func<RecordOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly ScramMasks _masks = new();
    private readonly Lock _lock = new();
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ITimer _lingering, _pruning;
    private readonly Task _writing;
    private List<Ended> _waiting = [];
    private List<TaskCompletionSource> _flushes = [];
    private long _octets;
    private int _lost;

    public SessionArchive(ISessions store, Func<RecordOptions> options, TimeProvider time, ILogger log)
    {
        (_store, _options, _time, _log) = (store, options, time, log);
        _lingering = time.CreateTimer(static archive => ((SessionArchive)archive!).Hurry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pruning = time.CreateTimer(static archive => ((SessionArchive)archive!).Hurry(), this, PruneEvery, PruneEvery);
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
    public void Take(RecordedSession session)
    {
        lock (_lock)
        {
            if (_waiting.Count == MostWaiting || _octets + session.Size > MostOctetsWaiting)
            {
                _lost++;
                return;
            }
            _waiting.Add(new Ended(session, _time.GetUtcNow()));
            _octets += session.Size;
            if (_waiting.Count == 1) _lingering.Change(Linger, Timeout.InfiniteTimeSpan);
            if (_waiting.Count >= MostAtOnce || _octets >= MostOctetsAtOnce) Hurry();
        }
    }

    /// <summary>Writes what waits; completes when that is done.</summary>
    public Task FlushAsync()
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock) _flushes.Add(flush);
        Hurry();
        return flush.Task;
    }

    /// <summary>Writes what still waits, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _lingering.DisposeAsync();
        await _pruning.DisposeAsync();
        _due.Writer.TryComplete();
        await _writing;
    }

    private void Hurry() => _due.Writer.TryWrite(true);

    private async Task WriteAsync()
    {
        while (await _due.Reader.WaitToReadAsync())
        {
            _due.Reader.TryRead(out _);
            await WriteWaitingAsync();
        }
        await WriteWaitingAsync();
    }

    private async Task WriteWaitingAsync()
    {
        List<Ended> ended;
        List<TaskCompletionSource> flushes;
        int lost;
        lock (_lock)
        {
            (ended, flushes, lost) = (_waiting, _flushes, _lost);
            (_waiting, _flushes, _octets, _lost) = ([], [], 0, 0);
        }
        if (lost > 0) _log.Warning("{Sessions} sessions were not recorded: they ended faster than recordings could be written", lost);
        var batch = new List<RecordedRow>();
        var octets = 0L;
        foreach (var one in ended)
        {
            if (await RowAsync(one) is not { } row) continue;
            batch.Add(row);
            octets += row.Octets.Length;
            if (batch.Count < MostAtOnce && octets < MostOctetsAtOnce) continue;
            await StoreAsync(batch);
            (batch, octets) = ([], 0);
        }
        if (batch.Count > 0 || ended.Count == 0) await StoreAsync(batch);
        foreach (var flush in flushes) flush.SetResult();
    }

    private async Task<RecordedRow?> RowAsync(Ended ended)
    {
        try
        {
            List<string> names = [];
            foreach (var name in ended.Session.Unproven) if (await _store.IsAccountAsync(name)) names.Add(name);
            return RecordedRow.Of(ended.Session, ended.At, names.Contains);
        }
        catch (Exception fault)
        {
            // A recording that cannot be written must not take those behind it along.
            _log.Error(fault, "A session could not be recorded");
            return null;
        }
    }

    private async Task StoreAsync(List<RecordedRow> batch)
    {
        try
        {
            var options = _options();
            await _store.AddSessionsAsync(batch, new Pruning(options.Keep, _time.GetUtcNow() - options.Age));
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            _log.Warning("{Sessions} sessions were not recorded: {Reason}", batch.Count, fault.Message);
        }
    }

    private readonly record struct Ended(RecordedSession Session, DateTimeOffset At);
}
