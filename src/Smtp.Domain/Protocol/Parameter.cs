using Smtp.Domain.Mail;

namespace Smtp.Domain.Protocol;

/// <summary>One <c>keyword[=value]</c> behind a path of MAIL or RCPT (RFC 5321 §4.1.2, esmtp-param).</summary>
public abstract record Parameter
{
    private Parameter() { }

    /// <summary><c>SIZE=n</c> on MAIL (RFC 1870 §6).</summary>
    public sealed record Size(long Octets) : Parameter;

    /// <summary><c>BODY=7BIT|8BITMIME|BINARYMIME</c> on MAIL (RFC 6152, RFC 3030).</summary>
    public sealed record Body(BodyType Type) : Parameter;

    /// <summary><c>SMTPUTF8</c> on MAIL (RFC 6531 §3.4).</summary>
    public sealed record SmtpUtf8 : Parameter;

    /// <summary><c>RET=FULL|HDRS</c> on MAIL (RFC 3461 §4.3).</summary>
    public sealed record Return(ReturnContent Content) : Parameter;

    /// <summary><c>ENVID=xtext</c> on MAIL, decoded (RFC 3461 §4.4).</summary>
    public sealed record EnvelopeId(string Value) : Parameter;

    /// <summary><c>AUTH=mailbox</c> or <c>AUTH=&lt;&gt;</c> on MAIL, decoded (RFC 4954 §5).</summary>
    public sealed record Auth(Option<Mailbox> Submitter) : Parameter;

    /// <summary><c>REQUIRETLS</c> on MAIL (RFC 8689 §2).</summary>
    public sealed record RequireTls : Parameter;

    /// <summary><c>NOTIFY=…</c> on RCPT (RFC 3461 §4.1).</summary>
    public sealed record Notification(Notify Notify) : Parameter;

    /// <summary><c>ORCPT=type;xtext</c> on RCPT, decoded (RFC 3461 §4.2).</summary>
    public sealed record Original(OriginalRecipient Recipient) : Parameter;

    /// <summary>A keyword that no extension known here has for this command: 555.</summary>
    public sealed record Unknown(string Keyword, Option<string> Value) : Parameter;

    /// <summary>A known keyword whose value is missing, not wanted or malformed: 501.</summary>
    public sealed record Invalid(string Keyword, Option<string> Value) : Parameter;
}
