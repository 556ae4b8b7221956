using Smtp.Domain.Mail;

namespace Smtp.Domain.Sending;

/// <summary>What became of one message in one attempt.</summary>
/// <param name="Message">The message.</param>
/// <param name="Outcomes">An outcome for each recipient of its envelope, in their order.</param>
public sealed record Handover(Outgoing Message, Seq<Outcome> Outcomes)
{
    /// <summary>The recipients, each with its outcome.</summary>
    public Seq<(Recipient Recipient, Outcome Outcome)> Each =>
        Message.Envelope.Recipients.Zip(Outcomes, static (recipient, outcome) => (recipient, outcome)).Strict();

    /// <summary>The same outcome for every recipient.</summary>
    public static Handover Alike(Outgoing message, Outcome outcome)
    {
        ArgumentNullException.ThrowIfNull(message);
        return new(message, message.Envelope.Recipients.Map(_ => outcome).Strict());
    }
}
