using System.Buffers;
using System.Globalization;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;

namespace Smtp.Parsing.Transcripts;

/// <summary>How what happened is written down. Nothing secret is ever written.</summary>
internal static class Outputs
{
    /// <summary>Replies, one line of output for each line on the wire.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Reply> replies) => Lines(replies, new ArrayBufferWriter<byte>());

    /// <summary>The same, by way of a buffer that holds nothing else.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Reply> replies, ArrayBufferWriter<byte> wire)
    {
        wire.ResetWrittenCount();
        foreach (var reply in replies) ReplyWriter.Write(reply, wire);
        return Lines(wire.WrittenMemory);
    }

    /// <summary>What a server sent, line by line.</summary>
    public static IEnumerable<string> Lines(ReadOnlyMemory<byte> octets) => Split(octets, "S:", "S\" ");

    /// <summary>Stored content, line by line.</summary>
    public static IEnumerable<string> Content(byte[] content, long size)
    {
        foreach (var line in Split(content, "=> |", "=> \"")) yield return line;
        if (content.Length < size) yield return Invariant($"=> … {size - content.Length} octets more");
    }

    public static string Question(Question question) => Visible("? " + question switch
    {
        Question.Connection { Tls.Case: TlsFacts tls } asked => $"connection from {asked.Link.Peer} over {tls.Version}",
        Question.Connection asked => $"connection from {asked.Link.Peer}",
        Question.Sender asked => $"sender {asked.From}{Options(asked.Options)}",
        Question.Recipient asked => $"recipient {Recipient(asked.Candidate)}",
        Question.Room asked => asked.Envelope.Options.Size.Case is long size ? Invariant($"room for {size} octets") : "room",
        Question.Accept asked => $"accept {Message(asked.Envelope, asked.Envelope.Recipients, asked.Body.Size)}",
        Question.Login { Credentials: Credentials.Password given } => $"login {Value(given.User)} password {given.Secret}",
        Question.Login { Credentials: Credentials.Scram given } => $"login {Value(given.User)} by SCRAM-SHA-256",
        _ => throw new InvalidOperationException($"No words for {question.GetType().Name}."),
    });

    /// <summary>What an answer made durable: the messages, each for those of its recipients that it was accepted for.</summary>
    public static IEnumerable<(QueueId Id, string Line)> Durable(Question question, Verdict verdict)
    {
        if (question is not Question.Accept { Envelope: var envelope, Body.Size: var size }) yield break;
        var each = verdict is Verdict.Each some ? some.Verdicts : envelope.Recipients.Map(_ => verdict).Strict();
        if (each.Count != envelope.Recipients.Count) yield break;
        var taken = envelope.Recipients.Zip(each).Filter(pair => pair.Item2 is Verdict.Accepted).Strict();
        foreach (var message in taken.GroupBy(pair => ((Verdict.Accepted)pair.Item2).Id))
        {
            var recipients = new Seq<Recipient>(message.Select(pair => pair.Item1).ToArray());
            yield return (message.Key, Durable(message.Key, envelope, recipients, size));
        }
    }

    public static string Durable(QueueId id, Envelope envelope, Seq<Recipient> recipients, long size) =>
        Visible($"=> {id}: {Message(envelope, recipients, size)}");

    private static string Message(Envelope envelope, Seq<Recipient> recipients, long size) => Invariant(
        $"{size} octets from {envelope.From}{Options(envelope.Options)} to {string.Join(", ", recipients.Map(Recipient))}");

    private static string Options(MailOptions options)
    {
        var text = new StringBuilder();
        if (options.Size.Case is long size) text.Append(CultureInfo.InvariantCulture, $" SIZE={size}");
        if (options.Body == BodyType.EightBitMime) text.Append(" BODY=8BITMIME");
        if (options.Body == BodyType.BinaryMime) text.Append(" BODY=BINARYMIME");
        if (options.SmtpUtf8) text.Append(" SMTPUTF8");
        if (options.Return.Case is ReturnContent content) text.Append(content == ReturnContent.Full ? " RET=FULL" : " RET=HDRS");
        if (options.EnvelopeId.Case is string id) text.Append(CultureInfo.InvariantCulture, $" ENVID={Value(id)}");
        if (options.Submitter.Case is Mailbox from) text.Append(CultureInfo.InvariantCulture, $" AUTH={Value(from.ToString())}");
        if (options.RequireTls) text.Append(" REQUIRETLS");
        return text.ToString();
    }

    private static string Recipient(Recipient recipient)
    {
        var text = new StringBuilder(recipient.Path.ToString());
        if (recipient.Notify != Notify.Unspecified)
        {
            var when = recipient.Notify.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal);
            text.Append(CultureInfo.InvariantCulture, $" NOTIFY={when}");
        }
        if (recipient.Original.Case is OriginalRecipient original)
            text.Append(CultureInfo.InvariantCulture, $" ORCPT={original.AddressType};{Value(original.Address)}");
        return text.ToString();
    }

    /// <summary>A line in which every character can be seen: an address may hold others (RFC 6531 §3.3).</summary>
    private static string Visible(string line) =>
        Spelling.Unprintable(line) < 0 ? line : Spelling.Escape(Encoding.UTF8.GetBytes(line));

    /// <summary>A decoded value, quoted where it could be mistaken for more than one.</summary>
    private static string Value(string text) =>
        text.Length > 0 && text.AsSpan().IndexOfAny(" \"\\,") < 0 && Spelling.Unprintable(text) < 0
            ? text
            : $"\"{Spelling.Escape(Encoding.UTF8.GetBytes(text))}\"";

    private static IEnumerable<string> Split(ReadOnlyMemory<byte> octets, string plain, string quoted)
    {
        while (!octets.IsEmpty)
        {
            var end = octets.Span.IndexOf("\r\n"u8);
            var length = end < 0 ? octets.Length : end + 2;
            var text = end < 0 ? null : Spelling.Plain(octets.Span[..end]);
            yield return text is null ? $"{quoted}{Spelling.Escape(octets.Span[..length])}\""
                : text.Length == 0 ? plain
                : $"{plain} {text}";
            octets = octets[length..];
        }
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
