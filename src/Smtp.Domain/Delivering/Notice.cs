using Smtp.Domain.Sending;

namespace Smtp.Domain.Delivering;

/// <summary>Something that the sender is to be told about one recipient.</summary>
/// <param name="Action">What happened.</param>
/// <param name="Diagnosis">Why.</param>
/// <param name="LastAttempt">When it was tried last; None where it never was.</param>
/// <param name="RetryUntil">How long it will be tried; for <see cref="ReportAction.Delayed"/> alone.</param>
public sealed record Notice(
    ReportAction Action, Diagnosis Diagnosis, Option<DateTimeOffset> LastAttempt, Option<DateTimeOffset> RetryUntil);

/// <summary>What happened to a recipient (RFC 3464 §2.3.3). <c>expanded</c> is not among them: there are no lists here.</summary>
public enum ReportAction
{
    /// <summary>It could not be delivered, and will not be tried again.</summary>
    Failed,

    /// <summary>It takes long, and is still tried.</summary>
    Delayed,

    /// <summary>It went on to a server that will not tell of its success.</summary>
    Relayed,

    /// <summary>It lies in the mailbox.</summary>
    Delivered,
}
