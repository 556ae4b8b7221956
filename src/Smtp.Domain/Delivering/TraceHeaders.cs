using System.Net;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;

namespace Smtp.Domain.Delivering;

/// <summary>Lines that are put before a message on its way. Each ends with CRLF.</summary>
public static class TraceHeaders
{
    // RFC 5322 §2.1.1: lines should have no more characters.
    private const int MaxLine = 78;

    /// <summary>The <c>Received</c> line (RFC 5321 §4.4), folded. Recipients are named only where there is one, for others are not
    /// to learn of it (§7.6).</summary>
    public static string Received(TraceFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        List<string> words = ["Received:", "from " + Name(facts.Hello, facts.SmtpUtf8)];
        if (Literal(facts.Peer).Case is string literal) words.Add($"({literal})");
        words.AddRange(["by " + facts.Host, "with " + Protocol(facts)]);
        if (facts.Tls.Case is string tls) words.Add($"({Comment(tls)})");
        words.Add("id " + facts.Id);
        if (facts.Recipients.Count == 1 && (facts.SmtpUtf8 || Ascii.IsValid(facts.Recipients[0])))
            words.Add($"for <{facts.Recipients[0]}>");
        words[^1] += ";";
        words.Add(MailDate.Write(facts.ReceivedAt));
        return Fold(words);
    }

    /// <summary>The <c>Return-Path</c> line, which final delivery puts before all others (RFC 5321 §4.4).</summary>
    /// <param name="address">The reverse-path without angle brackets; empty for the null path.</param>
    public static string ReturnPath(string address) => $"Return-Path: <{address}>\r\n";

    /// <summary>The <c>Delivered-To</c> line, by which those who sort mail see which address it came to.</summary>
    public static string DeliveredTo(string address) => $"Delivered-To: {address}\r\n";

    /// <summary>What a submission server adds to a message that has none: <c>Date</c> and <c>Message-ID</c>
    /// (RFC 6409 §8.2, §8.3); nothing where both are there.</summary>
    /// <param name="content">The message, or as much of it as holds its header.</param>
    /// <param name="receivedAt">When it was received.</param>
    /// <param name="messageId">The new identifier, without angle brackets: <c>ID@host</c>.</param>
    public static string Missing(ReadOnlySpan<byte> content, DateTimeOffset receivedAt, string messageId)
    {
        var date = HeaderFields.Count(content, "Date") == 0 ? $"Date: {MailDate.Write(receivedAt)}\r\n" : "";
        return HeaderFields.Count(content, "Message-ID") == 0 ? $"{date}Message-ID: <{messageId}>\r\n" : date;
    }

    /// <summary>A field as lines of 78 characters where its words allow it.</summary>
    internal static string Fold(List<string> words)
    {
        var lines = new StringBuilder();
        var length = 0;
        foreach (var word in words)
        {
            if (length > 0 && length + 1 + word.Length > MaxLine)
            {
                lines.Append("\r\n\t");
                // A tab is as wide as eight.
                length = 8;
            }
            else if (length > 0)
            {
                lines.Append(' ');
                length++;
            }
            lines.Append(word);
            length += word.Length;
        }
        return lines.Append("\r\n").ToString();
    }

    // RFC 6531 §4.3: what was sent with SMTPUTF8 came by UTF8SMTP or UTF8LMTP.
    private static string Protocol(TraceFacts facts) =>
        !facts.SmtpUtf8 ? facts.Protocol
        : facts.Protocol.StartsWith("ESMTP", StringComparison.Ordinal) ? "UTF8" + facts.Protocol[1..]
        : facts.Protocol.StartsWith("LMTP", StringComparison.Ordinal) ? "UTF8" + facts.Protocol
        : facts.Protocol;

    private static string Name(string hello, bool smtpUtf8)
    {
        if (smtpUtf8 || Ascii.IsValid(hello)) return hello;
        var name = DomainName.IsValid(hello) ? AccountName.Of(new DomainName(hello)) : hello;
        return Ascii.IsValid(name) ? name : "unknown";
    }

    // TCP-info = address-literal / ( Domain FWS address-literal )
    private static Option<string> Literal(string peer) =>
        IPAddress.TryParse(peer, out var address)
            ? new AddressLiteral.Ip(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString()
            : None;

    private static string Comment(string text) =>
        text.Replace("(", "[", StringComparison.Ordinal).Replace(")", "]", StringComparison.Ordinal).Replace("\\", "/", StringComparison.Ordinal);
}
