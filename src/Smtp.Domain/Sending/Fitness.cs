using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>Whether a server can take a message at all: what it cannot is bounced, and never mangled.</summary>
internal static class Fitness
{
    /// <summary>Why the message cannot go there; null where it can.</summary>
    public static Outcome? Obstacle(NextHop hop, Outgoing message)
    {
        var (settings, offers, facts) = (hop.Settings, hop.Offers, message.Facts);
        // RFC 8689 §4.2.1. Delivery by LMTP is the last step, within one site, and the sender's wish ends there.
        if (message.Envelope.Options.RequireTls && settings.Dialect == Dialect.Smtp
            && !(hop.Channel is { Tls.IsSome: true, IsVerified: true } && offers.RequireTls))
            return Diagnoses.Never(settings, "5.7.30", "REQUIRETLS was asked for, and the server does not support it");
        if (facts.IsBinary && !(offers.BinaryMime && offers.Chunking))
            return Diagnoses.Never(settings, "5.6.3", "The message has content that only BINARYMIME can carry, and the server does not offer it");
        if (facts.IsEightBit && !offers.EightBitMime)
            return Diagnoses.Never(settings, "5.6.3", "The message has 8-bit content, and the server does not offer 8BITMIME");
        if (!offers.SmtpUtf8 && !message.Envelope.From.IsAscii)
            return Diagnoses.Never(settings, "5.6.7", "The sender's address needs SMTPUTF8, and the server does not offer it");
        if (!offers.SmtpUtf8 && HasUtf8Header(message))
            return Diagnoses.Never(settings, "5.6.7", "The message's header needs SMTPUTF8, and the server does not offer it");
        if (offers.Size.Case is > 0L and long most && message.Size > most)
            return Diagnoses.Never(settings, "5.3.4", $"The message has {message.Size} octets, and the server takes {most} at most");
        return null;
    }

    /// <summary>Why this recipient cannot be named there; null where it can.</summary>
    public static Outcome? Obstacle(NextHop hop, Recipient recipient) => recipient.Path.IsAscii || hop.Offers.SmtpUtf8
        ? null
        : Diagnoses.Never(hop.Settings, "5.6.7", "The recipient's address needs SMTPUTF8, and the server does not offer it");

    /// <summary>How the content travels.</summary>
    public static ContentForm Form(NextHop hop, Outgoing message) =>
        IsSentAsBinary(hop, message) || (hop.Settings.Chunks == ChunkUse.WhenOffered && hop.Offers.Chunking)
            ? new ContentForm.Chunk(message.Size)
            : new ContentForm.Dotted();

    /// <summary>The parameters of MAIL, each only where its extension is offered.</summary>
    public static Seq<Parameter> OfMail(NextHop hop, Outgoing message)
    {
        var (offers, facts, options) = (hop.Offers, message.Facts, message.Envelope.Options);
        Seq<Parameter> all = [];
        if (offers.Size.IsSome) all = all.Add(new Parameter.Size(message.Size));
        if (IsSentAsBinary(hop, message)) all = all.Add(new Parameter.Body(BodyType.BinaryMime));
        else if (facts.IsEightBit) all = all.Add(new Parameter.Body(BodyType.EightBitMime));
        if (offers.SmtpUtf8 && NeedsSmtpUtf8(message)) all = all.Add(new Parameter.SmtpUtf8());
        if (PassesOnReports(hop))
        {
            if (options.Return.Case is ReturnContent content) all = all.Add(new Parameter.Return(content));
            if (options.EnvelopeId.Case is string id) all = all.Add(new Parameter.EnvelopeId(id));
        }
        if (options.RequireTls && offers.RequireTls) all = all.Add(new Parameter.RequireTls());
        return all;
    }

    /// <summary>The parameters of RCPT.</summary>
    public static Seq<Parameter> OfRcpt(NextHop hop, Recipient recipient)
    {
        Seq<Parameter> all = [];
        if (!PassesOnReports(hop)) return all;
        if (recipient.Notify != Notify.Unspecified) all = all.Add(new Parameter.Notification(recipient.Notify));
        if (recipient.Original.Case is OriginalRecipient original) all = all.Add(new Parameter.Original(original));
        return all;
    }

    /// <summary>Whether the server is told what the sender wants to hear, and so reports itself.</summary>
    public static bool PassesOnReports(NextHop hop) => hop.Offers.Dsn && hop.Settings.ReportsPassedOn;

    private static bool IsSentAsBinary(NextHop hop, Outgoing message) =>
        message.Facts.IsBinary || (message.Facts.HasLongLines && hop.Offers is { BinaryMime: true, Chunking: true });

    private static bool NeedsSmtpUtf8(Outgoing message) => !message.Envelope.From.IsAscii || HasUtf8Header(message)
        || message.Envelope.Recipients.Exists(static recipient => !recipient.Path.IsAscii);

    // A header with raw octets in it that nobody declared is wrong, but was so when it came, and travels on as it is.
    private static bool HasUtf8Header(Outgoing message) => message.Envelope.Options.SmtpUtf8 && message.Facts.HasUtf8Header;
}
