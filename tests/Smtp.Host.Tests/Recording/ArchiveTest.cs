using Serilog.Core;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Recording;

namespace Smtp.Host.Tests.Recording;

/// <summary>The archive alone, with a store that says when.</summary>
public sealed class ArchiveTest
{
    private readonly SlowSessions _store = new();

    [Fact]
    public async Task A_flush_with_nothing_waiting_writes_nothing()
    {
        await using var archive = Archive();

        await archive.FlushAsync();

        Assert.Equal(0, _store.Writes);
    }

    [Fact]
    public async Task What_is_not_written_yet_is_there_all_the_same()
    {
        await using var archive = Archive();
        archive.Begin(LinkOf("s1"), earlyTalkersWelcome: false)!.Dispose();
        var flush = archive.FlushAsync();
        await _store.Asked.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal("s1", Assert.Single(archive.Unwritten()).Session.Link.Session);
        Assert.False(flush.IsCompleted);

        _store.Go();
        await flush.WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Empty(archive.Unwritten());
        Assert.Equal(1, _store.Writes);
    }

    [Fact]
    public async Task A_flush_after_the_end_does_not_wait_for_ever()
    {
        var archive = Archive();
        _store.Go();
        archive.Begin(LinkOf("s1"), earlyTalkersWelcome: false)!.Dispose();
        await archive.DisposeAsync();

        await archive.FlushAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(1, _store.Writes);
    }

    [Fact]
    public async Task A_tape_is_listed_until_its_session_is_over()
    {
        await using var archive = Archive();
        _store.Go();
        List<string> heard = [];
        archive.Running.Began += tape => heard.Add("began " + tape.Link.Session);
        archive.Running.WentOn += tape => heard.Add("went on " + tape.Link.Session);
        archive.Running.Ended += tape => heard.Add("ended " + tape.Link.Session);

        var tape = archive.Begin(LinkOf("s1"), earlyTalkersWelcome: false)!;
        var (state, replies) = Session.Step(new State.Screening(tape.Link, default), new Command.Answered(Verdict.Granted.Yes));
        tape.Step(new State.Screening(tape.Link, default), new Command.Answered(Verdict.Granted.Yes), state, replies, default);
        tape.Waits();
        // More octets of the same are waited for: that is nothing new.
        tape.Waits();

        Assert.Same(tape, archive.Running.Find("s1"));
        Assert.Contains("S: 220 ", tape.SoFar()!.ToText(_ => false), StringComparison.Ordinal);
        tape.Dispose();
        Assert.Null(archive.Running.Find("s1"));
        Assert.Null(tape.SoFar());
        Assert.Equal(["began s1", "went on s1", "ended s1"], heard);
    }

    [Fact]
    public async Task No_more_sessions_are_listed_than_can_be_and_each_makes_room_when_it_ends()
    {
        await using var archive = Archive();
        _store.Go();
        var tapes = Enumerable.Range(0, RunningSessions.Most + 1).Select(i => archive.Begin(LinkOf($"s{i}"), earlyTalkersWelcome: false)!).ToList();

        Assert.Equal(RunningSessions.Most, archive.Running.Count);
        Assert.Null(archive.Running.Find($"s{RunningSessions.Most}"));
        Assert.Equal(5, archive.Running.Newest(5).Count);

        tapes.ForEach(tape => tape.Dispose());
        Assert.Equal(0, archive.Running.Count);
    }

    private SessionArchive Archive() => new(_store, () => new RecordOptions(), TimeProvider.System, Logger.None);

    private static Link LinkOf(string session) => new(new Settings(), Peer.Local, session, DateTimeOffset.UnixEpoch);

    private sealed class SlowSessions : ISessions
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _writes;

        public int Writes => Volatile.Read(ref _writes);

        /// <summary>Completes when something is to be written.</summary>
        public Task Asked => _asked.Task;

        public async Task AddSessionsAsync(IReadOnlyList<RecordedRow> sessions, Pruning pruning)
        {
            _asked.TrySetResult();
            await _go.Task;
            Interlocked.Increment(ref _writes);
        }

        public Task<bool> IsAccountAsync(string name) => Task.FromResult(false);

        /// <summary>Lets writes happen.</summary>
        public void Go() => _go.TrySetResult();
    }
}
