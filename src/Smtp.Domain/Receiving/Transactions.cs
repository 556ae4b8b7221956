using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>MAIL and RCPT: the envelope (RFC 5321 §3.3, §4.1.1.2, §4.1.1.3).</summary>
internal static class Transactions
{
    public static (State, Seq<Reply>) Mail(State.Ready at, Command.Mail mail)
    {
        var client = at.Client;
        var settings = client.Settings;
        if (settings.TlsRequired && client.Tls.IsNone) return (at, Replies.TlsFirst);
        if (settings.Role == Role.Submission && client.User.IsNone) return (at, Replies.AuthFirst);
        if (client.Tally.Transactions >= settings.Limits.Transactions)
            return Endings.With(Replies.TooManyTransactions, Ending.Refused);

        var (options, error) = Parameters.OfMail(client, mail.Parameters);
        if (error is { } no) return (at, no);
        if (!mail.From.IsAscii && !options.SmtpUtf8) return (at, Replies.NeedsSmtpUtf8);
        if (settings.Limits.MessageSize > 0 && options.Size.Case is long size && size > settings.Limits.MessageSize)
            return (at, Replies.TooBig);
        return (new State.CheckingSender(client, mail.From, options), []);
    }

    public static (State, Seq<Reply>) SenderDecided(State.CheckingSender at, Verdict verdict) => verdict switch
    {
        Verdict.Granted => (
            new State.Addressing(Counted(at.Client), Envelope.Empty(at.From, at.Options)), Replies.SenderOk),
        Verdict.Refused no => (new State.Ready(at.Client), Replies.Refused(no.Reason)),
        Verdict.Deferred later => (new State.Ready(at.Client), Replies.Deferred(later.Reason)),
        _ => Endings.Confused(),
    };

    public static (State, Seq<Reply>) Rcpt(State.Introduced at, Envelope envelope, Command.Rcpt rcpt)
    {
        var (recipient, error) = Parameters.OfRcpt(at.Client, rcpt);
        if (error is { } no) return (Tried(at, envelope), no);
        if (!rcpt.To.IsAscii && !envelope.Options.SmtpUtf8) return (Tried(at, envelope), Replies.NeedsSmtpUtf8);
        if (envelope.Recipients.Count >= at.Client.Settings.Limits.Recipients) return (at, Replies.TooManyRecipients);
        return (new State.CheckingRecipient(at.Client, envelope, recipient), []);
    }

    public static (State, Seq<Reply>) RecipientDecided(State.CheckingRecipient at, Verdict verdict) => verdict switch
    {
        Verdict.Granted => (new State.Addressed(at.Client, at.Envelope.With(at.Candidate)), Replies.RecipientOk),
        Verdict.Refused no => (WithoutCandidate(at), Replies.Refused(no.Reason)),
        Verdict.Deferred later => (WithoutCandidate(at), Replies.Deferred(later.Reason)),
        _ => Endings.Confused(),
    };

    /// <summary>The state after a recipient was tried in vain.</summary>
    public static State WithoutCandidate(State.CheckingRecipient at) => Tried(at, at.Envelope);

    /// <summary>Why DATA cannot follow when all recipients were refused; LMTP has its own code for it (RFC 2033 §4.2).</summary>
    public static Seq<Reply> NoRecipients(Client client) =>
        client.Hello.Kind == HelloKind.Lhlo ? Replies.RcptFirst : Replies.NoValidRecipients;

    private static State Tried(State.Introduced at, Envelope envelope) => envelope.Recipients.IsEmpty
        ? new State.Unwanted(at.Client, envelope)
        : new State.Addressed(at.Client, envelope);

    private static Client Counted(Client client) =>
        client with { Tally = client.Tally with { Transactions = client.Tally.Transactions + 1 } };
}
