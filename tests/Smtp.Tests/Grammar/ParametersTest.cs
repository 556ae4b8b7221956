using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Grammar;

public sealed class ParametersTest
{
    [Theory]
    [InlineData("SIZE=0", "Size { Octets = 0 }")]
    [InlineData("size=1024", "Size { Octets = 1024 }")]
    [InlineData("SIZE=00000000000000000001", "Size { Octets = 1 }")]
    [InlineData("SIZE=9223372036854775808", "Size { Octets = 9223372036854775807 }")]
    [InlineData("SIZE=99999999999999999999", "Size { Octets = 9223372036854775807 }")]
    [InlineData("BODY=7BIT", "Body { Type = SevenBit }")]
    [InlineData("body=8bitmime", "Body { Type = EightBitMime }")]
    [InlineData("BODY=BINARYMIME", "Body { Type = BinaryMime }")]
    [InlineData("SMTPUTF8", "SmtpUtf8 { }")]
    [InlineData("REQUIRETLS", "RequireTls { }")]
    [InlineData("RET=FULL", "Return { Content = Full }")]
    [InlineData("RET=hdrs", "Return { Content = Headers }")]
    [InlineData("ENVID=QQ314159", "EnvelopeId { Value = QQ314159 }")]
    [InlineData("ENVID=a+20b+2B+3d", "EnvelopeId { Value = a b+= }")]
    [InlineData("AUTH=<>", "Auth { Submitter = None }")]
    [InlineData("AUTH=+3C+3E", "Auth { Submitter = None }")]
    // RFC 4954 §5
    [InlineData("AUTH=e+3Dmc2@example.com", "Auth { Submitter = Some(e=mc2@example.com) }")]
    [InlineData("NOTIFY=NEVER", "Unknown { Keyword = NOTIFY, Value = Some(NEVER) }")]
    [InlineData("X-WHAT", "Unknown { Keyword = X-WHAT, Value = None }")]
    [InlineData("x=ü", "Unknown { Keyword = x, Value = Some(ü) }")]
    public void Parameters_of_MAIL(string parameter, string meaning) =>
        Assert.Equal(meaning, OnMail(parameter).ToString());

    [Theory]
    [InlineData("NOTIFY=NEVER", "Notification { Notify = Never }")]
    [InlineData("NOTIFY=SUCCESS,FAILURE,DELAY", "Notification { Notify = Success, Failure, Delay }")]
    [InlineData("notify=delay", "Notification { Notify = Delay }")]
    [InlineData("SIZE=1", "Unknown { Keyword = SIZE, Value = Some(1) }")]
    public void Parameters_of_RCPT(string parameter, string meaning) =>
        Assert.Equal(meaning, OnRcpt(parameter).ToString());

    [Theory]
    // RFC 3461 §10
    [InlineData("ORCPT=rfc822;Bob@Example.COM", "rfc822", "Bob@Example.COM")]
    [InlineData("ORCPT=rfc822;a+2Bb@c", "rfc822", "a+b@c")]
    [InlineData("ORCPT=rfc822;a;b", "rfc822", "a;b")]
    // RFC 6533 §3
    [InlineData(@"ORCPT=utf-8;j\x{FC}rgen@c", "utf-8", "jürgen@c")]
    [InlineData(@"ORCPT=UTF-8;jürgen\x{20}\x{2b}\x{5C}@c", "UTF-8", "jürgen +\\@c")]
    [InlineData(@"ORCPT=utf-8;\x{1F600}@c", "utf-8", "😀@c")]
    public void Original_recipients(string parameter, string type, string address) =>
        Assert.Equal(new Parameter.Original(new OriginalRecipient(type, address)), OnRcpt(parameter));

    [Theory]
    [InlineData("SIZE")]
    [InlineData("SIZE=x")]
    [InlineData("SIZE=-1")]
    [InlineData("SIZE=100000000000000000000")]
    [InlineData("BODY")]
    [InlineData("BODY=9BIT")]
    [InlineData("SMTPUTF8=1")]
    [InlineData("REQUIRETLS=1")]
    [InlineData("RET=BODY")]
    [InlineData("RET")]
    [InlineData("ENVID")]
    [InlineData("ENVID=+")]
    [InlineData("ENVID=+4")]
    [InlineData("ENVID=+ZZ")]
    [InlineData("ENVID=+0A")]
    [InlineData("ENVID=+C3+A4")]
    [InlineData("ENVID=ä")]
    [InlineData("AUTH")]
    [InlineData("AUTH=me")]
    [InlineData("AUTH=<a@b>")]
    [InlineData("AUTH=a@b+")]
    public void Known_on_MAIL_but_wrong(string parameter) =>
        Assert.IsType<Parameter.Invalid>(OnMail(parameter));

