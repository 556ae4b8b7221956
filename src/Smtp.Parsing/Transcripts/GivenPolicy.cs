using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>Answers every question from what is given, and remembers which ids it gave away.</summary>
internal sealed class GivenPolicy(Givens givens)
{
    private long _next = givens.FirstId;

    /// <summary>The answer, where the transcript gives none itself.</summary>
    public Verdict Answer(Question question) => question switch
    {
        Question.Connection or Question.Sender => Verdict.Granted.Yes,
        Question.Recipient asked => Recipient(asked),
        Question.Room => givens.StorageFull ? new Verdict.Deferred(Reason.NoStorage) : Verdict.Granted.Yes,
        Question.Accept => new Verdict.Accepted(new QueueId((_next++).ToString(CultureInfo.InvariantCulture))),
        Question.Login asked => GivenLogins.Check(givens, asked.Credentials),
        _ => throw new InvalidOperationException($"No answer is known to {question.GetType().Name}."),
    };

    private Verdict Recipient(Question.Recipient asked)
    {
        if (asked.Candidate.Path is not ForwardPath.Of { Mailbox: var mailbox }) return Verdict.Granted.Yes;
        if (givens.Mailboxes.IsEmpty && givens.Domains.IsEmpty) return Verdict.Granted.Yes;

        var known = givens.Mailboxes.Filter(other => other.Host == mailbox.Host);
        if (!known.IsEmpty)
        {
            return known.Contains(mailbox) || IsPostmaster(mailbox)
                ? Verdict.Granted.Yes
                : new Verdict.Refused(Reason.UnknownMailbox);
        }
        return givens.Domains.Contains(mailbox.Host) || asked.Client.User.IsSome
            ? Verdict.Granted.Yes
            : new Verdict.Refused(Reason.RelayDenied);
    }

    // RFC 5321 §4.5.1: postmaster is always there, in any case of letters.
    private static bool IsPostmaster(Mailbox mailbox) =>
        mailbox.Local.Text.Equals("postmaster", StringComparison.OrdinalIgnoreCase);
}
