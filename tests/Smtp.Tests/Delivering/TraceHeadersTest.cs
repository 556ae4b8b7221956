using System.Text;
using CsCheck;
using Smtp.Domain.Delivering;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Delivering;

public sealed class TraceHeadersTest
{
    private static readonly TraceFacts Facts = new(
        "mx.example.org", "laptop.example.net", "192.0.2.1", "ESMTPSA", "TLSv1.3 TLS_AES_256_GCM_SHA384", "01HZX5T7Q2",
        Seq1("bob@example.org"), SmtpUtf8: false, new DateTimeOffset(2026, 11, 24, 4, 15, 39, TimeSpan.FromHours(-3.5)));

    [Fact]
    public void A_received_line_tells_how_the_message_came() => Assert.Equal(
        "Received: from laptop.example.net ([192.0.2.1]) by mx.example.org with ESMTPSA\r\n"
        + "\t(TLSv1.3 TLS_AES_256_GCM_SHA384) id 01HZX5T7Q2 for <bob@example.org>;\r\n"
        + "\tTue, 24 Nov 2026 04:15:39 -0330\r\n",
        TraceHeaders.Received(Facts));

    [Fact]
    public void Several_recipients_are_not_named_to_each_other() => Assert.Equal(
        "Received: from client.example ([IPv6:2001:db8::1]) by mx.example.org\r\n\twith ESMTP id 01HZX5T7Q2; Tue, 24 Nov 2026 04:15:39 -0330\r\n",
        TraceHeaders.Received(Facts with
        {
            Hello = "client.example",
            Peer = "2001:db8::1",
            Protocol = "ESMTP",
            Tls = None,
            Recipients = Seq("a@example.org", "b@example.org"),
        }));

    [Theory]
    [InlineData("local", "from laptop.example.net by mx")]
    [InlineData("::ffff:192.0.2.1", "from laptop.example.net ([192.0.2.1]) by mx")]
    public void The_client_is_named_by_its_address(string peer, string text) =>
        Assert.Contains(text, TraceHeaders.Received(Facts with { Peer = peer }), StringComparison.Ordinal);

    [Theory]
    [InlineData("ESMTPS", "UTF8SMTPS")]
    [InlineData("ESMTP", "UTF8SMTP")]
    [InlineData("LMTPA", "UTF8LMTPA")]
    [InlineData("SMTP", "SMTP")]
    public void With_SMTPUTF8_the_protocol_says_so_and_names_stay_as_they_are(string protocol, string written)
    {
        var line = TraceHeaders.Received(Facts with { SmtpUtf8 = true, Protocol = protocol, Hello = "δοκιμή.example", Recipients = Seq1("用户@example.org"), Tls = None });
        Assert.Contains($" with {written}", line.Replace("\r\n\t", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("from δοκιμή.example", line, StringComparison.Ordinal);
        Assert.Contains("for <用户@example.org>", line, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_it_nothing_but_ASCII_is_written()
    {
        var line = TraceHeaders.Received(Facts with { Hello = "δοκιμή.example", Recipients = Seq1("用户@example.org") });
        Assert.True(Ascii.IsValid(line));
        Assert.Contains("from xn--jxalpdlp.example", line, StringComparison.Ordinal);
        Assert.DoesNotContain(" for ", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "Date: Tue, 24 Nov 2026 04:15:39 -0330\r\nMessage-ID: <new@mx>\r\n")]
    [InlineData("Subject: x\r\n\r\nDate: in the text\r\n", "Date: Tue, 24 Nov 2026 04:15:39 -0330\r\nMessage-ID: <new@mx>\r\n")]
    [InlineData("date: now\r\nSubject: x\r\n\r\n", "Message-ID: <new@mx>\r\n")]
    [InlineData("Message-Id: <a@b>\r\n\r\n", "Date: Tue, 24 Nov 2026 04:15:39 -0330\r\n")]
    [InlineData("Date : now\r\nMESSAGE-ID:\r\n <a@b>\r\n\r\n", "")]
    public void A_submission_server_adds_what_is_missing(string content, string lines) =>
        Assert.Equal(lines, TraceHeaders.Missing(Encoding.UTF8.GetBytes(content), Facts.ReceivedAt, "new@mx"));

    [Theory]
    [InlineData("", 0)]
    [InlineData("\r\nReceived: x\r\n", 0)]
    [InlineData("Received: a\r\nReceived: b\r\n\tReceived: c\r\nreceived: d\r\n\r\nReceived: e\r\n", 3)]
    [InlineData("Received: a\r\nhello\r\nReceived: b\r\n", 1)]
    [InlineData("X-Received: a\r\nReceived-SPF: b\r\nReceived: c", 1)]
    public void Received_lines_are_counted_to_the_end_of_the_header(string content, int count) =>
        Assert.Equal(count, HeaderFields.Count(Encoding.UTF8.GetBytes(content), "Received"));

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("\r\ntext", 0, "")]
    [InlineData("A: b\r\n\r\ntext", 6, "")]
    [InlineData("A: b\r\n c\r\n\r\n", 10, "")]
    [InlineData("A: b\r\n", 6, "")]
    [InlineData("hello\r\n", 0, "\r\n")]
    [InlineData("see: http\r\nnot a field\r\n", 11, "")]
    [InlineData(" folded\r\nA: b\r\n", 0, "\r\n")]
    public void The_header_ends_where_a_line_is_no_field(string content, int length, string separator)
    {
        Assert.Equal(length, HeaderFields.Length(Encoding.UTF8.GetBytes(content)));
        Assert.Equal(separator, HeaderFields.Separator(Encoding.UTF8.GetBytes(content)));
    }

    [Fact]
    public void Any_octets_have_a_header_of_some_length() => Gen.OneOf(Gen.Byte, Gen.OneOf<byte>(13, 10, 58, 32, 65)).Array[0, 200].Sample(octets =>
        HeaderFields.Length(octets) is var length && length >= 0 && length <= octets.Length && HeaderFields.Count(octets, "A") <= length);

    [Fact]
    public void Lines_of_final_delivery() => Assert.Equal(
        "Return-Path: <>\r\nReturn-Path: <ann@example.org>\r\nDelivered-To: bob@example.org\r\n",
        TraceHeaders.ReturnPath("") + TraceHeaders.ReturnPath("ann@example.org") + TraceHeaders.DeliveredTo("bob@example.org"));
}
