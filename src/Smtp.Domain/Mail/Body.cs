namespace Smtp.Domain.Mail;

/// <summary>A message's content, by reference: the octets themselves are the shell's.</summary>
/// <param name="Reference">The shell's name for where the octets are.</param>
/// <param name="Size">How many octets, as meant: dots unstuffed, the final CRLF kept.</param>
public sealed record Body(string Reference, long Size);

/// <summary>Why content that has come to its end cannot be taken.</summary>
public enum BodyFault
{
    /// <summary>More octets than allowed: 552 5.3.4.</summary>
    TooBig,

    /// <summary>A CR without LF or an LF without CR (RFC 5321 §2.3.8): 550 5.6.11.</summary>
    BareLineEnding,

    /// <summary>A line longer than allowed (RFC 5321 §4.5.3.1.6): 550 5.6.0.</summary>
    LineTooLong,

    /// <summary>The storage could not take the octets: 452 4.3.1.</summary>
    NoStorage,
}
