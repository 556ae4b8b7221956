using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Domain.Protocol;

/// <summary>Every sentence the server says, once. Code and status from RFC 5321 §4.2.3 and the registry of RFC 5248.</summary>
public static class Replies
{
    // Greetings carry no enhanced status code (RFC 2034 §3).

    internal static Reply Greeting(Settings settings) =>
        Reply.Of(220, $"{settings.HostName} {(settings.Role == Role.Lmtp ? "LMTP" : "ESMTP")}");

    internal static Reply Hello(Settings settings, HostName name) => Reply.Of(250, Welcome(settings, name));

    internal static Reply Hello(Settings settings, HostName name, Seq<Extension> offers) =>
        new(new ReplyCode(250), None, Welcome(settings, name).Cons(offers.Map(offer => offer.Line)).Strict());

    private static string Welcome(Settings settings, HostName name) => $"{settings.HostName} Hello {name}, pleased to meet you";

    // Success.

    internal static Reply Ok { get; } = Reply.Of(250, "2.0.0", "Ok");
    internal static Reply SenderOk { get; } = Reply.Of(250, "2.1.0", "Ok");
    internal static Reply RecipientOk { get; } = Reply.Of(250, "2.1.5", "Ok");
    internal static Reply Bye { get; } = Reply.Of(221, "2.0.0", "Bye");
    internal static Reply ReadyForTls { get; } = Reply.Of(220, "2.0.0", "Ready to start TLS");
    internal static Reply CannotVerify { get; } = Reply.Of(252, "2.5.0", "Cannot verify, but will accept a message and try to deliver it");
    internal static Reply LoggedIn { get; } = Reply.Of(235, "2.7.0", "Authentication successful");

    internal static Reply Help { get; } = new(new ReplyCode(214), EnhancedStatusCode.Parse("2.0.0"),
        Seq(
            "Commands: HELO EHLO LHLO MAIL RCPT DATA BDAT RSET NOOP",
            "VRFY HELP QUIT STARTTLS AUTH",
            "The protocol is RFC 5321; what is offered here is in the answer to EHLO"));

    internal static Reply Queued(QueueId id) => Reply.Of(250, "2.0.0", $"Ok: queued as {id}");

    internal static Reply Queued(QueueId id, ForwardPath recipient) => Reply.Of(250, "2.0.0", $"{recipient} Ok: queued as {id}");

    internal static Reply ChunkOk(long octets) =>
        Reply.Of(250, "2.0.0", string.Create(CultureInfo.InvariantCulture, $"{octets} octets received"));

    // Go on.

    internal static Reply SendContent { get; } = Reply.Of(354, "Enter message, ending with \".\" on a line by itself");

    internal static Reply Challenge(string base64) => Reply.Of(334, base64);

    // Out of sequence (503), or not for this client now.

    internal static Reply HelloFirst { get; } = Reply.Of(503, "5.5.1", "Send EHLO first");
    internal static Reply LhloFirst { get; } = Reply.Of(503, "5.5.1", "Send LHLO first");
    internal static Reply MailFirst { get; } = Reply.Of(503, "5.5.1", "Send MAIL first");
    internal static Reply RcptFirst { get; } = Reply.Of(503, "5.5.1", "Send RCPT first");
    internal static Reply AlreadyMail { get; } = Reply.Of(503, "5.5.1", "Sender already given; send RSET to start anew");
    internal static Reply InTransaction { get; } = Reply.Of(503, "5.5.1", "Not while a message is on its way");
    internal static Reply AlreadyTls { get; } = Reply.Of(503, "5.5.1", "TLS already active");
    internal static Reply AlreadyLoggedIn { get; } = Reply.Of(503, "5.5.1", "Already authenticated");
    internal static Reply ChunksFirst { get; } = Reply.Of(503, "5.5.1", "Send the remaining chunks, or RSET");
    internal static Reply BdatOnly { get; } = Reply.Of(503, "5.5.1", "BODY=BINARYMIME needs BDAT");
    internal static Reply NoValidRecipients { get; } = Reply.Of(554, "5.5.1", "No valid recipients");
    internal static Reply TlsFirst { get; } = Reply.Of(530, "5.7.0", "Must issue a STARTTLS command first");
    internal static Reply AuthFirst { get; } = Reply.Of(530, "5.7.0", "Authentication required");
    internal static Reply AuthNeedsTls { get; } = Reply.Of(538, "5.7.11", "Encryption required for requested authentication mechanism");

