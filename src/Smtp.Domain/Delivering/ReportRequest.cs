using Smtp.Domain.Mail;

namespace Smtp.Domain.Delivering;

/// <summary>What a status report is made of.</summary>
/// <param name="Host">Our own name, in ASCII.</param>
/// <param name="Now">When it is written.</param>
/// <param name="Token">Letters and digits, 16 at least, that no other report and no message has: random ones. They become the
/// boundary between its parts, and its Message-ID.</param>
/// <param name="Original">The message that it is about.</param>
/// <param name="Recipients">Those that it is about, one at least.</param>
public sealed record ReportRequest(
    string Host, DateTimeOffset Now, string Token, OriginalMessage Original, Seq<ReportedRecipient> Recipients);

/// <summary>The message that a report is about.</summary>
/// <param name="From">Its sender, who gets the report.</param>
/// <param name="Options">The parameters of its MAIL: ENVID, RET, BODY, SMTPUTF8, REQUIRETLS.</param>
/// <param name="Arrived">When it was accepted.</param>
/// <param name="Size">Octets of its content.</param>
/// <param name="Header">Its header as it is, with the last CRLF and without the empty line after it
/// (<see cref="HeaderFields.Length"/>); the beginning of it where it is larger than anybody would read.</param>
public sealed record OriginalMessage(
    Mailbox From, MailOptions Options, DateTimeOffset Arrived, long Size, ReadOnlyMemory<byte> Header);

/// <summary>One recipient in a report (RFC 3464 §2.3).</summary>
/// <param name="Address">Who it is here, without angle brackets.</param>
/// <param name="Original">ORCPT: who the sender addressed first.</param>
/// <param name="Notice">What there is to tell.</param>
public sealed record ReportedRecipient(string Address, Option<OriginalRecipient> Original, Notice Notice);
