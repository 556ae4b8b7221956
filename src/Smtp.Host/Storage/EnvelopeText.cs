using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>Writes an arrival the way it is kept: plain text that any program can read back.</summary>
internal static class EnvelopeText
{
    public static StoredMessage Describe(Arrival arrival, QueueId id, long size) =>
        new(id, Describe(arrival.Envelope, arrival.Placing), size, arrival.ReceivedAt, arrival.Origin);

    private static StoredEnvelope Describe(Envelope envelope, Placing? placing)
    {
        var options = envelope.Options;
        var recipients = new StoredRecipient[envelope.Recipients.Count];
        for (var i = 0; i < recipients.Length; i++) recipients[i] = Describe(
            envelope.Recipients[i], placing is null ? envelope.Recipients[i].Path.Address.ToLowerInvariant() : placing.Mailboxes[i]);
        return new StoredEnvelope(
            envelope.From.Address, recipients, Describe(options.Body), options.SmtpUtf8,
            options.Return.Case is ReturnContent content ? Describe(content) : null,
            options.EnvelopeId.Case as string,
            options.Submitter.Case is Mailbox submitter ? submitter.ToString() : null,
            options.RequireTls);
    }

    private static StoredRecipient Describe(Recipient recipient, string? mailbox) => new(
        recipient.Path.Address,
        Describe(recipient.Notify),
        recipient.Original.Case is OriginalRecipient original ? $"{original.AddressType};{original.Address}" : null,
        mailbox);

    private static string Describe(BodyType type) => type switch
    {
        BodyType.SevenBit => "7BIT",
        BodyType.EightBitMime => "8BITMIME",
        BodyType.BinaryMime => "BINARYMIME",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static string Describe(ReturnContent content) => content switch
    {
        ReturnContent.Full => "FULL",
        ReturnContent.Headers => "HDRS",
        _ => throw new ArgumentOutOfRangeException(nameof(content)),
    };

    // RFC 3461 §4.1: NEVER, or a list of the others.
    private static string? Describe(Notify notify) =>
        notify == Notify.Unspecified ? null
        : string.Join(',', new[] { Notify.Never, Notify.Success, Notify.Failure, Notify.Delay }
            .Where(flag => notify.HasFlag(flag)).Select(flag => flag.ToString().ToUpperInvariant()));
}
