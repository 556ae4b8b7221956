using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Simulation;

/// <summary>The server's machine as it is, or with a bug in it.</summary>
internal sealed class Stepper(Bug bug)
{
    private Seq<Recipient> _before;

    public (State State, Seq<Reply> Replies) Step(State state, Command command)
    {
        var (after, replies) = Session.Step(state, command);
        if (bug != Bug.KeepRecipients) return (after, replies);
        if (state is State.Accepting done && after is State.Ready) _before = done.Envelope.Recipients;
        return after is State.Addressing begun && !_before.IsEmpty
            ? (new State.Addressed(begun.Client, begun.Envelope with { Recipients = _before }), replies)
            : (after, replies);
    }
}
