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
    private List<Ended> _waiting = [], _underway = [];
    private List<TaskCompletionSource> _flushes = [];
    private long _octets;
    private int _lost;
    private bool _pruneDue, _isClosed;

    public SessionArchive(ISessions store, Func<RecordOptions> options, TimeProvider time, ILogger log)
    {
        (_store, _options, _time, _log) = (store, options, time, log);
        _lingering = time.CreateTimer(static archive => ((SessionArchive)archive!).Hurry(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _pruning = time.CreateTimer(static archive => ((SessionArchive)archive!).Prune(), this, PruneEvery, PruneEvery);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>The sessions that run now.</summary>
    public RunningSessions Running { get; } = new();

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
        return new SessionTape(this, recorder, link, _time);
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

    /// <summary>The names that nobody proved in a session and that are somebody's all the same: they can be shown.</summary>
    public async Task<IReadOnlyList<string>> NamesAsync(RecordedSession session)
    {
        List<string> names = [];
        foreach (var name in session.Unproven) if (await _store.IsAccountAsync(name)) names.Add(name);
        return names;
    }

    /// <summary>Recordings that have ended and are not in the store yet, the newest last.</summary>
    public IReadOnlyList<Ended> Unwritten()
    {
        lock (_lock) return [.. _underway, .. _waiting];
    }

    /// <summary>Writes what waits; completes when that is done, at once where nothing waits.</summary>
    public Task FlushAsync()
    {
        var flush = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_isClosed || (_waiting.Count == 0 && _underway.Count == 0)) return Task.CompletedTask;
            _flushes.Add(flush);
        }
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

    private void Prune()
    {
        lock (_lock) _pruneDue = true;
        Hurry();
    }

    private async Task WriteAsync()
    {
        while (await _due.Reader.WaitToReadAsync())
        {
            _due.Reader.TryRead(out _);
            await WriteWaitingAsync(isLast: false);
        }
        await WriteWaitingAsync(isLast: true);
    }

    private async Task WriteWaitingAsync(bool isLast)
    {
        List<Ended> ended;
        List<TaskCompletionSource> flushes;
        int lost;
        bool prunes;
        lock (_lock)
        {
            (ended, flushes, lost, prunes) = (_waiting, _flushes, _lost, _pruneDue);
            (_waiting, _underway, _flushes, _octets, _lost, _pruneDue, _isClosed) = ([], ended, [], 0, 0, false, isLast);
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
        if (batch.Count > 0 || prunes) await StoreAsync(batch);
        lock (_lock) _underway = [];
        foreach (var flush in flushes) flush.SetResult();
    }

    private async Task<RecordedRow?> RowAsync(Ended ended)
    {
        try
        {
            var names = await NamesAsync(ended.Session);
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

    /// <summary>A recording, and when its session was over.</summary>
    internal readonly record struct Ended(RecordedSession Session, DateTimeOffset At);
}
