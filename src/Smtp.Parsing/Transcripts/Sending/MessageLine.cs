using System.Globalization;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Sending;
using Smtp.Parsing.Grammar;

namespace Smtp.Parsing.Transcripts.Sending;

/// <summary><c>! message from=&lt;a@b&gt; to=&lt;c@d&gt; size=100 …</c>: a message that the client is to hand over.</summary>
internal static class MessageLine
{
    /// <summary>What a message may have, in words.</summary>
    private const string Words = "from=<ADDRESS>, to=<ADDRESS> (behind it notify=, orcpt=TYPE;ADDRESS), size=OCTETS, body=8bitmime|binarymime, smtputf8, ret=full|hdrs, "
        + "envid=, requiretls, has=8bit,utf8header,binary,longlines,openend";

    /// <summary>Reads the words behind <c>! message</c>.</summary>
    /// <param name="words">The words.</param>
    /// <param name="column">Where the first of them stands, from 1.</param>
    public static Either<Flaw, Outgoing> Read(string words, int column)
    {
        var message = new Outgoing(Envelope.Empty(ReversePath.Null.Path, MailOptions.None), 0, ContentFacts.Plain);
        foreach (var word in words.Split(' '))
        {
            if (With(message, word.Split('=', 2)) is not { } next) return new Flaw(column, $"'{word}' says nothing of a message; there are {Words}");
            message = next;
            column += word.Length + 1;
        }
        return message.Envelope.Recipients.IsEmpty ? new Flaw(column, "a message has a recipient: to=<ADDRESS>") : message;
    }

    /// <summary>The line.</summary>
    public static string Write(Outgoing message)
    {
        var (envelope, options) = (message.Envelope, message.Envelope.Options);
        List<string> words = [$"from={envelope.From}"];
        foreach (var to in envelope.Recipients)
        {
            words.Add($"to={to.Path}");
            if (to.Notify != Notify.Unspecified) words.Add($"notify={to.Notify.ToString().Replace(", ", ",", StringComparison.Ordinal).ToLowerInvariant()}");
            if (to.Original.Case is OriginalRecipient original) words.Add($"orcpt={OriginalRecipients.Write(original)}");
        }
        words.Add(string.Create(CultureInfo.InvariantCulture, $"size={message.Size}"));
        if (options.Body == BodyType.EightBitMime) words.Add("body=8bitmime");
        if (options.Body == BodyType.BinaryMime) words.Add("body=binarymime");
        if (options.SmtpUtf8) words.Add("smtputf8");
        if (options.Return.Case is ReturnContent content) words.Add(content == ReturnContent.Full ? "ret=full" : "ret=hdrs");
        if (options.EnvelopeId.Case is string id) words.Add($"envid={Xtext.Encode(id)}");
        if (options.RequireTls) words.Add("requiretls");
        var facts = string.Join(',', Facts(message.Facts));
        if (facts.Length > 0) words.Add($"has={facts}");
        return "! message " + string.Join(' ', words);
    }

    private static Outgoing? With(Outgoing message, string[] word)
    {
        var (envelope, options) = (message.Envelope, message.Envelope.Options);
        Outgoing Options(MailOptions changed) => message with { Envelope = envelope with { Options = changed } };
        Outgoing? Last(Func<Recipient, Recipient> change) => envelope.Recipients.IsEmpty ? null : message with
        {
            Envelope = envelope with { Recipients = envelope.Recipients.Take(envelope.Recipients.Count - 1).ToSeq().Strict().Add(change(envelope.Recipients.Last)) },
        };
        return word switch
        {
            ["from", var path] => ReversePaths.Parse(path).Case is ReversePath from ? message with { Envelope = envelope with { From = from } } : null,
            ["to", var path] => ForwardPaths.Parse(path).Case is ForwardPath to ? message with { Envelope = envelope.With(Recipient.Of(to)) } : null,
            ["notify", var text] => ReadNotify(text) is { } notify ? Last(one => one with { Notify = notify }) : null,
            ["orcpt", var text] => OriginalRecipients.Read(Encoding.UTF8.GetBytes(text)) is { } original ? Last(one => one with { Original = original }) : null,
            ["size", var text] => Spelling.Size(text) is { } size ? Options(options with { Size = size }) with { Size = size } : null,
            ["body", "8bitmime"] => Options(options with { Body = BodyType.EightBitMime }),
            ["body", "binarymime"] => Options(options with { Body = BodyType.BinaryMime }),
            ["smtputf8"] => Options(options with { SmtpUtf8 = true }),
            ["ret", "full"] => Options(options with { Return = ReturnContent.Full }),
            ["ret", "hdrs"] => Options(options with { Return = ReturnContent.Headers }),
            ["envid", var text] => Xtext.Decode(text).Case is string id ? Options(options with { EnvelopeId = id }) : null,
            ["requiretls"] => Options(options with { RequireTls = true }),
            ["has", var text] => ReadFacts(text) is { } facts ? message with { Facts = facts } : null,
            _ => null,
        };
    }

    private static Notify? ReadNotify(string text) => text.Split(',').Aggregate((Notify?)Notify.Unspecified, (all, word) =>
        Enum.TryParse<Notify>(word, ignoreCase: true, out var one) ? all | one : null);

    private static IEnumerable<string> Facts(ContentFacts facts)
    {
        if (facts.IsEightBit) yield return "8bit";
        if (facts.HasUtf8Header) yield return "utf8header";
        if (facts.IsBinary) yield return "binary";
        if (facts.HasLongLines) yield return "longlines";
        if (!facts.EndsWithLine) yield return "openend";
    }

    private static ContentFacts? ReadFacts(string text) => text.Split(',').Aggregate((ContentFacts?)ContentFacts.Plain, (facts, word) => word switch
    {
        "8bit" => facts! with { IsEightBit = true },
        "utf8header" => facts! with { HasUtf8Header = true },
        "binary" => facts! with { IsBinary = true },
        "longlines" => facts! with { HasLongLines = true },
        "openend" => facts! with { EndsWithLine = false },
        _ => null,
    });
}
