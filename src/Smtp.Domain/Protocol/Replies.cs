using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Domain.Protocol;

/// <summary>Every sentence the server says, once. Code and status from RFC 5321 §4.2.3 and the registry of RFC 5248.</summary>
/// <remarks>Each as a step of the machine gives it: as all the replies there are, made once where nothing in it changes.</remarks>
public static class Replies
{
    // Greetings carry no enhanced status code (RFC 2034 §3).

    internal static Seq<Reply> Greeting(Settings settings) =>
        One(220, $"{settings.HostName} {(settings.Role == Role.Lmtp ? "LMTP" : "ESMTP")}");

    internal static Seq<Reply> Hello(Settings settings, HostName name) => One(250, Welcome(settings, name));

    internal static Seq<Reply> Hello(Settings settings, HostName name, Seq<Extension> offers) =>
        Seq1(new Reply(new ReplyCode(250), None, Welcome(settings, name).Cons(offers.Map(offer => offer.Line)).Strict()));

    private static string Welcome(Settings settings, HostName name) => $"{settings.HostName} Hello {name}, pleased to meet you";

    // Success.

    internal static Seq<Reply> Ok { get; } = One(250, "2.0.0", "Ok");
    internal static Seq<Reply> SenderOk { get; } = One(250, "2.1.0", "Ok");
    internal static Seq<Reply> RecipientOk { get; } = One(250, "2.1.5", "Ok");
    internal static Seq<Reply> Bye { get; } = One(221, "2.0.0", "Bye");
    internal static Seq<Reply> ReadyForTls { get; } = One(220, "2.0.0", "Ready to start TLS");
    internal static Seq<Reply> CannotVerify { get; } = One(252, "2.5.0", "Cannot verify, but will accept a message and try to deliver it");
    internal static Seq<Reply> LoggedIn { get; } = One(235, "2.7.0", "Authentication successful");

    internal static Seq<Reply> Help { get; } = Seq1(new Reply(new ReplyCode(214), EnhancedStatusCode.Parse("2.0.0"),
        Seq(
            "Commands: HELO EHLO LHLO MAIL RCPT DATA BDAT RSET NOOP",
            "VRFY HELP QUIT STARTTLS AUTH",
            "The protocol is RFC 5321; what is offered here is in the answer to EHLO")));

    internal static Seq<Reply> Queued(QueueId id) => One(250, Done, $"Ok: queued as {id}");

    internal static Seq<Reply> Queued(QueueId id, ForwardPath recipient) => One(250, Done, $"{recipient} Ok: queued as {id}");

    internal static Seq<Reply> ChunkOk(long octets) =>
        One(250, Done, string.Create(CultureInfo.InvariantCulture, $"{octets} octets received"));

    // Go on.

    internal static Seq<Reply> SendContent { get; } = One(354, "Enter message, ending with \".\" on a line by itself");

    internal static Seq<Reply> Challenge(string base64) => One(334, base64);

    // Out of sequence (503), or not for this client now.

    internal static Seq<Reply> HelloFirst { get; } = One(503, "5.5.1", "Send EHLO first");
    internal static Seq<Reply> LhloFirst { get; } = One(503, "5.5.1", "Send LHLO first");
    internal static Seq<Reply> MailFirst { get; } = One(503, "5.5.1", "Send MAIL first");
    internal static Seq<Reply> RcptFirst { get; } = One(503, "5.5.1", "Send RCPT first");
    internal static Seq<Reply> AlreadyMail { get; } = One(503, "5.5.1", "Sender already given; send RSET to start anew");
    internal static Seq<Reply> InTransaction { get; } = One(503, "5.5.1", "Not while a message is on its way");
    internal static Seq<Reply> AlreadyTls { get; } = One(503, "5.5.1", "TLS already active");
    internal static Seq<Reply> AlreadyLoggedIn { get; } = One(503, "5.5.1", "Already authenticated");
    internal static Seq<Reply> ChunksFirst { get; } = One(503, "5.5.1", "Send the remaining chunks, or RSET");
    internal static Seq<Reply> BdatOnly { get; } = One(503, "5.5.1", "BODY=BINARYMIME needs BDAT");
    internal static Seq<Reply> NoValidRecipients { get; } = One(554, "5.5.1", "No valid recipients");
    internal static Seq<Reply> TlsFirst { get; } = One(530, "5.7.0", "Must issue a STARTTLS command first");
    internal static Seq<Reply> AuthFirst { get; } = One(530, "5.7.0", "Authentication required");
    internal static Seq<Reply> AuthNeedsTls { get; } = One(538, "5.7.11", "Encryption required for requested authentication mechanism");

