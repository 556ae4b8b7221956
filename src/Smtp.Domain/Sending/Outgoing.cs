using Smtp.Domain.Mail;

namespace Smtp.Domain.Sending;

/// <summary>One message on its way to one server.</summary>
/// <param name="Envelope">Its envelope, with those recipients that go there.</param>
/// <param name="Size">Octets of its content, as meant. Exactly so many are sent.</param>
/// <param name="Facts">What its content asks of a server.</param>
public sealed record Outgoing(Envelope Envelope, long Size, ContentFacts Facts);

/// <summary>What is to be known of content before it is sent.</summary>
/// <param name="IsEightBit">It has octets above 127, anywhere: needs 8BITMIME (RFC 6152).</param>
/// <param name="HasUtf8Header">Its header has octets above 127: needs SMTPUTF8 where the sender said so (RFC 6532 §3).</param>
/// <param name="IsBinary">It has a CR or LF that is not part of CRLF, or a NUL: needs BINARYMIME (RFC 3030 §3).</param>
/// <param name="HasLongLines">It has lines of more than 1000 octets, CRLF counted (RFC 5321 §4.5.3.1.6). BINARYMIME is used
/// for it where it is offered; elsewhere it is sent as it is, since nearly every server takes such lines.</param>
/// <param name="EndsWithLine">It is empty or ends with CRLF. DATA adds a CRLF to any other.</param>
public sealed record ContentFacts(
    bool IsEightBit = false, bool HasUtf8Header = false, bool IsBinary = false, bool HasLongLines = false, bool EndsWithLine = true)
{
    /// <summary>US-ASCII lines, which every server takes.</summary>
    public static ContentFacts Plain { get; } = new();
}