    // Not understood, not offered.

    internal static Reply NotOffered { get; } = Reply.Of(502, "5.5.1", "Command not implemented");
    internal static Reply WrongHello { get; } = Reply.Of(500, "5.5.1", "Send EHLO or HELO here, not LHLO");
    internal static Reply LhloOnly { get; } = Reply.Of(500, "5.5.1", "This is LMTP: send LHLO");
    internal static Reply UnknownMechanism { get; } = Reply.Of(504, "5.5.4", "Unrecognized authentication mechanism");
    internal static Reply AuthCancelled { get; } = Reply.Of(501, "5.7.0", "Authentication cancelled");
    internal static Reply AuthMalformed { get; } = Reply.Of(501, "5.5.2", "Malformed authentication response");

    internal static Reply UnknownParameter(string keyword) => Reply.Of(555, "5.5.4", $"Unsupported parameter: {keyword}");

    internal static Reply BadParameter(string keyword) => Reply.Of(501, "5.5.4", $"Bad value of parameter: {keyword}");

    internal static Reply RepeatedParameter(string keyword) => Reply.Of(501, "5.5.4", $"Parameter given twice: {keyword}");

    internal static Reply Malformed(SyntaxError error) => error switch
    {
        SyntaxError.UnknownCommand => UnknownCommand,
        SyntaxError.NotImplemented => NotOffered,
        SyntaxError.BadArguments => BadArguments,
        SyntaxError.BadReversePath => BadReversePath,
        SyntaxError.BadForwardPath => BadForwardPath,
        SyntaxError.BadBase64 => BadBase64,
        SyntaxError.LineTooLong => LineTooLong,
        SyntaxError.SaslLineTooLong => SaslLineTooLong,
        SyntaxError.BareLineEnding => BareLineEnding,
        SyntaxError.ForeignProtocol => NotSmtp,
        _ => throw new ArgumentOutOfRangeException(nameof(error)),
    };

    private static Reply UnknownCommand { get; } = Reply.Of(500, "5.5.2", "Command not recognized");
    private static Reply BadArguments { get; } = Reply.Of(501, "5.5.4", "Syntax error in parameters or arguments");
    private static Reply BadReversePath { get; } = Reply.Of(501, "5.1.7", "Bad sender address syntax");
    private static Reply BadForwardPath { get; } = Reply.Of(501, "5.1.3", "Bad recipient address syntax");
    private static Reply BadBase64 { get; } = Reply.Of(501, "5.5.2", "Cannot decode base64");
    private static Reply LineTooLong { get; } = Reply.Of(500, "5.5.2", "Line too long");
    private static Reply SaslLineTooLong { get; } = Reply.Of(500, "5.5.6", "Authentication exchange line is too long");
    private static Reply BareLineEnding { get; } = Reply.Of(500, "5.5.2", "Lines end with CRLF");
    private static Reply NotSmtp { get; } = Reply.Of(554, "5.5.1", "This is an SMTP server");

    // Limits reached.

    internal static Reply NeedsSmtpUtf8 { get; } = Reply.Of(553, "5.6.7", "Non-ASCII address needs SMTPUTF8");
    internal static Reply TooManyRecipients { get; } = Reply.Of(452, "4.5.3", "Too many recipients");
    internal static Reply TooManyTransactions { get; } = Reply.Of(421, "4.7.0", "Too many messages in one session");
    internal static Reply TooManyErrors { get; } = Reply.Of(421, "4.7.0", "Too many errors");
    internal static Reply TooMuchJunk { get; } = Reply.Of(421, "4.7.0", "Too many commands without mail");
    internal static Reply TooManyChunks { get; } = Reply.Of(554, "5.5.0", "Too many chunks");
    internal static Reply TooBig { get; } = Reply.Of(552, "5.3.4", "Message size exceeds fixed limit");

