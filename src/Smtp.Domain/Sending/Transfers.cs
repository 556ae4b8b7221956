using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>MAIL, RCPT, DATA and BDAT from the client's side (RFC 5321 §3.3; RFC 2920; RFC 3030; RFC 2033 §4.2).</summary>
internal static class Transfers
{
    public static (ClientState, Seq<Command>) Begin(ClientState.Idle at, Outgoing message)
    {
        var hop = at.Hop;
        if (Fitness.Obstacle(hop, message) is { } obstacle) return (at with { Last = Handover.Alike(message, obstacle) }, []);
        var transaction = new Transaction(message, Fitness.Form(hop, message), [], [], [], false);
        var recipients = message.Envelope.Recipients;
        for (var i = 0; i < recipients.Count; i++)
        {
            transaction = Fitness.Obstacle(hop, recipients[i]) is { } unfit
                ? transaction.Decide(i, unfit)
                : transaction with { Addressed = transaction.Addressed.Add(i) };
        }
        if (transaction.Addressed.IsEmpty) return Settle(hop, transaction);

        var commands = Seq1<Command>(new Command.Mail(message.Envelope.From, Fitness.OfMail(hop, message)));
        if (hop.Offers.Pipelining)
        {
            for (var place = 0; place < transaction.Addressed.Count; place++) commands = commands.Add(Rcpt(hop, transaction, place));
            if (transaction.Form is ContentForm.Dotted) commands = commands.Add(new Command.Data());
        }
        return (new ClientState.Mailing(hop, transaction), commands);
    }

    public static (ClientState, Seq<Command>) SenderDecided(ClientState.Mailing at, Reply reply)
    {
        var (hop, transaction) = (at.Hop, at.Transaction);
        var first = new ClientState.Addressing(hop, transaction with { IsOpen = true }, 0);
        if (reply.Code.IsPositive) return (first, hop.Offers.Pipelining ? [] : Seq1<Command>(Rcpt(hop, transaction, 0)));
        if (Diagnoses.Refusal(hop.Settings, reply) is not { } refusal) return Leaving.Unexpected(at, reply);
        transaction = transaction.DecideRest(refusal);
        // What was pipelined behind it is answered all the same.
        return hop.Offers.Pipelining ? (first with { Transaction = transaction }, []) : Settle(hop, transaction);
    }

    public static (ClientState, Seq<Command>) RecipientDecided(ClientState.Addressing at, Reply reply)
    {
        var (hop, transaction) = (at.Hop, at.Transaction);
        var recipient = transaction.Addressed[at.At];
        var refusal = Refusal(hop.Settings, reply);
        if (refusal is null && !reply.Code.IsPositive) return Leaving.Unexpected(at, reply);
        // Where MAIL was refused, all is decided; and a server that takes a recipient all the same has one to reset.
        if (!transaction.Decided.ContainsKey(recipient))
        {
            transaction = refusal is null
                ? transaction with { Accepted = transaction.Accepted.Add(recipient) }
                : transaction.Decide(recipient, refusal);
        }
        if (at.At + 1 < transaction.Addressed.Count)
        {
            return (
                new ClientState.Addressing(hop, transaction, at.At + 1),
                hop.Offers.Pipelining ? [] : Seq1<Command>(Rcpt(hop, transaction, at.At + 1)));
        }
        if (transaction.Form is ContentForm.Dotted && hop.Offers.Pipelining) return (new ClientState.AskingToSend(hop, transaction), []);
        if (transaction.Accepted.IsEmpty) return Abandon(hop, transaction);
        return transaction.Form is ContentForm.Chunk chunk
            ? (new ClientState.SendingContent(hop, transaction), Seq1<Command>(new Command.Bdat(chunk.Size, Last: true)))
            : (new ClientState.AskingToSend(hop, transaction), Seq1<Command>(new Command.Data()));
    }

