namespace Smtp.Domain.Mail;

/// <summary>All that travels beside a message and is no part of it (RFC 5321 §2.3.1).</summary>
/// <param name="From">The reverse-path, from MAIL.</param>
/// <param name="Options">The parameters of MAIL.</param>
/// <param name="Recipients">Who gets it, in the order they were accepted.</param>
public sealed record Envelope(ReversePath From, MailOptions Options, Seq<Recipient> Recipients)
{
    /// <summary>An envelope that no recipient has been written on yet.</summary>
    public static Envelope Empty(ReversePath from, MailOptions options) => new(from, options, []);

    /// <summary>The same envelope with one more recipient.</summary>
    public Envelope With(Recipient recipient) => this with { Recipients = Recipients.Add(recipient) };
}

/// <summary>One recipient and what the sender wants to hear of it (RFC 3461 §4.1, §4.2).</summary>
/// <param name="Path">The forward-path, from RCPT.</param>
/// <param name="Notify">When to report; the default is on failure.</param>
/// <param name="Original">ORCPT: who the sender addressed first.</param>
public sealed record Recipient(ForwardPath Path, Notify Notify, Option<OriginalRecipient> Original)
{
    /// <summary>A recipient without parameters.</summary>
    public static Recipient Of(ForwardPath path) => new(path, Notify.Unspecified, None);
}

/// <summary>The parameters of MAIL, each as its RFC means it; a part that was not given has its default.</summary>
public sealed record MailOptions
{
    /// <summary>MAIL without parameters.</summary>
    public static MailOptions None { get; } = new();

    /// <summary>SIZE: the size the client announced, in octets (RFC 1870).</summary>
    public Option<long> Size { get; init; }

    /// <summary>BODY: what kind of octets the message is made of (RFC 6152, RFC 3030).</summary>
    public BodyType Body { get; init; } = BodyType.SevenBit;

    /// <summary>SMTPUTF8: addresses and header may be UTF-8 (RFC 6531).</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>RET: how much of the message a failure report gives back (RFC 3461 §4.3).</summary>
    public Option<ReturnContent> Return { get; init; }

    /// <summary>ENVID: the sender's own name for this transmission, xtext decoded (RFC 3461 §4.4).</summary>
    public Option<string> EnvelopeId { get; init; }

    /// <summary>AUTH: who submitted it first, if whoever said so may say so; otherwise nobody (RFC 4954 §5).</summary>
    public Option<Mailbox> Submitter { get; init; }

    /// <summary>REQUIRETLS: may be handed on only over verified TLS (RFC 8689).</summary>
    public bool RequireTls { get; init; }
}

/// <summary>What kind of octets a message is made of.</summary>
public enum BodyType
{
    /// <summary>7BIT, the default: US-ASCII lines.</summary>
    SevenBit,

    /// <summary>8BITMIME: lines of any octets (RFC 6152).</summary>
    EightBitMime,

    /// <summary>BINARYMIME: any octets, no lines; only over BDAT (RFC 3030 §3).</summary>
    BinaryMime,
}

/// <summary>How much of a message a failure report gives back (RFC 3461 §4.3).</summary>
public enum ReturnContent
{
    /// <summary>FULL: the whole message.</summary>
    Full,

    /// <summary>HDRS: its header alone.</summary>
    Headers,
}

/// <summary>When to report on a recipient (RFC 3461 §4.1).</summary>
[Flags]
public enum Notify
{
    /// <summary>Nothing was said: report failure, and delay as the host sees fit.</summary>
    Unspecified = 0,

    /// <summary>NEVER; stands alone.</summary>
    Never = 1,

    /// <summary>SUCCESS: on delivery.</summary>
    Success = 2,

    /// <summary>FAILURE: when it cannot be delivered.</summary>
    Failure = 4,

    /// <summary>DELAY: when it takes long.</summary>
    Delay = 8,
}

/// <summary>Who the sender addressed first, before any forwarding (RFC 3461 §4.2).</summary>
/// <param name="AddressType">The kind of address, such as <c>rfc822</c> or <c>utf-8</c>.</param>
/// <param name="Address">The address, xtext decoded.</param>
public sealed record OriginalRecipient(string AddressType, string Address);
