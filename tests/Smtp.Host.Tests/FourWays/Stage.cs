using System.IO.Pipelines;
using Serilog.Core;
using Smtp.Domain.Receiving;
using Smtp.Host.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Where the real connection handler meets the client of a transcript.</summary>
internal abstract class Stage(Givens givens, Certificates certificates) : IAsyncDisposable
{
    /// <summary>No step takes this long; one that hangs fails.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly List<Task> _sessions = [];
    private volatile int _running;

    public Givens Givens => givens;

    public ManualTime Time { get; } = new();

    public ScriptedAnswers Answers { get; } = new(givens);

    /// <summary>Whether the stage itself cuts what the client says in plaintext.</summary>
    public virtual bool Cuts => false;

    /// <summary>Connects a client; what it says early is there before the server looks.</summary>
    public abstract Task<(Stream Client, Wire Server)> ConnectAsync(Peer peer, string name, ReadOnlyMemory<byte> early);

    /// <summary>Goes on with the clock once everybody waits for it: step by step, for what one alarm does may set the next.</summary>
    public async Task PassAsync(TimeSpan time, Func<bool> everybodyWaits)
    {
        using var late = new CancellationTokenSource(Patience);
        while (!everybodyWaits()) await Task.Delay(1, late.Token);
        while (Time.NextWithin(time) is { } next)
        {
            Time.Advance(next);
            time -= next;
            await Task.Yield();
        }
        Time.Advance(time);
    }

    /// <summary>Whether a server has read so many octets and waits for more; or for an answer, or for a handshake.</summary>
    /// <remarks>What it has read is looked at first: a wait that is seen then is one for more. Every wire has an alarm of its own, set
    /// from its first wait on, a moment after it waits; who waits for a handshake has one more.</remarks>
    public bool IsWaiting(Wire server, long sent) =>
        Answers.AskedAsync().IsCompleted
        || (server.Received >= sent && ((server.IsWaiting && Time.Waiting >= _running) || Time.Waiting > _running));

    /// <summary>Waits for the sessions, whose clients have gone.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        Task[] sessions;
        lock (_sessions) sessions = [.. _sessions];
        await Task.WhenAll(sessions).WaitAsync(Patience);
    }

    protected Wire WireOf(IDuplexPipe transport, CancellationToken closed) => new(transport, Time, closed);

    protected Task ServeAsync(Settings settings, Wire wire, Peer peer, string name, bool early)
    {
        Interlocked.Increment(ref _running);
        var session = RunAsync(settings, wire, peer, name, early);
        lock (_sessions) _sessions.Add(session);
        return session;
    }

    private async Task RunAsync(Settings settings, Wire wire, Peer peer, string name, bool early)
    {
        // The clock of a transcript goes on only by its own lines, so waiting for early talkers ends when they talk.
        var shell = new Shell(Answers, Answers, certificates, givens.EarlyTalkersRefused, early ? TimeSpan.FromDays(1) : TimeSpan.Zero, Time);
        try
        {
            await using (wire)
            {
                await using var connection = new SmtpConnection(wire, shell, Logger.None);
                await connection.RunAsync(settings, peer, name);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
