using Smtp.Domain.Mail;

namespace Smtp.Domain.Receiving;

/// <summary>The answer to a <see cref="Question"/>: reasons, never wire text.</summary>
public abstract record Verdict
{
    private Verdict() { }

    /// <summary>Yes.</summary>
    public sealed record Granted : Verdict
    {
        /// <summary>The one yes.</summary>
        public static Granted Yes { get; } = new();
    }

    /// <summary>The message is durable, under this name.</summary>
    public sealed record Accepted(QueueId Id) : Verdict;

    /// <summary>LMTP: an answer for each recipient, in their order (RFC 2033 §4.2).</summary>
    public sealed record Each(Seq<Verdict> Verdicts) : Verdict;

    /// <summary>What SCRAM needs to know of a user (RFC 5802 §3), and a fresh nonce.</summary>
    public sealed record Keys(ScramKeys Scram, string Nonce) : Verdict;

    /// <summary>No, for good: 5yz.</summary>
    public sealed record Refused(Reason Reason) : Verdict;

    /// <summary>Not now: 4yz.</summary>
    public sealed record Deferred(Reason Reason) : Verdict;
}

/// <summary>Why not.</summary>
public enum Reason
{
    /// <summary>Nothing more can be said.</summary>
    Unspecified,

    /// <summary>No such mailbox here.</summary>
    UnknownMailbox,

    /// <summary>The mailbox takes no mail.</summary>
    MailboxDisabled,

    /// <summary>The mailbox has no room left.</summary>
    MailboxFull,

    /// <summary>Not our domain, and this client may not relay.</summary>
    RelayDenied,

    /// <summary>The sender is not welcome, or not who it says.</summary>
    SenderRejected,

    /// <summary>The content is not welcome.</summary>
    ContentRejected,

    /// <summary>The storage has no room, or failed.</summary>
    NoStorage,

    /// <summary>Too many connections in total.</summary>
    TooManyConnections,

    /// <summary>Too many connections from this address.</summary>
    TooManyFromAddress,

    /// <summary>The client is not welcome at all.</summary>
    ClientRejected,

    /// <summary>The host shuts down.</summary>
    ShuttingDown,

    /// <summary>User or password is wrong.</summary>
    BadCredentials,

    /// <summary>Whoever knows the passwords cannot be asked.</summary>
    LoginUnavailable,

    /// <summary>No route leads there.</summary>
    NoRoute,
}