    [Theory]
    [InlineData("NOTIFY")]
    [InlineData("NOTIFY=SOMETIMES")]
    [InlineData("NOTIFY=NEVER,DELAY")]
    [InlineData("NOTIFY=DELAY,DELAY")]
    [InlineData("NOTIFY=DELAY,")]
    [InlineData("NOTIFY=,")]
    [InlineData("ORCPT")]
    [InlineData("ORCPT=rfc822")]
    [InlineData("ORCPT=rfc822;")]
    [InlineData("ORCPT=;a@b")]
    [InlineData("ORCPT=a@b;c@d")]
    [InlineData("ORCPT=rfc822;a+0Ab@c")]
    [InlineData("ORCPT=rfc822;ä@c")]
    [InlineData("ORCPT=rfc822;a+C3+A4@c")]
    [InlineData("ORCPT=utf-8;")]
    [InlineData("ORCPT=utf-8;a+2Bb@c")]
    [InlineData(@"ORCPT=utf-8;a\b@c")]
    [InlineData(@"ORCPT=utf-8;\x{41}@c")]
    [InlineData(@"ORCPT=utf-8;\x{0A}@c")]
    [InlineData(@"ORCPT=utf-8;\x{00FC}@c")]
    [InlineData(@"ORCPT=utf-8;\x{D800}@c")]
    [InlineData(@"ORCPT=utf-8;\x{110000}@c")]
    [InlineData(@"ORCPT=utf-8;\x{FC@c")]
    public void Known_on_RCPT_but_wrong(string parameter) =>
        Assert.IsType<Parameter.Invalid>(OnRcpt(parameter));

    [Theory]
    [InlineData("=")]
    [InlineData("=1")]
    [InlineData("SIZE=")]
    [InlineData("SIZE=1=2")]
    [InlineData("-SIZE=1")]
    [InlineData("SI_ZE=1")]
    [InlineData("SIZE =1")]
    [InlineData("SIZE=1\tBODY=7BIT")]
    [InlineData("SIZE=1\0")]
    [InlineData("ü=1")]
    [InlineData("X=a\u0085")]
    public void What_is_not_even_a_parameter(string text)
    {
        Assert.Equal("BadArguments", Reading.Outcome($"MAIL FROM:<> {text}"));
        Assert.Equal("BadArguments", Reading.Outcome($"RCPT TO:<a@b> {text}"));
    }

    [Fact]
    public void Parameters_keep_their_order() => Assert.Equal(
        "MAIL FROM:<a@b> RET=HDRS SIZE=1 X=y ENVID=QQ314159",
        Reading.Outcome("MAIL FROM:<a@b>  RET=HDRS   SIZE=1 X=y ENVID=QQ314159 "));

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    public void Thirty_two_parameters_are_enough(int count, bool taken) =>
        Assert.Equal(taken, Reading.Read("MAIL FROM:<>" + string.Concat(Enumerable.Repeat(" X=1", count))) is Command.Mail);

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void An_envelope_id_has_100_characters_at_most_as_meant(int characters, bool taken) => Assert.Equal(
        taken,
        OnMail($"ENVID={string.Concat(Enumerable.Repeat("+20", characters))}") is Parameter.EnvelopeId);

    [Theory]
    [InlineData(500, true)]
    [InlineData(501, false)]
    public void An_original_recipient_has_500_octets_at_most_as_written(int octets, bool taken) => Assert.Equal(
        taken,
        OnRcpt($"ORCPT={"rfc822;".PadRight(octets, 'a')}") is Parameter.Original);

    [Fact]
    public void An_original_recipient_too_long_in_ASCII_is_written_in_UTF8()
    {
        var original = new Parameter.Original(new OriginalRecipient("utf-8", new string('ä', 200)));
        Assert.Equal($"ORCPT=utf-8;{new string('ä', 200)}", CommandWriter.Write(original));
    }

    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("a+b=c d", "a+2Bb+3Dc+20d")]
    [InlineData("ü", "+C3+BC")]
    [InlineData("", "")]
    public void Xtext_hides_what_could_not_stand_in_a_value(string text, string xtext)
    {
        Assert.Equal(xtext, Xtext.Encode(text));
        Assert.Equal(text, Xtext.Decode(xtext));
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a=b")]
    [InlineData("+")]
    [InlineData("+2")]
    [InlineData("+ 2")]
    [InlineData("+FF")]
    [InlineData("ä")]
    public void These_are_no_xtext(string xtext) => Assert.True(Xtext.Decode(xtext).IsNone);

    [Fact]
    public void NOTIFY_of_nothing_cannot_be_written() =>
        Assert.Throws<ArgumentException>(() => CommandWriter.Write(new Parameter.Notification(Notify.Unspecified)));

    private static Parameter OnMail(string parameter) =>
        Assert.Single(Assert.IsType<Command.Mail>(Reading.Read($"MAIL FROM:<> {parameter}")).Parameters);

    private static Parameter OnRcpt(string parameter) =>
        Assert.Single(Assert.IsType<Command.Rcpt>(Reading.Read($"RCPT TO:<a@b> {parameter}")).Parameters);
}
