using System.Globalization;
using System.Net;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Routing;

namespace Smtp.Domain.Delivering;

/// <summary>The part of a report that machines read (RFC 3464 §2): fields of the message, then fields of each recipient.</summary>
internal static class ReportFields
{
    // RFC 5322 §2.1.1.
    private const int MaxLine = 78;

    public static string Write(ReportRequest request)
    {
        var fields = new StringBuilder();
        var options = request.Original.Options;
        if (options.EnvelopeId.Case is string id) Field(fields, "Original-Envelope-Id", Plain(id));
        Field(fields, "Reporting-MTA", $"dns; {request.Host}");
        Field(fields, "Arrival-Date", MailDate.Write(request.Original.Arrived));
        foreach (var recipient in request.Recipients)
        {
            fields.Append("\r\n");
            Recipient(fields, recipient, options.SmtpUtf8);
        }
        return fields.ToString();
    }

    /// <summary>What a server said, one line of it after the other, as printable text.</summary>
    public static IEnumerable<string> Said(Reply reply)
    {
        foreach (var line in reply.ToString().Split('\n')) yield return Plain(line);
    }

    /// <summary>Text of somebody else on one line: printable US-ASCII, everything else as a question mark.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            plain.Append(rune.Value is >= ' ' and <= '~' ? (char)rune.Value : rune.Value == '\t' ? ' ' : '?');
        return plain.ToString();
    }

    private static void Recipient(StringBuilder fields, ReportedRecipient recipient, bool utf8)
    {
        var (notice, diagnosis) = (recipient.Notice, recipient.Notice.Diagnosis);
        if (recipient.Original.Case is OriginalRecipient original)
            Field(fields, "Original-Recipient", $"{Plain(original.AddressType)}; {Address(original.AddressType, original.Address, utf8)}");
        var type = Ascii.IsValid(recipient.Address) ? "rfc822" : "utf-8";
        Field(fields, "Final-Recipient", $"{type}; {Address(type, recipient.Address, utf8)}");
        Field(fields, "Action", Word(notice.Action));
        Field(fields, "Status", diagnosis.Status.ToString());
        if (RemoteName(diagnosis.Remote) is { } remote) Field(fields, "Remote-MTA", $"dns; {remote}");
        if (diagnosis.Reply.Case is Reply reply) DiagnosticCode(fields, reply);
        if (notice.LastAttempt.Case is DateTimeOffset last) Field(fields, "Last-Attempt-Date", MailDate.Write(last));
        if (notice.RetryUntil.Case is DateTimeOffset until) Field(fields, "Will-Retry-Until", MailDate.Write(until));
    }

    private static string Word(ReportAction action) => action switch
    {
        ReportAction.Failed => "failed",
        ReportAction.Delayed => "delayed",
        ReportAction.Relayed => "relayed",
        ReportAction.Delivered => "delivered",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    // RFC 3464 §2.3.6: the reply word for word, its lines one below the other.
    private static void DiagnosticCode(StringBuilder fields, Reply reply)
    {
        fields.Append("Diagnostic-Code: smtp;");
        var room = MaxLine - "Diagnostic-Code: smtp;".Length;
        var first = true;
        foreach (var line in Said(reply))
        {
            foreach (var piece in Wrap(line, room, MaxLine - 1))
            {
                fields.Append(first ? " " : "\r\n ").Append(piece);
                first = false;
            }
            room = MaxLine - 1;
        }
        fields.Append("\r\n");
    }

    /// <summary>Cuts a text into lines at its blanks; a word that is longer than any line may be is cut too.</summary>
    public static IEnumerable<string> Wrap(string text, int first, int others)
    {
        var (rest, room) = (text.Trim(), first);
        while (rest.Length > room)
        {
            var cut = rest.LastIndexOf(' ', room);
            // RFC 5322 §2.1.1: 998 octets at most.
            if (cut <= 0) cut = rest.IndexOf(' ', StringComparison.Ordinal) is var next and > 0 and < 900 ? next : Math.Min(rest.Length, 900);
            yield return rest[..cut].TrimEnd();
            rest = rest[cut..].TrimStart();
            room = others;
        }
        if (rest.Length > 0) yield return rest;
    }

    // RFC 6533 §3: UTF-8 as it is in a report in UTF-8; elsewhere as \x{HEX}.
    private static string Address(string type, string address, bool utf8)
    {
        if (!type.Equals("utf-8", StringComparison.OrdinalIgnoreCase)) return Plain(address);
        var written = new StringBuilder(address.Length);
        foreach (var rune in address.EnumerateRunes())
        {
            if (utf8 && !Rune.IsControl(rune)) written.Append(rune.ToString());
            else if (rune.Value is > ' ' and < 0x7f and not ('+' or '=' or '\\')) written.Append((char)rune.Value);
            else written.Append(CultureInfo.InvariantCulture, $@"\x{{{rune.Value:X2}}}");
        }
        return written.ToString();
    }

    // A name as DNS has it or an address; a socket on this machine is neither.
    private static string? RemoteName(string remote) =>
        IPAddress.TryParse(remote, out var address) ? new AddressLiteral.Ip(address).ToString()
        : DomainName.IsValid(remote) && AccountName.Of(new DomainName(remote)) is var name && Ascii.IsValid(name) ? name
        : null;

    private static void Field(StringBuilder fields, string name, string value) =>
        fields.Append(name).Append(": ").Append(value).Append("\r\n");
}
