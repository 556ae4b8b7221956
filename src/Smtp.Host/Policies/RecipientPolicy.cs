using Smtp.Domain.Receiving;
using Smtp.Domain.Routing;
using Smtp.Host.Storage;

namespace Smtp.Host.Policies;

/// <summary>Whose mail is taken: with no domains configured everybody's that stays on this machine or goes to a delivery
/// agent, else that of our mailboxes and of the domains that we hand on, from anyone. What goes to other servers beyond that is
/// taken only from those who may relay.</summary>
internal sealed class RecipientPolicy(Func<Directions> directions, IStore store) : IPolicy
{
    public async ValueTask<Verdict?> JudgeAsync(Question question, CancellationToken stop) =>
        question is not Question.Recipient recipient ? null
        : await JudgeAsync(directions(), recipient, stop) is { } reason ? new Verdict.Refused(reason)
        : Verdict.Granted.Yes;

    private async ValueTask<Reason?> JudgeAsync(Directions now, Question.Recipient recipient, CancellationToken stop)
    {
        var client = recipient.Client;
        var found = now.Find(recipient.Candidate.Path);
        var trusted = now.MayRelay(client.Link.Peer.Address, client.User.IsSome);
        // Whoever may not relay learns nothing of the routes to others.
        if (found is Whereabouts.Unrouted unrouted)
            return unrouted.IsForeign && (!trusted || now.Routes.Routes.IsEmpty) ? Reason.RelayDenied : Reason.NoRoute;
        var placement = await Accounts.SettleAsync(found, store, stop);
        return placement.Case is not Placement there ? Reason.UnknownMailbox
            : there.IsRelay && !trusted ? Reason.RelayDenied
            : null;
    }
}
