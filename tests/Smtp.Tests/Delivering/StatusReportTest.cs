using System.Runtime.CompilerServices;
using System.Text;
using Smtp.Domain.Delivering;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using static LanguageExt.Prelude;
using static Smtp.Tests.Delivering.Reports;
using static VerifyXunit.Verifier;

namespace Smtp.Tests.Delivering;

/// <summary>Whole reports, as their readers get them.</summary>
public sealed class StatusReportTest
{
    [Fact]
    public async Task A_mailbox_that_does_not_exist() =>
        await Report("failed", Write(MailOptions.None with { EnvelopeId = "QQ314159" }, Unknown));

    [Fact]
    public async Task Several_people_fare_differently_and_the_header_alone_is_given_back() => await Report("failed-several", Write(
        MailOptions.None with { Return = ReturnContent.Headers },
        Unknown,
        Of("eve@example.com", ReportAction.Failed, "4.4.7", NoReply, "mx1.example.com",
            "Not delivered within 5 days. No server of example.com answers: connection refused"),
        Of("zoe@example.edu", ReportAction.Failed, "5.7.1", new Reply(new ReplyCode(554), EnhancedStatusCode.Parse("5.7.1"), Seq(
            "Your message looks like spam to us, and this is a line which goes on beyond what fits into one line of a report",
            "See https://example.edu/policy")), "192.0.2.25"),
        Of("joe@example.edu", ReportAction.Delivered, "2.0.0", Reply.Of(250, "2.0.0", "Ok"), "mx.example.edu")));

    [Fact]
    public async Task It_takes_long() => await Report("delayed", Write(
        MailOptions.None,
        Of("bob@example.net", ReportAction.Delayed, "4.2.2", Reply.Of(452, "4.2.2", "Mailbox full"), "mx.example.net")));

    [Fact]
    public async Task It_lies_in_the_mailbox() => await Report("delivered", Write(
        MailOptions.None with { Return = ReturnContent.Full, EnvelopeId = "QQ314159" },
        Of("bob@example.net", ReportAction.Delivered, "2.1.5", Reply.Of(250, "2.1.5", "Saved"), "/run/dovecot/lmtp")));

    [Fact]
    public async Task It_went_on() => await Report("relayed", Write(
        MailOptions.None, Of("bob@example.net", ReportAction.Relayed, "2.0.0", Reply.Of(250, "Ok"), "mx.example.net")));

    [Fact]
    public async Task An_internationalised_message() => await Report("failed-smtputf8", Write(
        MailOptions.None with { SmtpUtf8 = true, Body = BodyType.EightBitMime },
        "From: Änne <Änne@example.org>\r\nSubject: Mittagessen für zwei\r\n",
        Of("用户@例子.example", ReportAction.Failed, "5.6.7", NoReply, "mx.例子.example", "The next server does not take internationalised addresses.",
            new OriginalRecipient("utf-8", "用户@例子.example"))));

    [Theory]
    [InlineData(null, StatusReport.MostWholeUnasked, true)]
    [InlineData(null, StatusReport.MostWholeUnasked + 1, false)]
    [InlineData(ReturnContent.Full, StatusReport.MostWhole, true)]
    [InlineData(ReturnContent.Full, StatusReport.MostWhole + 1, false)]
    [InlineData(ReturnContent.Headers, 1, false)]
    public void How_much_is_given_back(ReturnContent? asked, long size, bool whole)
    {
        var options = MailOptions.None with { Return = Optional(asked) };
        Assert.Equal(whole, StatusReport.Compose(Request(options, Header, size, Unknown)).ReturnsWhole);
        Assert.False(StatusReport.Compose(Request(options with { RequireTls = true }, Header, size, Unknown)).ReturnsWhole);
        Assert.False(StatusReport.Compose(Request(options with { Body = BodyType.BinaryMime }, Header, size, Unknown)).ReturnsWhole);
        Assert.False(StatusReport.Compose(Request(options, Header, size, Unknown with { Notice = Unknown.Notice with { Action = ReportAction.Delivered } })).ReturnsWhole);
    }

    [Fact]
    public void What_a_hostile_server_says_forges_no_field()
    {
        var evil = new Reply(new ReplyCode(550), None, Seq("x\r\nAction: delivered\r\n\r\n--=01HZX5T7Q2M8K4RB=--", "é\u0007" + new string('y', 5000)));
        var report = Write(MailOptions.None, Of("bob@example.net", ReportAction.Failed, "5.0.0", evil, "mx.example.net\r\nEvil: 1"));
        Assert.DoesNotContain("\nAction: delivered", report, StringComparison.Ordinal);
        Assert.DoesNotContain("\nEvil:", report, StringComparison.Ordinal);
        Assert.Equal(1, report.Split("\n--=01HZX5T7Q2M8K4RB=--").Length - 1);
    }

    [Theory]
    [InlineData("Message-ID: <a@b>\r\n", "\r\nIn-Reply-To: <a@b>\r\nReferences: <a@b>\r\n")]
    [InlineData("Message-ID:\r\n <a@b>\r\n", "\r\nIn-Reply-To: <a@b>\r\nReferences: <a@b>\r\n")]
    [InlineData("Message-ID: <a b@c>\r\n", null)]
    [InlineData("Message-ID: <a@b> <c@d>\r\n", null)]
    [InlineData("Subject: none\r\n", null)]
    public void It_answers_the_message_where_that_has_a_name(string header, string? line)
    {
        var head = Encoding.UTF8.GetString(StatusReport.Compose(Request(MailOptions.None, header, 1, Unknown)).Head.Span);
        if (line is null) Assert.DoesNotContain("In-Reply-To", head, StringComparison.Ordinal);
        else Assert.Contains(line, head, StringComparison.Ordinal);
    }

    [Fact]
    public void Octets_that_are_not_ASCII_are_told_before()
    {
        var report = StatusReport.Compose(Request(MailOptions.None, "Subject: für\r\n", 1, Unknown));
        Assert.Equal(BodyType.EightBitMime, report.Options.Body);
        Assert.Equal(BodyType.SevenBit, StatusReport.Compose(Request(MailOptions.None, Header, 1, Unknown)).Options.Body);
    }

    private static Reply? NoReply => null;

    private static async Task Report(string name, string text, [CallerFilePath] string sourceFile = "") =>
        await Verify(text, "eml", sourceFile).UseDirectory("../../../snapshots/delivering").UseFileName(name);
}
