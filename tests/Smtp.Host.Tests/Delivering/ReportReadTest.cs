using MimeKit;
using Smtp.Tests;

namespace Smtp.Host.Tests.Delivering;

/// <summary>A mail library that is not ours reads the golden reports and finds in them what they should say.</summary>
public sealed class ReportReadTest
{
    [Theory]
    [InlineData("failed", "failed", "5.1.1", "rfc822; bob@example.net")]
    [InlineData("delayed", "delayed", "4.2.2", "rfc822; bob@example.net")]
    [InlineData("delivered", "delivered", "2.1.5", "rfc822; bob@example.net")]
    [InlineData("relayed", "relayed", "2.0.0", "rfc822; bob@example.net")]
    public void One_recipient(string name, string action, string status, string recipient)
    {
        var (message, report, fields) = Read(name);

        Assert.Equal("delivery-status", report.ReportType);
        Assert.Equal(("MAILER-DAEMON@mx.example.org", "ann@example.org"), (message.From.Mailboxes.Single().Address, message.To.Mailboxes.Single().Address));
        Assert.Equal("auto-replied", message.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("lunch@example.org", message.InReplyTo);
        Assert.Equal(3, report.Count);
        Assert.IsType<TextPart>(report[0]);
        Assert.Equal(2, fields.Count);
        Assert.Equal("dns; mx.example.org", fields[0]["Reporting-MTA"]);
        Assert.True(MimeKit.Utils.DateUtils.TryParse(fields[0]["Arrival-Date"], out var arrived));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 4, 15, 39, TimeSpan.Zero), arrived);
        Assert.Equal((action, status, recipient), (fields[1]["Action"], fields[1]["Status"], fields[1]["Final-Recipient"]));
    }

    [Fact]
    public void The_whole_message_or_its_header_is_in_it()
    {
        Assert.Equal("Noodles at noon?", Assert.IsType<MessagePart>(Read("failed").Report[2]).Message!.TextBody!.Trim());
        var header = Assert.IsType<TextRfc822Headers>(Read("delayed").Report[2]);
        Assert.Equal("Lunch", header.Message!.Subject);
    }

    [Fact]
    public void Several_recipients_have_a_group_each()
    {
        var fields = Read("failed-several").Fields;

        Assert.Equal(["failed", "failed", "failed", "delivered"], fields.Skip(1).Select(group => group["Action"]));
        Assert.Equal("rfc822; bob@example.com", fields[1]["Original-Recipient"]);
        Assert.Equal(
            "smtp; 554-5.7.1 Your message looks like spam to us, and this is a line which goes on beyond what fits into one line of a report "
            + "554 5.7.1 See https://example.edu/policy",
            fields[3]["Diagnostic-Code"]);
        Assert.Equal("dns; [192.0.2.25]", fields[3]["Remote-MTA"]);
    }

    [Fact]
    public void An_internationalised_one_is_read_too()
    {
        var message = MimeMessage.Load(Path("failed-smtputf8"));
        var report = Assert.IsAssignableFrom<Multipart>(message.Body);
        Assert.Equal("Änne@example.org", message.To.Mailboxes.Single().Address);
        Assert.Equal(["text/plain", "message/global-delivery-status", "message/global"], report.Select(part => part.ContentType.MimeType));
        Assert.Contains("用户@例子.example", Assert.IsType<TextPart>(report[0]).Text, StringComparison.Ordinal);
    }

    private static (MimeMessage Message, MultipartReport Report, HeaderListCollection Fields) Read(string name)
    {
        var message = MimeMessage.Load(Path(name));
        var report = Assert.IsType<MultipartReport>(message.Body);
        return (message, report, Assert.IsType<MessageDeliveryStatus>(report[1]).StatusGroups);
    }

    private static string Path(string name) => Repository.PathTo("snapshots", "delivering", name + ".verified.eml");
}
