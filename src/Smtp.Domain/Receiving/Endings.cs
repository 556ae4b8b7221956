using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>The ways a session comes to its end.</summary>
internal static class Endings
{
    public static (State, Seq<Reply>) Silently(Ending ending) => (new State.Closed(ending), []);

    public static (State, Seq<Reply>) With(Seq<Reply> replies, Ending ending) => (new State.Closed(ending), replies);

    /// <summary>QUIT should have come (RFC 5321 §4.1.1.10), and many a client does without it once its mail is taken.</summary>
    public static (State, Seq<Reply>) Gone(State state) => Silently(state is State.Ready ? Ending.Left : Ending.Lost);

    public static (State, Seq<Reply>) Confused() => With(Replies.Broken, Ending.Confused);

    /// <summary>Patience is over. A question without an answer is our fault, and only this mail's problem; a client that says
    /// nothing gets 421 (RFC 5321 §3.8); one in a handshake could not read it.</summary>
    public static (State, Seq<Reply>) TooSlow(State state) => state switch
    {
        State.Opening or State.StartingTls => Silently(Ending.TimedOut),
        State.Screening => With(Replies.Deferred(Reason.ClientRejected), Ending.TimedOut),
        State.CheckingLogin at => (new State.Ready(at.Client), Replies.Deferred(Reason.LoginUnavailable)),
        State.CheckingSender at => (new State.Ready(at.Client), Replies.NoAnswer),
        State.CheckingRecipient at => (Transactions.WithoutCandidate(at), Replies.NoAnswer),
        State.CheckingRoom at => (new State.Addressed(at.Client, at.Envelope), Replies.NoAnswer),
        State.CheckingChunkRoom at => Content.GiveUp(at, Replies.NoAnswer),
        State.Accepting at => Content.Answer(at.Client, at.Envelope, Replies.NoAnswer),
        _ => With(Replies.TooSlow, Ending.TimedOut),
    };
}
