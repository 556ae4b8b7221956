using Smtp.Domain.Mail;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Grammar;

public sealed class MailboxesTest
{
    [Theory]
    [InlineData("a@b", "a")]
    [InlineData("john.smith@example.org", "john.smith")]
    [InlineData("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~")]
    [InlineData("\"john smith\"@example.org", "john smith")]
    [InlineData("\"john\\ smith\"@example.org", "john smith")]
    [InlineData("\"\"@example.org", "")]
    [InlineData("\"a@b\"@example.org", "a@b")]
    [InlineData("\"a\\\"b\\\\c\"@example.org", "a\"b\\c")]
    [InlineData("\"john.smith\"@example.org", "john.smith")]
    [InlineData("\".\"@example.org", ".")]
    [InlineData("jürgen@example.org", "jürgen")]
    [InlineData("\"ü ü\"@example.org", "ü ü")]
    [InlineData("用户@例え.テスト", "用户")]
    public void A_local_part_is_what_it_means(string address, string local) =>
        Assert.Equal(new LocalPart(local), Mailboxes.Parse(address).Map(mailbox => mailbox.Local));

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@b")]
    [InlineData("a@")]
    [InlineData("a@b@c")]
    [InlineData(".a@b")]
    [InlineData("a.@b")]
    [InlineData("a..b@c")]
    [InlineData("a b@c")]
    [InlineData("a@b c")]
    [InlineData("a(comment)@b")]
    [InlineData("a,b@c")]
    [InlineData("a\\b@c")]
    [InlineData("\"a@b")]
    [InlineData("\"a\"b@c")]
    [InlineData("\"a\\\"@c")]
    [InlineData("\"a\\ü\"@c")]
    [InlineData("\"a\tb\"@c")]
    [InlineData("a\u0085b@c")]
    [InlineData("a\ufffdb@c")]
    [InlineData("a@b.")]
    [InlineData("a@.b")]
    [InlineData("a@b..c")]
    [InlineData("a@-b")]
    [InlineData("a@b-.c")]
    [InlineData("a@b_c")]
    [InlineData("a@b\u3000c")]
    [InlineData("<a@b>")]
    public void These_are_no_mailboxes(string address) => Assert.True(Mailboxes.Parse(address).IsNone);

