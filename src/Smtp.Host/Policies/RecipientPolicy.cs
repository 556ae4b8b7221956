using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;
using Smtp.Domain.Routing;
using Smtp.Host.Storage;

namespace Smtp.Host.Policies;

/// <summary>Whose mail is taken: with no domains configured everybody's, and it is kept; else that of their mailboxes alone,
/// whoever asks. Nothing is ever relayed.</summary>
internal sealed class RecipientPolicy(Func<AddressBook> addresses, IStore store) : IPolicy
{
    public async ValueTask<Verdict?> JudgeAsync(Question question, CancellationToken stop) =>
        question is Question.Recipient recipient ? await JudgeAsync(recipient.Candidate.Path, stop) : null;

    private async ValueTask<Verdict> JudgeAsync(ForwardPath path, CancellationToken stop)
    {
        switch (addresses().Resolve(path))
        {
            case Addressee.Captured or Addressee.Postmaster:
                return Verdict.Granted.Yes;
            case Addressee.Foreign:
                return new Verdict.Refused(Reason.RelayDenied);
            case Addressee.Candidates candidates:
                if (candidates.CatchAll.IsSome) return Verdict.Granted.Yes;
                foreach (var name in candidates.AccountNames)
                    if (await store.FindAccountAsync(name, stop) is not null) return Verdict.Granted.Yes;
                return new Verdict.Refused(Reason.UnknownMailbox);
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }
}