    // Not understood, not offered.

    internal static Seq<Reply> NotOffered { get; } = One(502, "5.5.1", "Command not implemented");
    internal static Seq<Reply> WrongHello { get; } = One(500, "5.5.1", "Send EHLO or HELO here, not LHLO");
    internal static Seq<Reply> LhloOnly { get; } = One(500, "5.5.1", "This is LMTP: send LHLO");
    internal static Seq<Reply> UnknownMechanism { get; } = One(504, "5.5.4", "Unrecognized authentication mechanism");
    internal static Seq<Reply> AuthCancelled { get; } = One(501, "5.7.0", "Authentication cancelled");
    internal static Seq<Reply> AuthMalformed { get; } = One(501, "5.5.2", "Malformed authentication response");

    internal static Seq<Reply> UnknownParameter(string keyword) => One(555, "5.5.4", $"Unsupported parameter: {keyword}");

    internal static Seq<Reply> BadParameter(string keyword) => One(501, "5.5.4", $"Bad value of parameter: {keyword}");

    internal static Seq<Reply> RepeatedParameter(string keyword) => One(501, "5.5.4", $"Parameter given twice: {keyword}");

    internal static Seq<Reply> Malformed(SyntaxError error) => error switch
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

    private static Seq<Reply> UnknownCommand { get; } = One(500, "5.5.2", "Command not recognized");
    private static Seq<Reply> BadArguments { get; } = One(501, "5.5.4", "Syntax error in parameters or arguments");
    private static Seq<Reply> BadReversePath { get; } = One(501, "5.1.7", "Bad sender address syntax");
    private static Seq<Reply> BadForwardPath { get; } = One(501, "5.1.3", "Bad recipient address syntax");
    private static Seq<Reply> BadBase64 { get; } = One(501, "5.5.2", "Cannot decode base64");
    private static Seq<Reply> LineTooLong { get; } = One(500, "5.5.2", "Line too long");
    private static Seq<Reply> SaslLineTooLong { get; } = One(500, "5.5.6", "Authentication exchange line is too long");
    private static Seq<Reply> BareLineEnding { get; } = One(500, "5.5.2", "Lines end with CRLF");
    private static Seq<Reply> NotSmtp { get; } = One(554, "5.5.1", "This is an SMTP server");

    // Limits reached.

    internal static Seq<Reply> NeedsSmtpUtf8 { get; } = One(553, "5.6.7", "Non-ASCII address needs SMTPUTF8");
    internal static Seq<Reply> TooManyRecipients { get; } = One(452, "4.5.3", "Too many recipients");
    internal static Seq<Reply> TooManyTransactions { get; } = One(421, "4.7.0", "Too many messages in one session");
    internal static Seq<Reply> TooManyErrors { get; } = One(421, "4.7.0", "Too many errors");
    internal static Seq<Reply> TooMuchJunk { get; } = One(421, "4.7.0", "Too many commands without mail");
    internal static Seq<Reply> TooManyChunks { get; } = One(554, "5.5.0", "Too many chunks");
    internal static Seq<Reply> TooBig { get; } = One(552, "5.3.4", "Message size exceeds fixed limit");

