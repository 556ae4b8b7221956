namespace Smtp.Domain.Sending;

/// <summary>What became of one recipient in one attempt. The first digit of a reply decides it (RFC 5321 §4.2.1).</summary>
public abstract record Outcome
{
    private Outcome(Diagnosis diagnosis) => Diagnosis = diagnosis;

    /// <summary>Why, for people and for status notifications.</summary>
    public Diagnosis Diagnosis { get; init; }

    /// <summary>The next hop has taken responsibility (2yz), or the message lies in its mailbox.</summary>
    /// <param name="Diagnosis">What the next hop said.</param>
    /// <param name="ReportsPassedOn">Whether the next hop knows DSN and was told what the sender wants to hear, so that success
    /// is for it to report (RFC 3461 §5.2.1).</param>
    public sealed record Delivered(Diagnosis Diagnosis, bool ReportsPassedOn = false) : Outcome(Diagnosis);

    /// <summary>Not now (4yz, no connection, no answer): to be tried again.</summary>
    public sealed record Deferred(Diagnosis Diagnosis) : Outcome(Diagnosis);

    /// <summary>Never (5yz, or something the next hop cannot take): the sender is to be told.</summary>
    public sealed record Failed(Diagnosis Diagnosis) : Outcome(Diagnosis);
}