    [Fact]
    public void Half_a_surrogate_pair_is_no_character() => Assert.True(Mailboxes.Parse("a\ud83d@b").IsNone);

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0xc0, 0x80 })]
    [InlineData(new byte[] { 0xc3 })]
    [InlineData(new byte[] { 0xed, 0xa0, 0x80 })]
    [InlineData(new byte[] { 0xf4, 0x90, 0x80, 0x80 })]
    public void What_is_not_UTF8_is_no_address(byte[] octets)
    {
        Assert.Equal("BadReversePath", Reading.Outcome([.. "MAIL FROM:<a"u8, .. octets, .. "@b>"u8]));
        Assert.Equal("BadReversePath", Reading.Outcome([.. "MAIL FROM:<\""u8, .. octets, .. "\"@b>"u8]));
        Assert.Equal("BadForwardPath", Reading.Outcome([.. "RCPT TO:<a@b"u8, .. octets, .. ">"u8]));
        Assert.Equal("BadArguments", Reading.Outcome([.. "EHLO a"u8, .. octets]));
        Assert.Equal("BadArguments", Reading.Outcome([.. "MAIL FROM:<> X=a"u8, .. octets]));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public void A_local_part_has_64_octets_at_most_quotes_and_backslashes_apart(int octets, bool taken)
    {
        Assert.Equal(taken, Mailboxes.Parse(new string('a', octets) + "@b").IsSome);
        Assert.Equal(taken, Mailboxes.Parse($"\"{new string(' ', octets)}\"@b").IsSome);
        Assert.Equal(taken, Mailboxes.Parse($"\"{string.Concat(Enumerable.Repeat("\\\\", octets))}\"@b").IsSome);
        Assert.Equal(taken, Mailboxes.Parse(new string('ä', octets / 2) + new string('a', octets % 2) + "@b").IsSome);
    }

    [Theory]
    [InlineData(255, true)]
    [InlineData(256, false)]
    public void A_domain_has_255_octets_at_most(int octets, bool taken) =>
        Assert.Equal(taken, DomainNames.Parse(Names.Domain(octets)).IsSome);

    [Theory]
    [InlineData('a', 63, true)]
    [InlineData('a', 64, false)]
    [InlineData('ä', 59, true)]
    [InlineData('ä', 60, false)]
    public void A_label_is_as_long_as_the_DNS_can_hold(char character, int count, bool taken) =>
        Assert.Equal(taken, DomainNames.Parse($"mail.{new string(character, count)}.example").IsSome);

    [Theory]
    [InlineData("[0.0.0.0]", "[0.0.0.0]")]
    [InlineData("[255.255.255.255]", "[255.255.255.255]")]
    [InlineData("[IPv6:1:2:3:4:5:6:7:8]", "[IPv6:1:2:3:4:5:6:7:8]")]
    [InlineData("[ipv6:2001:DB8:0:0:0:0:0:1]", "[IPv6:2001:db8::1]")]
    [InlineData("[IPv6:2001:0db8::0001]", "[IPv6:2001:db8::1]")]
    [InlineData("[IPv6:::]", "[IPv6:::]")]
    [InlineData("[IPv6:::1]", "[IPv6:::1]")]
    [InlineData("[IPv6:1::]", "[IPv6:1::]")]
    [InlineData("[IPv6:1:2:3:4:5:6::]", "[IPv6:1:2:3:4:5:6::]")]
    [InlineData("[IPv6:::ffff:192.0.2.1]", "[IPv6:::ffff:192.0.2.1]")]
    [InlineData("[IPv6:0:0:0:0:0:ffff:192.0.2.1]", "[IPv6:::ffff:192.0.2.1]")]
    [InlineData("[IPv6:64:ff9b::192.0.2.33]", "[IPv6:64:ff9b::c000:221]")]
    [InlineData("[x400:c=de;a=x]", "[x400:c=de;a=x]")]
    [InlineData("[a-b:!]", "[a-b:!]")]
    // Without its tag an IPv6 address has the form of a general literal, and the tag "2001".
    [InlineData("[2001:db8::1]", "[2001:db8::1]")]
    public void Address_literals(string literal, string written) =>
        Assert.Equal($"EHLO {written}", Reading.Outcome($"EHLO {literal}"));

    [Theory]
    [InlineData("[]")]
    [InlineData("[192.0.2]")]
    [InlineData("[192.0.2.1.1]")]
    [InlineData("[192.0.2.256]")]
    [InlineData("[192.0.2.01]")]
    [InlineData("[192.0.2.]")]
    [InlineData("[192.0.2.+1]")]
    [InlineData("[192.0.2.0x1]")]
    [InlineData("[3221225985]")]
    [InlineData("[ 192.0.2.1]")]
    [InlineData("[192.0.2.1]]")]
    [InlineData("[IPv6:]")]
    [InlineData("[IPv6:1]")]
    [InlineData("[IPv6:1:2:3:4:5:6:7]")]
    [InlineData("[IPv6:1:2:3:4:5:6:7:8:9]")]
    [InlineData("[IPv6:1:2:3:4:5:6:7::]")]
    [InlineData("[IPv6:1::2::3]")]
    [InlineData("[IPv6::::1]")]
    [InlineData("[IPv6::1]")]
    [InlineData("[IPv6:1:2:3:4:5:6:7:]")]
    [InlineData("[IPv6:12345::]")]
    [InlineData("[IPv6:g::]")]
    [InlineData("[IPv6:fe80::1%eth0]")]
    [InlineData("[IPv6:192.0.2.1]")]
    [InlineData("[IPv6:1:2:3:4:5:6:7:192.0.2.1]")]
    [InlineData("[IPv6:1:2:3:4:5::192.0.2.1]")]
    [InlineData("[IPv6:::192.0.2.1:1]")]
    [InlineData("[tag:]")]
    [InlineData("[:content]")]
    [InlineData("[tag-:content]")]
    [InlineData("[t_g:content]")]
    [InlineData("[tag:a[b]")]
    [InlineData("[tag:a\\b]")]
    [InlineData("[tag:ä]")]
    public void These_are_no_address_literals(string literal)
    {
        Assert.Equal("BadArguments", Reading.Outcome($"EHLO {literal}"));
        Assert.True(Mailboxes.Parse($"a@{literal}").IsNone);
    }

    [Fact]
    public void Only_a_client_may_have_an_underscore_in_its_name()
    {
        Assert.True(HostNames.Parse("my_pc").IsSome);
        Assert.True(DomainNames.Parse("my_pc").IsNone);
    }

    [Fact]
    public void A_long_line_of_spaces_and_quotes_is_read_in_one_go()
    {
        Assert.Equal("BadReversePath", Reading.Outcome($"MAIL FROM:<\"{new string(' ', 100_000)}\"@b>"));
        Assert.Equal("BadReversePath", Reading.Outcome($"MAIL FROM:<\"{new string('\\', 100_000)}\"@b>"));
    }
}
