using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Tests.Fuzz;

/// <summary>What holds at every step of every session.</summary>
internal static class Laws
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>RFC 5321 §4.2, §4.5.3.1.5: each line has the code, a hyphen or at the last one a space, text, CRLF; 512 octets
    /// at most; nothing in it that a terminal or a parser would take for anything but text.</summary>
    public static void WellFormed(Seq<Reply> replies, ReadOnlySpan<byte> wire)
    {
        foreach (var reply in replies)
        {
            Hold(reply.Lines.Count > 0 && reply.Code.Value is >= 200 and < 600, reply, "has no line, or no code");
            if (reply.Status.Case is EnhancedStatusCode status)
                Hold(status.Class == reply.Code.Value / 100, reply, "has a status of another class");
            for (var i = 0; i < reply.Lines.Count; i++)
            {
                var end = wire.IndexOf("\r\n"u8);
                Hold(end is >= 4 and <= 510, reply, "has a line that is too short or too long");
                var line = wire[..end];
                wire = wire[(end + 2)..];
                Hold(int.TryParse(line[..3], out var code) && code == reply.Code.Value, reply, "has a line without its code");
                Hold(line[3] == (i < reply.Lines.Count - 1 ? '-' : ' '), reply, "has a wrong fourth octet");
                var controls = line.ContainsAnyInRange((byte)0, (byte)0x1f) || line.Contains((byte)0x7f);
                Hold(!controls, reply, "has a control character");
                _ = Strict.GetCharCount(line);
                // A challenge that was cut is another challenge; any other sentence may be (RFC 4954 §4).
                if (code == 334) Hold(line.Length == 4 + reply.Lines[i].Length, reply, "was cut");
            }
        }
        if (!wire.IsEmpty) throw new InvalidOperationException("There is more on the wire than was said.");
    }

    /// <summary>What a state holds beyond its settings is bounded by them: no more than the recipients that are allowed, and no
    /// more text than the lines that named them; replies wait only behind a chunk, one for each recipient at most.</summary>
    public static void Bounded(Settings settings, State state)
    {
        var limits = settings.Limits;
        var (recipients, text, waiting) = Size(state);
        if (recipients > limits.Recipients) throw new InvalidOperationException($"{recipients} recipients in {state}.");
        if (waiting > Math.Max(1, limits.Recipients)) throw new InvalidOperationException($"{waiting} replies wait in {state}.");
        // HELO and its like, who logged in, and what the exchange holds; MAIL; each RCPT, and one that is being checked.
        var greeted = limits.CommandLine + (4L * limits.SaslLine);
        var most = greeted + limits.CommandLine + 1064 + ((recipients + 1L) * (limits.CommandLine + 500));
        if (text > most) throw new InvalidOperationException($"{text} characters, {most} allowed, in {state}.");
    }

    private static (int Recipients, long Text, int Waiting) Size(State state) => state switch
    {
        State.Opening or State.Screening or State.Greeted or State.StartingTls or State.Closed => default,
        State.SkippingChunk at => Size(at.Next) with { Waiting = at.Replies.Count },
        State.Ready at => Size(at.Client, null, 0),
        State.Authenticating at => Size(at.Client, null, Size(at.Exchange)),
        State.CheckingLogin at => Size(at.Client, null, Size(at.Login)),
        State.CheckingSender at => Size(at.Client, Envelope.Empty(at.From, at.Options), 0),
        State.Addressing at => Size(at.Client, at.Envelope, 0),
        State.Unwanted at => Size(at.Client, at.Envelope, 0),
        State.Addressed at => Size(at.Client, at.Envelope, 0),
        State.CheckingRecipient at => Size(at.Client, at.Envelope, Size(at.Candidate)),
        State.CheckingRoom at => Size(at.Client, at.Envelope, 0),
        State.ReceivingContent at => Size(at.Client, at.Envelope, 0),
        State.CheckingChunkRoom at => Size(at.Client, at.Envelope, 0),
        State.ReceivingChunk at => Size(at.Client, at.Envelope, 0),
        State.BetweenChunks at => Size(at.Client, at.Envelope, 0),
        State.Accepting at => Size(at.Client, at.Envelope, at.Body.Reference.Length),
        _ => throw new InvalidOperationException($"Nobody has thought of how large {state.GetType().Name} may become."),
    };

    private static (int Recipients, long Text, int Waiting) Size(Client client, Envelope? envelope, long more)
    {
        var text = more + client.Hello.Name.ToString()!.Length + client.User.IfNone("").Length;
        if (envelope is null) return (0, text, 0);
        text += envelope.From.ToString()!.Length + envelope.Options.EnvelopeId.IfNone("").Length;
        if (envelope.Options.Submitter.Case is Mailbox submitter) text += submitter.ToString().Length;
        foreach (var recipient in envelope.Recipients) text += Size(recipient);
        return (envelope.Recipients.Count, text, 0);
    }

    private static long Size(Recipient recipient) => recipient.Path.ToString()!.Length
        + (recipient.Original.Case is OriginalRecipient original ? original.AddressType.Length + original.Address.Length : 0);

    private static long Size(Exchange exchange) => exchange switch
    {
        Exchange.Plain or Exchange.LoginUser or Exchange.ScramFirst => 0,
        Exchange.LoginPassword login => login.User.Length,
        Exchange.ScramFinal scram => Size(scram.Server.First) + scram.Server.Nonce.Length,
        Exchange.ScramDone done => done.User.Length,
        _ => throw new InvalidOperationException($"Nobody has thought of how large {exchange.GetType().Name} may become."),
    };

    private static long Size(Login login) => login switch
    {
        Login.Password password => password.Given.User.Length + password.Given.Secret.Length,
        Login.Scram scram => Size(scram.First),
        _ => throw new InvalidOperationException($"Nobody has thought of how large {login.GetType().Name} may become."),
    };

    private static long Size(ScramClientFirst first) =>
        first.User.Length + first.Nonce.Length + first.Bare.Length + first.Gs2.Length;

    private static void Hold(bool law, Reply reply, string wrong)
    {
        if (!law) throw new InvalidOperationException($"A reply {wrong}: {reply}");
    }
}