    internal static Seq<Reply> Fault(BodyFault fault) => fault switch
    {
        BodyFault.TooBig => TooBig,
        BodyFault.BareLineEnding => BareLineEndingInContent,
        BodyFault.LineTooLong => ContentLineTooLong,
        BodyFault.NoStorage => NoRoom,
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    private static Seq<Reply> BareLineEndingInContent { get; } = One(550, "5.6.11", "Content holds a CR or LF that is not part of CRLF");
    private static Seq<Reply> ContentLineTooLong { get; } = One(550, "5.6.0", "Content holds a line that is too long");
    private static Seq<Reply> NoRoom { get; } = One(452, "4.3.1", "Insufficient system storage");

    // The end of a session that the client did not choose.

    internal static Seq<Reply> TooSlow { get; } = One(421, "4.4.2", "Timeout, closing connection");
    internal static Seq<Reply> Stopping { get; } = One(421, "4.3.2", "Shutting down");
    internal static Seq<Reply> Broken { get; } = One(421, "4.3.0", "Internal error, closing connection");
    internal static Seq<Reply> SpokeTooEarly { get; } = One(554, "5.5.1", "Wait for the greeting");
    internal static Seq<Reply> NoAnswer { get; } = One(451, "4.3.0", "Temporary failure, try again later");

    // Reasons.

    internal static Seq<Reply> Refused(Reason reason) => reason switch
    {
        Reason.Unspecified => One(550, "5.7.1", "Refused"),
        Reason.UnknownMailbox => One(550, "5.1.1", "No such mailbox here"),
        Reason.MailboxDisabled => One(550, "5.2.1", "Mailbox takes no mail"),
        Reason.MailboxFull => One(552, "5.2.2", "Mailbox full"),
        Reason.RelayDenied => One(550, "5.7.1", "Relaying denied"),
        Reason.NoRoute => One(550, "5.4.4", "No route leads there"),
        Reason.SenderRejected => One(550, "5.7.1", "Sender rejected"),
        Reason.ContentRejected => One(554, "5.7.1", "Content rejected"),
        Reason.NoStorage => One(552, "5.3.4", "Message too big for the storage"),
        Reason.TooManyConnections => One(554, "5.7.0", "Too many connections"),
        Reason.TooManyFromAddress => One(554, "5.7.0", "Too many connections from your address"),
        Reason.ClientRejected => One(554, "5.7.1", "Client rejected"),
        Reason.ShuttingDown => One(554, "5.3.2", "Shutting down"),
        Reason.BadCredentials => One(535, "5.7.8", "Authentication credentials invalid"),
        Reason.LoginUnavailable => One(535, "5.7.8", "Authentication impossible"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    internal static Seq<Reply> Deferred(Reason reason) => reason switch
    {
        Reason.Unspecified => One(451, "4.7.1", "Try again later"),
        Reason.UnknownMailbox => One(450, "4.1.1", "Mailbox cannot be looked up now"),
        Reason.MailboxDisabled => One(450, "4.2.1", "Mailbox takes no mail now"),
        Reason.MailboxFull => One(452, "4.2.2", "Mailbox full"),
        Reason.RelayDenied => One(450, "4.7.1", "Relaying cannot be checked now"),
        Reason.NoRoute => One(450, "4.4.4", "No route can be found now"),
        Reason.SenderRejected => One(450, "4.7.1", "Sender cannot be checked now"),
        Reason.ContentRejected => One(451, "4.7.1", "Content cannot be checked now"),
        Reason.NoStorage => NoRoom,
        Reason.TooManyConnections => One(421, "4.3.2", "Too many connections"),
        Reason.TooManyFromAddress => One(421, "4.7.0", "Too many connections from your address"),
        Reason.ClientRejected => One(421, "4.7.1", "Client cannot be served now"),
        Reason.ShuttingDown => Stopping,
        Reason.BadCredentials => One(454, "4.7.0", "Temporary authentication failure"),
        Reason.LoginUnavailable => One(454, "4.7.0", "Temporary authentication failure"),
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    private static Seq<Reply> One(int code, string text) => Seq1(Reply.Of(code, text));

    private static Seq<Reply> One(int code, string status, string text) => Seq1(Reply.Of(code, status, text));

    private static Seq<Reply> One(int code, EnhancedStatusCode status, string text) =>
        Seq1(new Reply(new ReplyCode(code), status, Seq1(text)));

    private static EnhancedStatusCode Done { get; } = EnhancedStatusCode.Parse("2.0.0");
}
