using Smtp.Domain.Mail;
using Smtp.Parsing.Grammar;
using static LanguageExt.Prelude;

namespace Smtp.Host.Storage;

/// <summary>Reads an envelope back from the way it is kept.</summary>
internal static class StoredEnvelopes
{
    /// <summary>The envelope.</summary>
    /// <exception cref="StoreException">What is kept is no envelope; nobody but another program can have written it.</exception>
    public static Envelope Read(StoredEnvelope stored) => new(
        stored.From.Length == 0 ? ReversePath.Null.Path : new ReversePath.Of(ReadMailbox(stored.From)),
        new MailOptions
        {
            Body = stored.Body switch
            {
                "7BIT" => BodyType.SevenBit,
                "8BITMIME" => BodyType.EightBitMime,
                "BINARYMIME" => BodyType.BinaryMime,
                var other => throw Broken(other),
            },
            SmtpUtf8 = stored.SmtpUtf8,
            Return = stored.Return switch
            {
                null => None,
                "FULL" => ReturnContent.Full,
                "HDRS" => ReturnContent.Headers,
                var other => throw Broken(other),
            },
            EnvelopeId = Optional(stored.EnvelopeId),
            Submitter = Optional(stored.Submitter).Map(ReadMailbox),
            RequireTls = stored.RequireTls,
        },
        toSeq(stored.To).Map(Read).Strict());

    /// <summary>A forward-path without angle brackets.</summary>
    public static ForwardPath ReadPath(string address) =>
        address.Contains('@', StringComparison.Ordinal) ? new ForwardPath.Of(ReadMailbox(address)) : ForwardPath.Postmaster.Path;

    private static Recipient Read(StoredRecipient stored) => new(
        ReadPath(stored.Address), ReadNotify(stored.Notify), Optional(stored.OriginalRecipient).Map(ReadOriginal));

    private static Mailbox ReadMailbox(string address) => Mailboxes.Parse(address).IfNone(() => throw Broken(address));

    private static Notify ReadNotify(string? text) =>
        (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Aggregate(Notify.Unspecified, (all, word) =>
            all | (Enum.TryParse<Notify>(word, ignoreCase: true, out var flag) ? flag : throw Broken(word)));

    private static OriginalRecipient ReadOriginal(string text) =>
        text.Split(';', 2) is [var type, var address] ? new OriginalRecipient(type, address) : throw Broken(text);

    private static StoreException Broken(string text) => new($"The store holds '{text}' where an envelope should be.");
}
