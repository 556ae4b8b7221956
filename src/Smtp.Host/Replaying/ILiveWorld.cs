using LanguageExt;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Replaying;

/// <summary>What happens around conversations with a live server, and is said on no connection.</summary>
internal interface ILiveWorld
{
    /// <summary>A step is about to be played.</summary>
    void Begin(LiveStep step);

    /// <summary>A step was played: all that it was to bring has come.</summary>
    Task EndAsync(LiveStep step, CancellationToken stop);

    /// <summary>Time passes.</summary>
    /// <param name="time">How much.</param>
    /// <param name="sent">How many octets each session that is not over has sent, as they were meant.</param>
    /// <param name="stop">Gives up.</param>
    Task PassAsync(TimeSpan time, IReadOnlyDictionary<string, long> sent, CancellationToken stop);

    /// <summary>A question of the server is answered; with nothing, it stays open.</summary>
    Task AnswerAsync(Option<Verdict> verdict, CancellationToken stop);

    /// <summary>The server is told to stop.</summary>
    void Stop();
}

/// <summary>The world as it is around somebody else's server: time passes by itself, and nothing else is in our hands.</summary>
internal sealed class RealWorld : ILiveWorld
{
    public void Begin(LiveStep step) { }

    public Task EndAsync(LiveStep step, CancellationToken stop) => Task.CompletedTask;

    public Task PassAsync(TimeSpan time, IReadOnlyDictionary<string, long> sent, CancellationToken stop) => Task.Delay(time, stop);

    public Task AnswerAsync(Option<Verdict> verdict, CancellationToken stop) => throw NotOurs();

    public void Stop() => throw NotOurs();

    private static InvalidOperationException NotOurs() => new("Nobody directs this server; such a transcript has no script for it.");
}
