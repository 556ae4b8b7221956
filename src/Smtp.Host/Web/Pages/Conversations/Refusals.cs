using System.Globalization;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Web.Pages.Models;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>Why something was refused, and where it stands.</summary>
internal static class Refusals
{
    /// <summary>What there is to say of a reply.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="why">The reason that the policies gave; null where it was not theirs to give one.</param>
    public static RefusalModel Of(Reply reply, string? why)
    {
        var status = reply.Status.Case is EnhancedStatusCode code ? code.ToString() : "";
        var (words, rfc, section) = Of(reply.Code.Value, status, reply.Lines.IsEmpty ? "" : reply.Lines[0]);
        return Model(reply.Code.Value, why ?? words, rfc, section);
    }

    /// <summary>What there is to say of the last line of a reply; null where it refuses nothing.</summary>
    /// <param name="line">The line.</param>
    /// <param name="isTheirs">Whether another server said it.</param>
    public static RefusalModel? OfLine(string line, bool isTheirs)
    {
        if (line is not [>= '4' and <= '5', ..] || !int.TryParse(line.AsSpan(0, Math.Min(3, line.Length)), CultureInfo.InvariantCulture, out var code)) return null;
        var text = line.Length > 4 ? line[4..] : "";
        var status = EnhancedStatusCode.TryParse(text.Split(' ')[0], out var known) ? known.ToString() : "";
        var (words, rfc, section) = Of(code, status, text);
        return Model(code, isTheirs ? words.Replace("this server", "that server", StringComparison.Ordinal) : words, rfc, section);
    }

    private static RefusalModel Model(int code, string words, int rfc, string section) =>
        new(words, $"RFC {rfc} §{section}", $"https://www.rfc-editor.org/rfc/rfc{rfc}#section-{section}", code >= 500);

    /// <summary>A reason in words.</summary>
    public static string Words(Reason reason) => reason switch
    {
        Reason.Unspecified => "a policy refused it",
        Reason.UnknownMailbox => "no such mailbox on this server",
        Reason.MailboxDisabled => "that mailbox takes no mail",
        Reason.MailboxFull => "that mailbox is full",
        Reason.RelayDenied => "not a domain of this server, and this client may not relay",
        Reason.NoRoute => "no route leads there",
        Reason.SenderRejected => "this sender is not wanted",
        Reason.ContentRejected => "this content is not wanted",
        Reason.NoStorage => "the message is too big for what room is left",
        Reason.TooManyConnections => "too many connections at once",
        Reason.TooManyFromAddress => "too many connections from one address",
        Reason.ClientRejected => "this client is not wanted",
        Reason.ShuttingDown => "the server is shutting down",
        Reason.BadCredentials => "wrong user or password",
        Reason.LoginUnavailable => "passwords cannot be checked now",
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };

    /// <summary>Where a session stands, in a word or two.</summary>
    public static string Words(State? state) => state switch
    {
        null => "connected",
        State.Opening => "TLS first",
        State.Screening => "connected",
        State.Greeted => "greeted",
        State.StartingTls => "starting TLS",
        State.Ready => "ready",
        State.Authenticating or State.CheckingLogin => "logging in",
        State.CheckingSender or State.Addressing => "sender given",
        State.Unwanted => "nobody wants it",
        State.Addressed or State.CheckingRecipient => "addressed",
        State.CheckingRoom or State.ReceivingContent or State.CheckingChunkRoom or State.ReceivingChunk or State.BetweenChunks => "content",
        State.SkippingChunk => "skipping",
        State.Accepting => "accepting",
        State.Closed => "closed",
        _ => throw new InvalidOperationException($"No words for {state.GetType().Name}."),
    };

    private static (string Words, int Rfc, string Section) Of(int code, string status, string text) => (code, status) switch
    {
        (421, "4.4.2") => ("the client was silent for too long", 5321, "4.5.3.2"),
        (421, "4.3.2") => ("the server is shutting down", 5321, "3.8"),
        (421, _) => ("the server ends the session", 5321, "3.8"),
        (450 or 451, _) => ("not now; later it may work", 5321, "4.2.1"),
        (452, "4.5.3") => ("more recipients than one message may have", 5321, "4.5.3.1.10"),
        (452, _) => ("no room for it now", 5321, "4.2.3"),
        (500, _) when text.Contains("too long", StringComparison.Ordinal) => ("the line is longer than a line may be", 5321, "4.5.3.1.4"),
        (500, _) when text.Contains("CRLF", StringComparison.Ordinal) => ("a line ends with CRLF and nothing else", 5321, "2.3.8"),
        (500, _) => ("not a command that this server knows", 5321, "4.2.4"),
        (501, "5.1.3") => ("the recipient's address is not well formed", 5321, "4.1.2"),
        (501, "5.1.7") => ("the sender's address is not well formed", 5321, "4.1.2"),
        (501, "5.7.0" or "5.5.2") => ("the exchange of AUTH went wrong", 4954, "4"),
        (501, _) => ("the arguments are not well formed", 5321, "4.1.1"),
        (502, _) => ("a command that this server does not offer", 5321, "4.2.4"),
        (503, _) => ("out of order", 5321, "4.1.4"),
        (504, _) => ("a mechanism that this server does not offer", 4954, "4"),
        (530, _) when text.Contains("STARTTLS", StringComparison.Ordinal) => ("TLS must come first", 3207, "4"),
        (530, _) => ("the client must log in first", 4954, "6"),
        (535, _) => ("wrong user or password", 4954, "6"),
        (538, _) => ("no password without TLS", 4954, "6"),
        (550, "5.1.1") => ("no such mailbox on this server", 5321, "3.3"),
        (550, "5.6.11") => ("a CR or LF stands alone in the content", 5321, "2.3.8"),
        (550, "5.6.0") => ("a line of the content is too long", 5321, "4.5.3.1.6"),
        (550, "5.7.1") => ("refused by policy", 5321, "7.9"),
        (552, "5.3.4") => ("bigger than a message may be", 1870, "6"),
        (553, _) => ("such an address needs SMTPUTF8", 6531, "3.5"),
        (554, "5.5.1") when text.Contains("recipients", StringComparison.Ordinal) => ("all recipients were refused", 5321, "3.3"),
        (554, "5.5.1") when text.Contains("greeting", StringComparison.Ordinal) => ("the client must wait for the greeting", 5321, "3.1"),
        (555, _) => ("a parameter that this server does not know", 5321, "4.1.1.11"),
        ( >= 500, _) => ("refused for good", 5321, "4.2.1"),
        _ => ("refused for now", 5321, "4.2.1"),
    };
}