    public static (ClientState, Seq<Command>) DataDecided(ClientState.AskingToSend at, Reply reply)
    {
        var (hop, transaction) = (at.Hop, at.Transaction);
        if (reply.Code.IsIntermediate)
        {
            if (!transaction.Accepted.IsEmpty) return (new ClientState.SendingContent(hop, transaction), []);
            // How many replies a message to nobody gets in LMTP no RFC says.
            return hop.Settings.Dialect == Dialect.Lmtp
                ? Leaving.Unexpected(at, reply)
                : (new ClientState.SendingContent(hop, transaction with { Form = new ContentForm.Nothing() }), []);
        }
        return Diagnoses.Refusal(hop.Settings, reply) is { } refusal
            ? Abandon(hop, transaction.DecideRest(refusal))
            : Leaving.Unexpected(at, reply);
    }

    /// <summary>The server answers before it has the whole message. What is missing would be taken for commands, so there
    /// is no going on.</summary>
    public static (ClientState, Seq<Command>) BrokenOff(ClientState.SendingContent at, Reply reply) =>
        Diagnoses.Refusal(at.Hop.Settings, reply) is { } refusal
            ? Leaving.AtOnce(at, ClientEnding.ContentFailed, refusal)
            : Leaving.Unexpected(at, reply);

    public static (ClientState, Seq<Command>) Finished(ClientState.Finishing at, Reply reply)
    {
        var (hop, transaction) = (at.Hop, at.Transaction);
        var outcome = reply.Code.IsPositive
            ? new Outcome.Delivered(Diagnoses.Of(hop.Settings, reply), Fitness.PassesOnReports(hop))
            : Diagnoses.Refusal(hop.Settings, reply);
        if (outcome is null) return Leaving.Unexpected(at, reply);
        if (hop.Settings.Dialect == Dialect.Smtp) return Settle(hop, transaction.DecideRest(outcome));
        transaction = transaction.Decide(transaction.Accepted[at.At], outcome);
        return at.At + 1 < transaction.Accepted.Count
            ? (new ClientState.Finishing(hop, transaction, at.At + 1), [])
            : Settle(hop, transaction);
    }

    public static (ClientState, Seq<Command>) Reset(ClientState.Resetting at, Reply reply) =>
        reply.Code.IsPositive ? (new ClientState.Idle(at.Hop, at.Done), [])
        : Leaving.Politely(at, ClientEnding.Unreadable, Diagnoses.Unexpected(at.Hop.Settings, reply));

    /// <summary>Nothing comes of the transaction; the server is told where it does not know.</summary>
    private static (ClientState, Seq<Command>) Abandon(NextHop hop, Transaction transaction) => transaction.IsOpen
        ? (new ClientState.Resetting(hop, Done(hop, transaction)), Seq1<Command>(new Command.Rset()))
        : Settle(hop, transaction);

    private static (ClientState, Seq<Command>) Settle(NextHop hop, Transaction transaction) =>
        (new ClientState.Idle(hop, Done(hop, transaction)), []);

    private static Handover Done(NextHop hop, Transaction transaction) =>
        transaction.Finish(Diagnoses.Later(hop.Settings, "4.3.0", "Internal error"));

    private static Command.Rcpt Rcpt(NextHop hop, Transaction transaction, int place)
    {
        var recipient = transaction.Message.Envelope.Recipients[transaction.Addressed[place]];
        return new Command.Rcpt(recipient.Path, Fitness.OfRcpt(hop, recipient));
    }

    /// <summary>552 to RCPT is how some servers say 452, too many recipients (RFC 5321 §4.5.3.1.10), unless its status says that it
    /// means something else: 5.2.2 is a mailbox that is full.</summary>
    private static Outcome? Refusal(SendingSettings settings, Reply reply) =>
        reply is { Code.Value: 552 } && reply.Status.Map(status => status.Detail == 3 && status.Subject == 5).IfNone(true)
            ? Diagnoses.Later(settings, reply)
            : Diagnoses.Refusal(settings, reply);
}
