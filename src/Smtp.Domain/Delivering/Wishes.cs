using Smtp.Domain.Mail;

namespace Smtp.Domain.Delivering;

/// <summary>What the sender wants to hear of a recipient (RFC 3461 §4.1).</summary>
/// <param name="Notify">NOTIFY of the recipient.</param>
/// <param name="CanBeTold">Whether there is a reverse-path. Without one nobody is ever told anything (RFC 5321 §4.5.5).</param>
public sealed record Wishes(Notify Notify, bool CanBeTold)
{
    /// <summary>What the sender of an envelope wants to hear of one of its recipients.</summary>
    public static Wishes Of(ReversePath from, Recipient recipient)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return new Wishes(recipient.Notify, from is ReversePath.Of);
    }

    /// <summary>Whether to tell of a failure. Nothing said means yes (RFC 3461 §4.1).</summary>
    public bool OfFailure => CanBeTold && (Notify == Notify.Unspecified || Notify.HasFlag(Notify.Failure));

    /// <summary>Whether to tell that it takes long. Nothing said leaves it to us, and we do.</summary>
    public bool OfDelay => CanBeTold && (Notify == Notify.Unspecified || Notify.HasFlag(Notify.Delay));

    /// <summary>Whether to tell of success.</summary>
    public bool OfSuccess => CanBeTold && Notify.HasFlag(Notify.Success);
}
