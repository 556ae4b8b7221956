using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;

namespace Smtp.Tests.Routing;

public sealed class ViaTests
{
    [Theory]
    [InlineData("mailbox:")]
    [InlineData("maildir:/var/mail/{user}")]
    [InlineData("maildir:mail/{domain}/{address}")]
    [InlineData("lmtp://127.0.0.1:24")]
    [InlineData("lmtp://[::1]:2424")]
    [InlineData("lmtp+unix:/run/dovecot/lmtp")]
    [InlineData("smtp://mail.example.org:25")]
    [InlineData("smtp://mail.example.org:25?tls=none")]
    [InlineData("smtp://mail.example.org:25?tls=verified")]
    [InlineData("smtp://[2001:db8::1]:2525?tls=required")]
    [InlineData("smtps://mail.example.org:465")]
    [InlineData("smtps://mail.example.org:465?tls=required")]
    [InlineData("mx:")]
    [InlineData("mx:?port=2525")]
    [InlineData("mx:?tls=verified")]
    [InlineData("mx:?port=2525&tls=none")]
    public void A_way_is_written_as_it_is_read(string text) => Assert.Equal(text, Read(text).ToString());

    [Theory]
    [InlineData("MAILBOX:", "mailbox:")]
    [InlineData("lmtp://localhost", "lmtp://localhost:24")]
    [InlineData("smtp://Mail.Example.ORG", "smtp://mail.example.org:25")]
    [InlineData("smtp://mail.example.org/", "smtp://mail.example.org:25")]
    [InlineData("smtp://mail.example.org?tls=OPPORTUNISTIC", "smtp://mail.example.org:25")]
    [InlineData("smtps://mail.example.org", "smtps://mail.example.org:465")]
    [InlineData("mx:?tls=required&port=26", "mx:?port=26&tls=required")]
    [InlineData("smtp://ann:secret@mail.example.org:587", "smtp://ann:********@mail.example.org:587")]
    [InlineData("smtp://ann%40example.org:a%3Ab@mail.example.org:587?tls=required", "smtp://ann%40example.org:********@mail.example.org:587?tls=required")]
    [InlineData("smtp://ann:secret@127.0.0.1:587?tls=none", "smtp://ann:********@127.0.0.1:587?tls=none")]
    public void What_is_left_out_is_filled_in_and_a_password_never_shown(string text, string shown) =>
        Assert.Equal(shown, Read(text).ToString());

    [Fact]
    public void User_and_password_are_decoded()
    {
        var smarthost = Assert.IsType<Via.Smarthost>(Read("smtps://ann%40example.org:p%40ss:w%25rd@mail.example.org"));
        Assert.Equal(("ann@example.org", "p@ss:w%rd"),
            (smarthost.Login.Map(login => login.User).IfNone(""), smarthost.Login.Bind(login => login.Password.RevealText()).IfNone("")));
        Assert.Equal(TlsUse.Verified, smarthost.Tls);
    }

