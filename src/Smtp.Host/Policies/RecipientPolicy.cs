using LanguageExt;
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
        question is not Question.Recipient recipient ? null
        : await JudgeAsync(addresses(), recipient.Candidate.Path, stop) is { } reason ? new Verdict.Refused(reason)
        : Verdict.Granted.Yes;

    private async ValueTask<Reason?> JudgeAsync(AddressBook book, ForwardPath path, CancellationToken stop) => book.Resolve(path) switch
    {
        Addressee.Captured or Addressee.Postmaster => null,
        Addressee.Foreign => Reason.RelayDenied,
        Addressee.Candidates someone when await AnyAccountAsync(someone.AccountNames, stop) => null,
        Addressee.Candidates { CatchAll.Case: Mailbox rest } => await CatchAllAsync(book, rest, stop),
        Addressee.Candidates => Reason.UnknownMailbox,
        var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
    };

    private async ValueTask<Reason?> CatchAllAsync(AddressBook book, Mailbox rest, CancellationToken stop) =>
        book.Resolve(new ForwardPath.Of(rest)) is Addressee.Postmaster || await AnyAccountAsync(book.AccountNames(rest), stop)
            ? null : Reason.UnknownMailbox;

    private async ValueTask<bool> AnyAccountAsync(Seq<string> names, CancellationToken stop)
    {
        foreach (var name in names)
            if (await store.FindAccountAsync(name, stop) is not null) return true;
        return false;
    }
}
