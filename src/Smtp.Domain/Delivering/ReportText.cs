using System.Text;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Delivering;

/// <summary>The part of a report that people read. It speaks to somebody who knows nothing of mail servers.</summary>
internal static class ReportText
{
    private const int MaxLine = 72;

    /// <summary>What a report on several recipients is mostly about.</summary>
    public static ReportAction Gravest(Seq<ReportedRecipient> recipients)
    {
        var gravest = recipients[0].Notice.Action;
        foreach (var recipient in recipients)
            if (recipient.Notice.Action < gravest) gravest = recipient.Notice.Action;
        return gravest;
    }

    public static string Subject(ReportAction action) => action switch
    {
        ReportAction.Failed => "Your message could not be delivered",
        ReportAction.Delayed => "Your message is delayed",
        ReportAction.Relayed => "Your message was handed on",
        ReportAction.Delivered => "Your message was delivered",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    public static string Write(ReportRequest request, ReportAction gravest)
    {
        var text = new StringBuilder();
        Paragraph(text, "", $"This is the mail server {request.Host}. It tells you what became of the message that you sent on "
            + $"{MailDate.Write(request.Original.Arrived)}.");
        foreach (var action in new[] { ReportAction.Failed, ReportAction.Delayed, ReportAction.Relayed, ReportAction.Delivered })
        {
            var those = request.Recipients.Filter(one => one.Notice.Action == action);
            if (those.IsEmpty) continue;
            text.Append("\r\n");
            Paragraph(text, "", Introduction(action, those.Count > 1));
            foreach (var recipient in those) Recipient(text, recipient, request.Original.Options.SmtpUtf8);
        }
        text.Append("\r\n");
        Paragraph(text, "", Advice(gravest));
        return text.ToString();
    }

    private static string Introduction(ReportAction action, bool several) => action switch
    {
        ReportAction.Failed => several ? "It could not be delivered to these people:" : "It could not be delivered to:",
        ReportAction.Delayed => several ? "It has not reached these people yet:" : "It has not yet reached:",
        ReportAction.Relayed => "It was handed on to a server that does not tell whether it arrives:",
        ReportAction.Delivered => "It was delivered to:",
        _ => throw new ArgumentOutOfRangeException(nameof(action)),
    };

    private static string Advice(ReportAction gravest) => gravest switch
    {
        ReportAction.Failed => "It will not be tried again. Check the address, and send the message again if it was wrong; or reach "
            + "them by another way. What follows is for the experts who may help you: a report for machines, then your message.",
        ReportAction.Delayed => "You need not do anything: it is still tried, and you will be told if it cannot be delivered.",
        ReportAction.Relayed or ReportAction.Delivered => "You get this because you, or your mail program, asked for it.",
        _ => throw new ArgumentOutOfRangeException(nameof(gravest)),
    };

    private static void Recipient(StringBuilder text, ReportedRecipient recipient, bool utf8)
    {
        var (notice, diagnosis) = (recipient.Notice, recipient.Notice.Diagnosis);
        text.Append("\r\n  <").Append(utf8 ? recipient.Address : ReportFields.Plain(recipient.Address)).Append(">\r\n");
        if (notice.Action is ReportAction.Relayed or ReportAction.Delivered) return;
        Paragraph(text, "    ", Meaning(diagnosis.Status));
        if (diagnosis.Reply.Case is Reply reply)
        {
            Paragraph(text, "    ", diagnosis.Remote.Length > 0 ? $"The server {ReportFields.Plain(diagnosis.Remote)} said:" : "The next server said:");
            foreach (var line in ReportFields.Said(reply)) Paragraph(text, "      ", line);
        }
        else Paragraph(text, "    ", ReportFields.Plain(diagnosis.Text));
        if (notice.RetryUntil.Case is DateTimeOffset until) Paragraph(text, "    ", $"It is tried until {MailDate.Write(until)}.");
    }

    // RFC 3463 §3, in the words of those who write letters.
    private static string Meaning(EnhancedStatusCode status) => (status.Subject, status.Detail) switch
    {
        (1, 1) or (1, 6) => "There is no such mailbox.",
        (1, 2) => "There is no such domain: what stands behind the @ is wrong, or no longer in use.",
        (1, 10) => "The domain takes no mail at all.",
        (2, 1) => "The mailbox is closed.",
        (2, 2) => "The mailbox is full.",
        (3, 4) or (2, 3) => "The message is too big.",
        (4, 1) or (4, 2) => "The server there does not answer.",
        (4, 3) => "The addresses of the server there could not be found out.",
        (4, 4) => "No way leads there.",
        (4, 6) => "The message went round in a circle.",
        (4, 7) => "It was tried for as long as this server tries.",
        (6, 3) or (6, 7) => "The server there cannot take a message of this kind.",
        (7, _) => "The server there does not want the message.",
        _ => "",
    };

    private static void Paragraph(StringBuilder text, string indent, string words)
    {
        foreach (var line in ReportFields.Wrap(words, MaxLine - indent.Length, MaxLine - indent.Length))
            text.Append(indent).Append(line).Append("\r\n");
    }
}