    internal static Reply Fault(BodyFault fault) => fault switch
    {
        BodyFault.TooBig => TooBig,
        BodyFault.BareLineEnding => BareLineEndingInContent,
        BodyFault.LineTooLong => ContentLineTooLong,
        BodyFault.NoStorage => NoRoom,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static Reply BareLineEndingInContent { get; } = Reply.Of(550, "5.6.11", "Content holds a CR or LF that is not part of CRLF");
    private static Reply ContentLineTooLong { get; } = Reply.Of(550, "5.6.0", "Content holds a line that is too long");
    private static Reply NoRoom { get; } = Reply.Of(452, "4.3.1", "Insufficient system storage");

    // The end of a session that the client did not choose.

    internal static Reply TooSlow { get; } = Reply.Of(421, "4.4.2", "Timeout, closing connection");
    internal static Reply Stopping { get; } = Reply.Of(421, "4.3.2", "Shutting down");
    internal static Reply Broken { get; } = Reply.Of(421, "4.3.0", "Internal error, closing connection");
    internal static Reply SpokeTooEarly { get; } = Reply.Of(554, "5.5.1", "Wait for the greeting");
    internal static Reply NoAnswer { get; } = Reply.Of(451, "4.3.0", "Temporary failure, try again later");

    // Reasons.

    internal static Reply Refused(Reason reason) => reason switch
    {
        Reason.Unspecified => Reply.Of(550, "5.7.1", "Refused"),
        Reason.UnknownMailbox => Reply.Of(550, "5.1.1", "No such mailbox here"),
        Reason.MailboxDisabled => Reply.Of(550, "5.2.1", "Mailbox takes no mail"),
        Reason.MailboxFull => Reply.Of(552, "5.2.2", "Mailbox full"),
        Reason.RelayDenied => Reply.Of(550, "5.7.1", "Relaying denied"),
        Reason.NoRoute => Reply.Of(550, "5.4.4", "No route leads there"),
        Reason.SenderRejected => Reply.Of(550, "5.7.1", "Sender rejected"),
        Reason.ContentRejected => Reply.Of(554, "5.7.1", "Content rejected"),
        Reason.NoStorage => Reply.Of(552, "5.3.4", "Message too big for the storage"),
        Reason.TooManyConnections => Reply.Of(554, "5.7.0", "Too many connections"),
        Reason.TooManyFromAddress => Reply.Of(554, "5.7.0", "Too many connections from your address"),
        Reason.ClientRejected => Reply.Of(554, "5.7.1", "Client rejected"),
        Reason.ShuttingDown => Reply.Of(554, "5.3.2", "Shutting down"),
        Reason.BadCredentials => Reply.Of(535, "5.7.8", "Authentication credentials invalid"),
        Reason.LoginUnavailable => Reply.Of(535, "5.7.8", "Authentication impossible"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    internal static Reply Deferred(Reason reason) => reason switch
    {
        Reason.Unspecified => Reply.Of(451, "4.7.1", "Try again later"),
        Reason.UnknownMailbox => Reply.Of(450, "4.1.1", "Mailbox cannot be looked up now"),
        Reason.MailboxDisabled => Reply.Of(450, "4.2.1", "Mailbox takes no mail now"),
        Reason.MailboxFull => Reply.Of(452, "4.2.2", "Mailbox full"),
        Reason.RelayDenied => Reply.Of(450, "4.7.1", "Relaying cannot be checked now"),
        Reason.NoRoute => Reply.Of(450, "4.4.4", "No route can be found now"),
        Reason.SenderRejected => Reply.Of(450, "4.7.1", "Sender cannot be checked now"),
        Reason.ContentRejected => Reply.Of(451, "4.7.1", "Content cannot be checked now"),
        Reason.NoStorage => NoRoom,
        Reason.TooManyConnections => Reply.Of(421, "4.3.2", "Too many connections"),
        Reason.TooManyFromAddress => Reply.Of(421, "4.7.0", "Too many connections from your address"),
        Reason.ClientRejected => Reply.Of(421, "4.7.1", "Client cannot be served now"),
        Reason.ShuttingDown => Stopping,
        Reason.BadCredentials => Reply.Of(454, "4.7.0", "Temporary authentication failure"),
        Reason.LoginUnavailable => Reply.Of(454, "4.7.0", "Temporary authentication failure"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