    [Theory]
    [InlineData("", "give one of mailbox:, maildir:PATH, lmtp://HOST:PORT, lmtp+unix:/PATH, smtp://[USER:PASSWORD@]HOST:PORT, smtps://[USER:PASSWORD@]HOST:PORT, mx:")]
    [InlineData("http://example.org", "give one of mailbox:, maildir:PATH, lmtp://HOST:PORT, lmtp+unix:/PATH, smtp://[USER:PASSWORD@]HOST:PORT, smtps://[USER:PASSWORD@]HOST:PORT, mx:")]
    [InlineData("mailbox:ann", "mailbox: stands alone")]
    [InlineData("maildir:", "maildir: needs a path, such as maildir:/var/mail/{user}")]
    [InlineData("maildir:/var/mail/{usr}", "what stands in braces in the path of a Maildir is {user}, {domain} or {address}")]
    [InlineData("lmtp:127.0.0.1:24", "lmtp: is followed by //HOST:PORT")]
    [InlineData("lmtp://127.0.0.1:25", "LMTP must not be spoken on port 25 (RFC 2033 §5)")]
    [InlineData("lmtp://ann:secret@127.0.0.1", "lmtp:// takes no user and no password")]
    [InlineData("lmtp://127.0.0.1?tls=none", "lmtp:// takes no options")]
    [InlineData("lmtp+unix:run/lmtp", "lmtp+unix: needs the path of a socket, from the root on and of 107 octets at most, such as lmtp+unix:/run/dovecot/lmtp")]
    [InlineData("smtp://", "smtp:// needs a host, and after a colon a port from 1 to 65535: smtp://mail.example.org:25, smtp://[2001:db8::1]:25")]
    [InlineData("smtp://a..b", "smtp:// needs a host, and after a colon a port from 1 to 65535: smtp://mail.example.org:25, smtp://[2001:db8::1]:25")]
    [InlineData("smtp://127.0.1", "smtp:// needs a host, and after a colon a port from 1 to 65535: smtp://mail.example.org:25, smtp://[2001:db8::1]:25")]
    [InlineData("smtp://mail.example.org:0", "smtp:// needs a host, and after a colon a port from 1 to 65535: smtp://mail.example.org:25, smtp://[2001:db8::1]:25")]
    [InlineData("smtp://mail.example.org:70000", "smtp:// needs a host, and after a colon a port from 1 to 65535: smtp://mail.example.org:25, smtp://[2001:db8::1]:25")]
    [InlineData("smtp://2001:db8::1", "smtp:// needs a host, and after a colon a port from 1 to 65535: smtp://mail.example.org:25, smtp://[2001:db8::1]:25")]
    [InlineData("smtp://mail.example.org?tls=yes", "tls is one of none, opportunistic, required, verified")]
    [InlineData("smtp://mail.example.org?starttls=none", "smtp:// takes one option, tls")]
    [InlineData("smtp://mail.example.org?tls", "the options of smtp:// are NAME=VALUE, each once, joined by &")]
    [InlineData("smtp://mail.example.org?tls=none&tls=required", "the options of smtp:// are NAME=VALUE, each once, joined by &")]
    [InlineData("smtp://ann:secret@mail.example.org?tls=none", "a password must not travel in the clear; give tls=required or tls=verified")]
    [InlineData("smtp://ann:secret@mail.example.org?tls=opportunistic", "a password must not travel in the clear; give tls=required or tls=verified")]
    [InlineData("smtps://mail.example.org?tls=none", "smtps:// begins with TLS; give tls=required or tls=verified")]
    [InlineData("mx:example.org", "mx: names no host, its domain tells; options come after a ?")]
    [InlineData("mx:?port=0", "port is a number from 1 to 65535")]
    [InlineData("mx:?user=ann", "mx: takes the options port and tls")]
    public void A_bad_way_is_told_in_a_sentence(string text, string problem) => Assert.Equal(problem, Problem(text));

    [Fact]
    public void A_login_is_whole()
    {
        const string problem = "smtp:// needs both a user and a password before the @, as USER:PASSWORD; write %40 for an @ in them, "
            + "%3A for a colon, %2F for a slash, %25 for a percent sign";
        Assert.All(
            ["smtp://ann@mail.example.org", "smtp://ann:@mail.example.org", "smtp://:hush@mail.example.org", "smtp://a%00b:c@mail.example.org"],
            text => Assert.Equal(problem, Problem(text)));
    }

    [Fact]
    public void Whatever_is_configured_the_problem_holds_no_password() =>
        Gen.Select(Gen.OneOf("smtp://", "smtps://", "lmtp://", "smtp:", "mx:"), Gen.Char["?@:/&=%a."].Array[0, 6], Gen.Char["?@:/&=%a."].Array[0, 6])
            .Sample((scheme, before, after) =>
            {
                var read = Via.Read($"{scheme}{new string(before)}TOPSECRET{new string(after)}");
                return read.Match(Right: _ => true, Left: problem => !problem.Contains("TOPSECRET", StringComparison.Ordinal));
            });

    [Theory]
    [InlineData("mailbox:", "mailbox:")]
    [InlineData("maildir:/var/mail/{user}", "maildir:")]
    [InlineData("lmtp://127.0.0.1:24", "lmtp://127.0.0.1:24")]
    [InlineData("lmtp+unix:/run/lmtp", "lmtp+unix:/run/lmtp")]
    [InlineData("smtp://mail.example.org", "smtp://mail.example.org:25")]
    [InlineData("smtp://ann:secret@mail.example.org:587", "smtp://ann@mail.example.org:587")]
    [InlineData("mx:", "mx:xn--jxalpdlp.example")]
    [InlineData("mx:?port=2525", "mx:xn--jxalpdlp.example?port=2525")]
    public void The_next_hop_has_a_name_by_which_mail_is_grouped(string text, string destination) =>
        Assert.Equal(destination, Read(text).Destination(new Mailbox(new LocalPart("ann"), new HostName.Named(new DomainName("Δοκιμή.example")))));

    internal static Via Read(string text) => Via.Read(text).Match(Right: via => via, Left: problem => throw new FormatException(problem));

    private static string Problem(string text) => Via.Read(text).Match(Right: via => $"taken: {via}", Left: problem => problem);
}
