using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Domain.Delivering;

/// <summary>A message that tells a sender what became of mail (RFC 3461 §6, RFC 3464, RFC 6522; RFC 6533 where the mail had
/// SMTPUTF8): for people, for machines, and the message it is about, or its header.</summary>
/// <remarks>The report is <see cref="Head"/>, then the original (whole or its header), then <see cref="Tail"/>. Its reverse-path
/// is null, and it is never itself reported on.</remarks>
/// <param name="To">Who gets it.</param>
/// <param name="Head">What comes before the original.</param>
/// <param name="ReturnsWhole">Whether the whole original stands between; else its header alone.</param>
/// <param name="Tail">What comes after it.</param>
/// <param name="Options">The parameters of its MAIL.</param>
public sealed record StatusReport(
    Mailbox To, ReadOnlyMemory<byte> Head, bool ReturnsWhole, ReadOnlyMemory<byte> Tail, MailOptions Options)
{
    /// <summary>Most octets of an original that RET=FULL gives back whole; of a larger one its header is given back.</summary>
    public const int MostWhole = 1024 * 1024;

    /// <summary>Most octets of an original that is given back whole where its sender did not say.</summary>
    public const int MostWholeUnasked = 64 * 1024;

    /// <summary>Writes a report.</summary>
    public static StatusReport Compose(ReportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Recipients.IsEmpty) throw new ArgumentException("A report is about somebody.", nameof(request));
        var original = request.Original;
        var utf8 = original.Options.SmtpUtf8;
        var whole = IsReturnedWhole(request);
        var eightBit = !Ascii.IsValid(original.Header.Span) || (whole && (utf8 || original.Options.Body == BodyType.EightBitMime));
        var boundary = $"={request.Token}=";
        var action = ReportText.Gravest(request.Recipients);

        var head = new StringBuilder();
        head.Append(Header(request, action, boundary, eightBit || utf8));
        Part(head, boundary, utf8 ? "text/plain; charset=utf-8" : "text/plain; charset=us-ascii", "Notification", eightBit: utf8);
        head.Append(ReportText.Write(request, action));
        Part(head, boundary, utf8 ? "message/global-delivery-status" : "message/delivery-status", "Delivery report", eightBit: utf8);
        head.Append(ReportFields.Write(request));
        Part(head, boundary, OriginalType(whole, utf8), whole ? "Undelivered message" : "Header of the message", eightBit);
        return new StatusReport(
            original.From, Encoding.UTF8.GetBytes(head.ToString()), whole, Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n"),
            new MailOptions { Body = eightBit || utf8 ? BodyType.EightBitMime : BodyType.SevenBit, SmtpUtf8 = utf8 });
    }

    // RFC 3461 §4.3: RET is about failures; a report on anything else gives back the header. RFC 8689 §5: so does one on mail
    // that was to travel over TLS alone. Binary content would need BINARYMIME for the report too.
    private static bool IsReturnedWhole(ReportRequest request)
    {
        var (original, options) = (request.Original, request.Original.Options);
        if (options.RequireTls || options.Body == BodyType.BinaryMime) return false;
        if (!request.Recipients.Exists(one => one.Notice.Action == ReportAction.Failed)) return false;
        if (options.Return.Case is not ReturnContent asked) return original.Size <= MostWholeUnasked;
        return asked == ReturnContent.Full && original.Size <= MostWhole;
    }

    // RFC 6522 §2 and §3 for the header alone, RFC 6533 §6 for UTF-8.
    private static string OriginalType(bool whole, bool utf8) => (whole, utf8) switch
    {
        (true, false) => "message/rfc822",
        (true, true) => "message/global",
        (false, false) => "text/rfc822-headers",
        (false, true) => "message/global-headers",
    };

    private static string Header(ReportRequest request, ReportAction action, string boundary, bool eightBit)
    {
        var answered = HeaderFields.Find(request.Original.Header.Span, "Message-ID").Filter(IsMessageId)
            .Map(id => $"In-Reply-To: {id}\r\nReferences: {id}\r\n").IfNone("");
        return $"From: Mail Delivery System <MAILER-DAEMON@{request.Host}>\r\n"
            + $"To: <{request.Original.From}>\r\n"
            + $"Subject: {ReportText.Subject(action)}\r\n"
            + $"Date: {MailDate.Write(request.Now)}\r\n"
            + $"Message-ID: <{request.Token}@{request.Host}>\r\n"
            + answered
            // RFC 3834 §5: no machine answers this.
            + "Auto-Submitted: auto-replied\r\n"
            + "MIME-Version: 1.0\r\n"
            + $"Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"{boundary}\"\r\n"
            + (eightBit ? "Content-Transfer-Encoding: 8bit\r\n" : "")
            + "\r\nThis is a report in MIME format.\r\n";
    }

    private static void Part(StringBuilder report, string boundary, string type, string description, bool eightBit) =>
        report.Append("\r\n--").Append(boundary).Append("\r\nContent-Type: ").Append(type)
            .Append("\r\nContent-Description: ").Append(description)
            .Append(eightBit ? "\r\nContent-Transfer-Encoding: 8bit" : "").Append("\r\n\r\n");

    // What is copied from a stranger's header is copied only where it is surely an identifier, and short.
    private static bool IsMessageId(string text) =>
        text is ['<', .., '>'] && text.Length <= 250 && !text.AsSpan().ContainsAnyExceptInRange('!', '~')
        && text.IndexOf('>', StringComparison.Ordinal) == text.Length - 1;
}
