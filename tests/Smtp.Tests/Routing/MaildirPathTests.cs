using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;

namespace Smtp.Tests.Routing;

public sealed class MaildirPathTests
{
    [Theory]
    [InlineData("/var/mail/{user}", "Ann", "/var/mail/ann")]
    [InlineData("/var/mail/{user}/Maildir", "ann.lee", "/var/mail/ann.lee/Maildir")]
    [InlineData("/var/mail/{domain}/{user}", "ann", "/var/mail/example.org/ann")]
    [InlineData("/var/mail/{address}", "ann", "/var/mail/ann@example.org")]
    [InlineData("/var/mail/all", "ann", "/var/mail/all")]
    [InlineData("/var/mail/{user}", "{domain}", "/var/mail/%7Bdomain%7D")]
    [InlineData("/var/mail/{user}", "..", "/var/mail/%2E.")]
    [InlineData("/var/mail/{user}", ".", "/var/mail/%2E")]
    [InlineData("/var/mail/{user}", ".ssh", "/var/mail/%2Essh")]
    [InlineData("/var/mail/{user}", "../../etc/cron.d", "/var/mail/%2E.%2F..%2Fetc%2Fcron.d")]
    [InlineData("/var/mail/{user}", "", "/var/mail/%")]
    [InlineData("/var/mail/{user}", "a\\b:c", "/var/mail/a%5Cb%3Ac")]
    [InlineData("/var/mail/{user}", "ann%2flee", "/var/mail/ann%252flee")]
    [InlineData("/var/mail/{user}", "δοκιμή", "/var/mail/δοκιμή")]
    public void The_parts_of_an_address_are_filled_in_as_plain_names(string template, string user, string path) =>
        Assert.Equal(path, Read(template).For(At(user)));

    [Fact]
    public void Nobody_gets_out_of_their_directory_and_no_two_share_one() =>
        Gen.Select(Local, Local).Sample((one, other) =>
        {
            var (a, b) = (Read("/m/{user}").For(At(one)), Read("/m/{user}").For(At(other)));
            return Path.GetDirectoryName(Path.GetFullPath(a)) == "/m"
                && (a == b) == one.Equals(other, StringComparison.OrdinalIgnoreCase);
        });

    private static readonly Gen<string> Local = Gen.OneOf(Gen.Char["./%2eE aA\\"], Gen.Char[' ', '~']).Array[1, 8].Select(text => new string(text));

    private static Mailbox At(string user) => new(new LocalPart(user), new HostName.Named(new DomainName("Example.org")));

    private static MaildirPath Read(string template) =>
        MaildirPath.Read(template).Match(Right: path => path, Left: problem => throw new FormatException(problem));
}
