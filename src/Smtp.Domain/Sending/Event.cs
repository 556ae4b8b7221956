using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>Everything that can happen to a client session.</summary>
public abstract record Event
{
    private Event() { }

    /// <summary>The server said something.</summary>
    public sealed record Replied(Reply Reply) : Event;

    /// <summary>The server said something that is no reply.</summary>
    public sealed record Unreadable(ReplyFault Fault) : Event;

    /// <summary>The TLS handshake succeeded.</summary>
    /// <param name="Tls">What it came to.</param>
    /// <param name="IsVerified">Whether the certificate has the wanted name and comes from an authority that is trusted.</param>
    public sealed record TlsStarted(TlsFacts Tls, bool IsVerified) : Event;

    /// <summary>The TLS handshake failed.</summary>
    /// <param name="Text">Why, in one line for people.</param>
    public sealed record TlsFailed(string Text) : Event;

    /// <summary>All content has gone out.</summary>
    public sealed record ContentSent : Event;

    /// <summary>The content cannot be had to its end; some of it may have gone out.</summary>
    /// <param name="Text">Why, in one line for people.</param>
    public sealed record ContentFailed(string Text) : Event;

    /// <summary>A message to be handed over.</summary>
    public sealed record Give(Outgoing Message) : Event;

    /// <summary>There is no other message: goodbye.</summary>
    public sealed record NoMore : Event;

    /// <summary>The state's patience is over.</summary>
    public sealed record TimedOut : Event;

    /// <summary>The connection is gone.</summary>
    public sealed record Lost : Event;

    /// <summary>The host shuts down.</summary>
    public sealed record Stopping : Event;
}

/// <summary>Why what a server said is no reply (RFC 5321 §4.2).</summary>
public enum ReplyFault
{
    /// <summary>A line does not begin with three digits, the first of them 2 to 5, and a space, a hyphen or its end.</summary>
    NoReply,

    /// <summary>The lines of one reply have different codes.</summary>
    CodesDiffer,

    /// <summary>A line is too long.</summary>
    LineTooLong,

    /// <summary>There are too many lines, or too many octets in them.</summary>
    TooLong,

    /// <summary>The server spoke before it was its turn: behind its 220 to STARTTLS, in plaintext (RFC 3207 §6).</summary>
    OutOfTurn,
}
