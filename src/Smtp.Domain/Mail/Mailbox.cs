namespace Smtp.Domain.Mail;

/// <summary>An address: <c>local-part@host</c> (RFC 5321 §4.1.2, Mailbox).</summary>
/// <param name="Local">Who; its case matters.</param>
/// <param name="Host">Where.</param>
public sealed record Mailbox(LocalPart Local, HostName Host)
{
    /// <summary>False when the address needs SMTPUTF8 (RFC 6531).</summary>
    public bool IsAscii => Local.IsAscii && Host.IsAscii;

    /// <summary>The address as it stands on the wire, without angle brackets.</summary>
    public override string ToString() => $"{Local}@{Host}";
}
