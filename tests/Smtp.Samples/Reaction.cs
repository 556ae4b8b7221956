using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Samples;

/// <summary>The moments of a session at which a test can step in: the questions that the session asks.</summary>
public enum Moment
{
    /// <summary>A client has connected; it is not greeted yet.</summary>
    Connection,

    /// <summary>AUTH.</summary>
    Login,

    /// <summary>MAIL.</summary>
    Sender,

    /// <summary>RCPT.</summary>
    Recipient,

    /// <summary>DATA, or the first BDAT: the content has not been sent yet.</summary>
    Data,

    /// <summary>The end of the content: the message is here, and the client waits for the reply.</summary>
    Message,
}

/// <summary>What a server does at a moment instead of saying yes.</summary>
/// <param name="Play">What happens; null when, after all, the server says yes.</param>
public sealed record Reaction(Func<CancellationToken, ValueTask<Command?>> Play)
{
    /// <summary>Not now: 451.</summary>
    public static Reaction Defer { get; } = Answer(new Verdict.Deferred(Reason.Unspecified));

    /// <summary>No: 550.</summary>
    public static Reaction Refuse { get; } = Answer(new Verdict.Refused(Reason.Unspecified));

    /// <summary>The connection is gone without a reply.</summary>
    public static Reaction Drop { get; } = Happen(new Command.Lost());

    /// <summary>The server never replies.</summary>
    public static Reaction Stall { get; } = After(Timeout.InfiniteTimeSpan);

    /// <summary>An answer with a reason, such as <c>new Verdict.Deferred(Reason.MailboxFull)</c>.</summary>
    public static Reaction Answer(Verdict verdict) => Happen(new Command.Answered(verdict));

    /// <summary>The reply comes late.</summary>
    public static Reaction After(TimeSpan delay) => Until(stop => Task.Delay(delay, stop));

    /// <summary>The reply comes when the test says so.</summary>
    public static Reaction After(Task released) => Until(released.WaitAsync);

    /// <summary>Whatever can happen to a session: <c>new Command.Stopping()</c> is a server that shuts down.</summary>
    public static Reaction Happen(Command command) => new(_ => ValueTask.FromResult<Command?>(command));

    /// <summary>One reaction after the other; the first that does not say yes is the answer.</summary>
    public Reaction Then(Reaction next) => new(async stop => await Play(stop) ?? await next.Play(stop));

    private static Reaction Until(Func<CancellationToken, Task> waiting) => new(async stop =>
    {
        await waiting(stop);
        return null;
    });
}
