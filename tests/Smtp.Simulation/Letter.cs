using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;

namespace Smtp.Simulation;

/// <summary>What somebody wants to have delivered: it is the same at every machine that it comes to.</summary>
/// <param name="Key">Its name, which stands in its first line.</param>
/// <param name="Envelope">Who from, who to.</param>
/// <param name="Content">Its octets.</param>
internal sealed record Letter(string Key, Envelope Envelope, byte[] Content)
{
    private const string Field = "X-Key: ";

    public ContentFacts Facts { get; } = FactsOf(Content);

    /// <summary>Whether the servers refuse it for what is in it.</summary>
    public bool IsUnwanted { get; } = Content.AsSpan().IndexOf("X-Unwanted"u8) >= 0;

    /// <summary>The key of stored content; null where there is none.</summary>
    public static string? KeyOf(ReadOnlySpan<byte> content)
    {
        var end = content.IndexOf("\r\n"u8);
        if (end < 0 || !content.StartsWith(Encoding.ASCII.GetBytes(Field))) return null;
        return Encoding.ASCII.GetString(content[Field.Length..end]);
    }

    /// <summary>A letter that is as awkward as chance will have it.</summary>
    public static Letter Random(Randomness random, string key, int domains)
    {
        var from = random.Below(8) == 0 ? (ReversePath)ReversePath.Null.Path : new ReversePath.Of(Address($"{key}", "sender.example"));
        var recipients = new Seq<Recipient>();
        for (var left = random.Between(1, 4); left > 0; left--)
        {
            // "nobody" is known nowhere.
            var name = random.Below(12) == 0 ? "nobody" : $"user{random.Below(3)}";
            var path = new ForwardPath.Of(Address(name, $"s{random.Below(domains)}.example"));
            if (!recipients.Exists(one => one.Path == path)) recipients = recipients.Add(Recipient.Of(path));
        }
        return new Letter(key, new Envelope(from, MailOptions.None, recipients), Write(random, key));
    }

    public static Mailbox Address(string local, string domain) => new(new LocalPart(local), new HostName.Named(new DomainName(domain)));

    private static byte[] Write(Randomness random, string key)
    {
        var text = new StringBuilder(Field).Append(key).Append("\r\n");
        if (random.Below(16) == 0) text.Append("X-Unwanted: yes\r\n");
        text.Append("\r\n");
        var binary = random.Below(10) == 0;
        for (var lines = random.Below(6); lines > 0; lines--)
        {
            text.Append(random.Of(
                ".", "..", ".hidden", "", "text", ". ", "\tx.", "QUIT", "250 Ok", new string('x', random.Below(120)),
                binary ? "lone\n.\nfeed" : "feed", binary ? "\r.\r\0" : "return", random.Below(4) == 0 ? "\u00e4\u00ff" : "latin")).Append("\r\n");
        }
        // Now and then one that is too large for some.
        if (random.Below(12) == 0) for (var lines = 0; lines < 60; lines++) text.Append('.').Append('y', 60).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static ContentFacts FactsOf(byte[] content)
    {
        var scanner = new ContentScanner();
        scanner.Scan(content);
        return scanner.Facts;
    }
}
