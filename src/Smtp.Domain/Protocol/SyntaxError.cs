namespace Smtp.Domain.Protocol;

/// <summary>Why a line is not a command (RFC 5321 §4.2.4, §4.3.2).</summary>
public enum SyntaxError
{
    /// <summary>The verb means nothing here: 500.</summary>
    UnknownCommand,

    /// <summary>The verb is in a standard and is not offered: SEND, SOML, SAML, TURN, ETRN… 502.</summary>
    NotImplemented,

    /// <summary>Arguments are missing, too many or malformed: 501 5.5.4.</summary>
    BadArguments,

    /// <summary>The reverse-path of MAIL is no path: 501 5.1.7.</summary>
    BadReversePath,

    /// <summary>The forward-path of RCPT is no path: 501 5.1.3.</summary>
    BadForwardPath,

    /// <summary>A SASL response is not base64: 501 5.5.2 (RFC 4954 §4).</summary>
    BadBase64,

    /// <summary>The line has more octets than its command may have: 500 5.5.2.</summary>
    LineTooLong,

    /// <summary>A SASL line has more octets than allowed: 500 5.5.6 (RFC 4954 §4.2).</summary>
    SaslLineTooLong,

    /// <summary>The line ends with, or contains, LF without CR or CR without LF (RFC 5321 §2.3.8): 500 5.5.2.</summary>
    BareLineEnding,

    /// <summary>Another protocol: an HTTP request, a TLS ClientHello. 554, and the connection closes.</summary>
    ForeignProtocol,
}
