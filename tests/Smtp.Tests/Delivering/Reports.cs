using System.Text;
using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Parsing.Grammar;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Delivering;

/// <summary>Reports as a host would write them, all on the same day.</summary>
internal static class Reports
{
    public static readonly DateTimeOffset Arrived = new(2026, 11, 24, 4, 15, 39, TimeSpan.Zero);

    public const string Header = "Received: from laptop.example.org by mx.example.org with ESMTPSA;\r\n\tTue, 24 Nov 2026 04:15:39 +0000\r\n"
        + "From: Ann <ann@example.org>\r\nTo: Bob <bob@example.net>\r\nSubject: Lunch\r\nMessage-ID: <lunch@example.org>\r\n";

    public const string Body = "\r\nNoodles at noon?\r\n";

    /// <summary>The report as a whole, the original copied into it as a host does.</summary>
    public static string Write(MailOptions options, params ReportedRecipient[] recipients) => Write(options, Header, recipients);

    public static string Write(MailOptions options, string header, params ReportedRecipient[] recipients)
    {
        var report = StatusReport.Compose(Request(options, header, header.Length + Body.Length, recipients));
        var text = Encoding.UTF8.GetString(report.Head.Span) + header + (report.ReturnsWhole ? Body : "") + Encoding.UTF8.GetString(report.Tail.Span);
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain('\r', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.All(text.Split("\r\n"), line => Assert.True(Encoding.UTF8.GetByteCount(line) <= 998, line));
        return text.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    public static ReportRequest Request(MailOptions options, string header, long size, params ReportedRecipient[] recipients) => new(
        "mx.example.org", Arrived.AddHours(4), "01HZX5T7Q2M8K4RB",
        new OriginalMessage(
            Mailboxes.Parse(options.SmtpUtf8 ? "Änne@example.org" : "ann@example.org").IfNone(() => throw new FormatException()),
            options, Arrived, size, Encoding.UTF8.GetBytes(header)),
        toSeq(recipients).Strict());

    public static ReportedRecipient Of(
        string address, ReportAction action, string status, Reply? reply, string remote, string text = "", OriginalRecipient? original = null) =>
        new(address, Optional(original), new Notice(
            action, new Diagnosis(EnhancedStatusCode.Parse(status), text, Optional(reply), remote), Arrived.AddHours(3.5),
            action == ReportAction.Delayed ? Arrived.AddDays(5) : None));

    public static readonly ReportedRecipient Unknown = Of(
        "bob@example.net", ReportAction.Failed, "5.1.1", Reply.Of(550, "5.1.1", "No such mailbox here"), "mx.example.net",
        original: new OriginalRecipient("rfc822", "bob@example.com"));
}
