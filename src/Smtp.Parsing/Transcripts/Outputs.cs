using System.Buffers;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Parsing.Transcripts;

/// <summary>How what happened is written down. Nothing secret is ever written.</summary>
internal static class Outputs
{
    /// <summary>Replies, one line of output for each line on the wire.</summary>
    public static IEnumerable<string> Lines(IEnumerable<Reply> replies)
    {
        var wire = new ArrayBufferWriter<byte>();
        foreach (var reply in replies) ReplyWriter.Write(reply, wire);
        return Lines(wire.WrittenMemory);
    }

    /// <summary>What a server sent, line by line.</summary>
    public static IEnumerable<string> Lines(ReadOnlyMemory<byte> octets) => Split(octets, "S:", "S\" ");

    /// <summary>What a server sent, into a recording.</summary>
    public static void Write(ReadOnlySpan<byte> octets, LineBuffer lines)
    {
        while (!octets.IsEmpty)
        {
            var end = octets.IndexOf("\r\n"u8);
            var length = end < 0 ? octets.Length : end + 2;
            if (end >= 0 && Spelling.IsPlainAscii(octets[..end])) lines.Add("S:"u8, octets[..end]);
            else foreach (var line in Lines(octets[..length].ToArray())) lines.Add(line);
            octets = octets[length..];
        }
    }

    /// <summary>Stored content, line by line.</summary>
    public static IEnumerable<string> Content(byte[] content, long size)
    {
        foreach (var line in Split(content, "=> |", "=> \"")) yield return line;
        if (content.Length < size) yield return Invariant($"=> … {size - content.Length} octets more");
    }

    /// <summary>A question.</summary>
    public static string Question(Question question) => LineBuffer.LineOf(question, Write);

    /// <summary>A question, into a recording.</summary>
    public static void Write(Question question, LineBuffer lines)
    {
        var begun = lines.Length;
        lines.Append("? "u8);
        switch (question)
        {
            case Question.Connection asked:
                lines.Append("connection from "u8).Append(asked.Link.Peer.ToString());
                if (asked.Tls.Case is TlsFacts tls) lines.Append(" over "u8).Append(tls.Version);
                break;
            case Question.Sender asked:
                lines.Append("sender "u8);
                Append(asked.From, asked.Options, lines);
                break;
            case Question.Recipient asked:
                lines.Append("recipient "u8);
                Append(asked.Candidate, lines);
                break;
            case Question.Room asked:
                lines.Append("room"u8);
                if (asked.Envelope.Options.Size.Case is long size) lines.Append(" for "u8).Append(size).Append(" octets"u8);
                break;
            case Question.Accept asked:
                lines.Append("accept "u8);
                Append(asked.Envelope, asked.Envelope.Recipients, asked.Body.Size, lines);
                break;
            case Question.Login { Credentials: Credentials.Password given }:
                lines.Append("login "u8).Append(Value(given.User)).Append(" password "u8).Append(given.Secret.ToString());
                break;
            case Question.Login { Credentials: Credentials.Scram given }:
                lines.Append("login "u8).Append(Value(given.User)).Append(" by SCRAM-SHA-256"u8);
                break;
            default:
                throw new InvalidOperationException($"No words for {question.GetType().Name}.");
        }
        lines.EndVisible(begun);
    }

    /// <summary>A message that was accepted for all its recipients, into a recording: the question, the answer, and what became
    /// durable, which is the same envelope again.</summary>
    public static void WriteAccepted(Question.Accept question, QueueId id, LineBuffer lines)
    {
        var message = lines.Length + "? accept ".Length;
        Write(question, lines);
        var length = lines.Length - message;
        lines.Append("! accepted "u8).Append(id.Text).End();
        lines.Append("=> "u8).Append(id.Text).Append(": "u8).AppendAgain(message, length);
    }

    /// <summary>What an answer made durable: the messages, each for those of its recipients that it was accepted for.</summary>
    public static IEnumerable<(QueueId Id, string Line)> Durable(Question question, Verdict verdict)
    {
        if (question is not Question.Accept { Envelope: var envelope, Body.Size: var size }) return [];
        if (verdict is Verdict.Accepted { Id: var id }) return [(id, Durable(id, envelope, envelope.Recipients, size))];
        if (verdict is not Verdict.Each { Verdicts: var each } || each.Count != envelope.Recipients.Count) return [];
        return envelope.Recipients.Zip(each)
            .Where(pair => pair.Item2 is Verdict.Accepted)
            .GroupBy(pair => ((Verdict.Accepted)pair.Item2).Id, pair => pair.Item1)
            .Select(message => (message.Key, Durable(message.Key, envelope, new Seq<Recipient>(message.ToArray()), size)));
    }

    private static string Durable(QueueId id, Envelope envelope, Seq<Recipient> recipients, long size) =>
        LineBuffer.LineOf((id, envelope, recipients, size), static (message, lines) =>
        {
            var begun = lines.Length;
            lines.Append("=> "u8).Append(message.id.Text).Append(": "u8);
            Append(message.envelope, message.recipients, message.size, lines);
            lines.EndVisible(begun);
        });

    private static void Append(Envelope envelope, Seq<Recipient> recipients, long size, LineBuffer lines)
    {
        lines.Append(size).Append(" octets from "u8);
        Append(envelope.From, envelope.Options, lines);
        for (var i = 0; i < recipients.Count; i++)
        {
            lines.Append(i == 0 ? " to "u8 : ", "u8);
            Append(recipients[i], lines);
        }
    }

    private static void Append(ReversePath from, MailOptions options, LineBuffer lines)
    {
        Append((from as ReversePath.Of)?.Mailbox, from, lines);
        if (options.Size.Case is long size) lines.Append(" SIZE="u8).Append(size);
        if (options.Body == BodyType.EightBitMime) lines.Append(" BODY=8BITMIME"u8);
        if (options.Body == BodyType.BinaryMime) lines.Append(" BODY=BINARYMIME"u8);
        if (options.SmtpUtf8) lines.Append(" SMTPUTF8"u8);
        if (options.Return.Case is ReturnContent content) lines.Append(content == ReturnContent.Full ? " RET=FULL"u8 : " RET=HDRS"u8);
        if (options.EnvelopeId.Case is string id) lines.Append(" ENVID="u8).Append(Value(id));
        if (options.Submitter.Case is Mailbox submitter) lines.Append(" AUTH="u8).Append(Value(submitter.ToString()));
        if (options.RequireTls) lines.Append(" REQUIRETLS"u8);
    }

    private static void Append(Recipient recipient, LineBuffer lines)
    {
        Append((recipient.Path as ForwardPath.Of)?.Mailbox, recipient.Path, lines);
        if (recipient.Notify != Notify.Unspecified)
            lines.Append(" NOTIFY="u8).Append(recipient.Notify.ToString().ToUpperInvariant().Replace(", ", ",", StringComparison.Ordinal));
        if (recipient.Original.Case is OriginalRecipient original)
            lines.Append(" ORCPT="u8).Append(original.AddressType).Append(";"u8).Append(Value(original.Address));
    }

    /// <summary>A path as it writes itself; one that is a mailbox in pieces, for that takes no memory.</summary>
    private static void Append(Mailbox? mailbox, object path, LineBuffer lines)
    {
        if (mailbox is null) lines.Append(path.ToString()!);
        else lines.Append("<"u8).Append(mailbox.Local.ToString()).Append("@"u8).Append(mailbox.Host.ToString()!).Append(">"u8);
    }

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
