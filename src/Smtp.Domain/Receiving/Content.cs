using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>DATA and BDAT: the content, and who answers for it (RFC 5321 §4.1.1.4, RFC 3030 §2, RFC 2033 §4.2).</summary>
internal static class Content
{
    public static (State, Seq<Reply>) Data(State.Addressed at) =>
        at.Envelope.Options.Body == BodyType.BinaryMime
            ? (at, Replies.BdatOnly)
            : (new State.CheckingRoom(at.Client, at.Envelope), []);

    public static (State, Seq<Reply>) RoomDecided(State.CheckingRoom at, Verdict verdict) => verdict switch
    {
        Verdict.Granted => (new State.ReceivingContent(at.Client, at.Envelope), Replies.SendContent),
        Verdict.Refused no => (new State.Addressed(at.Client, at.Envelope), Replies.Refused(no.Reason)),
        Verdict.Deferred later => (new State.Addressed(at.Client, at.Envelope), Replies.Deferred(later.Reason)),
        _ => Endings.Confused(),
    };

    public static (State, Seq<Reply>) FirstChunk(State.Addressed at, Command.Bdat bdat) =>
        // Not offered, not taken; but its octets are no commands either.
        !Offers.Has(at.Client.Settings, ExtensionSet.Chunking) ? Skip(at, at.Client.Settings, bdat, Replies.NotOffered)
        : Take(at.Client, at.Envelope, default, bdat) is { } refusal ? refusal
        : (new State.CheckingChunkRoom(at.Client, at.Envelope, new Chunk(bdat.Size, bdat.Last)), []);

    public static (State, Seq<Reply>) RoomDecided(State.CheckingChunkRoom at, Verdict verdict) => verdict switch
    {
        Verdict.Granted => (new State.ReceivingChunk(at.Client, at.Envelope, default, at.Chunk), []),
        Verdict.Refused no => GiveUp(at, Replies.Refused(no.Reason)),
        Verdict.Deferred later => GiveUp(at, Replies.Deferred(later.Reason)),
        _ => Endings.Confused(),
    };

    public static (State, Seq<Reply>) NextChunk(State.BetweenChunks at, Command.Bdat bdat) =>
        Take(at.Client, at.Envelope, at.Before, bdat) is { } refusal
            ? refusal
            : (new State.ReceivingChunk(at.Client, at.Envelope, at.Before, new Chunk(bdat.Size, bdat.Last)), []);

    public static (State, Seq<Reply>) ChunkReceived(State.ReceivingChunk at) => (
        new State.BetweenChunks(at.Client, at.Envelope, new Chunks(at.Before.Count + 1, at.Before.Octets + at.Chunk.Size)),
        Replies.ChunkOk(at.Chunk.Size));

    /// <summary>The content came to its end and cannot be taken; the transaction with it.</summary>
    public static (State, Seq<Reply>) Refused(Client client, Envelope envelope, BodyFault fault) =>
        Answer(client, envelope, Replies.Fault(fault));

    /// <summary>The same for a chunk: before the last one there is one reply, whoever the recipients are.</summary>
    public static (State, Seq<Reply>) Refused(State.ReceivingChunk at, BodyFault fault) =>
        (new State.Ready(at.Client), RefuseChunk(at.Client, at.Envelope, at.Chunk.Last, Replies.Fault(fault)));

    /// <summary>There is no room for a chunk whose octets are on their way: read them, refuse them, forget the transaction.</summary>
    public static (State, Seq<Reply>) GiveUp(State.CheckingChunkRoom at, Seq<Reply> reply) => Skip(
        new State.Ready(at.Client), at.Client.Settings, at.Chunk.Size,
        RefuseChunk(at.Client, at.Envelope, at.Chunk.Last, reply));

    /// <summary>A chunk out of place: its octets are read all the same (RFC 3030 §2), then comes the reply.</summary>
    public static (State, Seq<Reply>) Skip(State next, Settings settings, Command.Bdat chunk, Seq<Reply> reply) =>
        Skip(next, settings, chunk.Size, reply);

    /// <summary>Somebody answers for the message, or nobody does. Either way the transaction is over.</summary>
    public static (State, Seq<Reply>) Decided(State.Accepting at, Verdict verdict) =>
        at.Client.Hello.Kind == HelloKind.Lhlo ? DecidedForEach(at, verdict) : DecidedForAll(at, verdict);

    /// <summary>One answer to the end of the content: once, or once for each recipient (LMTP).</summary>
    public static (State, Seq<Reply>) Answer(Client client, Envelope envelope, Seq<Reply> reply) =>
        (new State.Ready(client), AnswerEach(client, envelope, reply));

    private static (State, Seq<Reply>) DecidedForAll(State.Accepting at, Verdict verdict) => verdict switch
    {
        Verdict.Accepted yes => Answer(at.Client, at.Envelope, Replies.Queued(yes.Id)),
        Verdict.Refused no => Answer(at.Client, at.Envelope, Replies.Refused(no.Reason)),
        Verdict.Deferred later => Answer(at.Client, at.Envelope, Replies.Deferred(later.Reason)),
        _ => Endings.Confused(),
    };

    private static (State, Seq<Reply>) DecidedForEach(State.Accepting at, Verdict verdict)
    {
        var recipients = at.Envelope.Recipients;
        if (verdict is Verdict.Each each && each.Verdicts.Count != recipients.Count) return Endings.Confused();
        Seq<Reply> replies = [];
        for (var i = 0; i < recipients.Count; i++)
        {
            var one = verdict is Verdict.Each some ? some.Verdicts[i] : verdict;
            if (ReplyFor(recipients[i], one) is not { } reply) return Endings.Confused();
            replies = replies.Add(reply.Head);
        }
        return (new State.Ready(at.Client), replies);
    }

    private static Seq<Reply>? ReplyFor(Recipient recipient, Verdict verdict) => verdict switch
    {
        Verdict.Accepted yes => Replies.Queued(yes.Id, recipient.Path),
        Verdict.Refused no => Replies.Refused(no.Reason),
        Verdict.Deferred later => Replies.Deferred(later.Reason),
        _ => null,
    };

    private static (State, Seq<Reply>)? Take(Client client, Envelope envelope, Chunks before, Command.Bdat bdat)
    {
        var limits = client.Settings.Limits;
        Seq<Reply>? refusal = before.Count >= limits.Chunks ? Replies.TooManyChunks
            : limits.MessageSize > 0 && bdat.Size > limits.MessageSize - before.Octets ? Replies.TooBig
            : null;
        return refusal is { } reply
            ? Skip(new State.Ready(client), client.Settings, bdat.Size, RefuseChunk(client, envelope, bdat.Last, reply))
            : null;
    }

    private static Seq<Reply> RefuseChunk(Client client, Envelope envelope, bool last, Seq<Reply> reply) =>
        last ? AnswerEach(client, envelope, reply) : reply;

    private static Seq<Reply> AnswerEach(Client client, Envelope envelope, Seq<Reply> reply) =>
        client.Hello.Kind == HelloKind.Lhlo ? envelope.Recipients.Bind(_ => reply).Strict() : reply;

    private static (State, Seq<Reply>) Skip(State next, Settings settings, long size, Seq<Reply> replies) =>
        (new State.SkippingChunk(next, replies, size, settings.Patience.Content), []);
}
