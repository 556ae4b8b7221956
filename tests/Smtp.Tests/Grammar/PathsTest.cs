using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Grammar;

public sealed class PathsTest
{
    [Theory]
    // RFC 5321 App. D
    [InlineData("MAIL FROM:<Smith@bar.com>", "MAIL FROM:<Smith@bar.com>")]
    [InlineData("mail from:<Smith@bar.com>", "MAIL FROM:<Smith@bar.com>")]
    [InlineData("MAIL FROM:<>", "MAIL FROM:<>")]
    [InlineData("MAIL FROM: <a@b>", "MAIL FROM: <a@b>")]
    [InlineData("MAIL   FROM:   <>   ", "MAIL FROM: <>")]
    [InlineData("MAIL FROM:<@hosta.int,@jkl.org:userc@d.bar.org>", "MAIL FROM:<userc@d.bar.org>")]
    [InlineData("MAIL FROM:<a@[192.0.2.1]>", "MAIL FROM:<a@[192.0.2.1]>")]
    [InlineData("MAIL FROM:<postmaster>", "BadReversePath")]
    [InlineData("MAIL FROM:a@b", "BadReversePath")]
    [InlineData("MAIL FROM:", "BadReversePath")]
    [InlineData("MAIL FROM:<", "BadReversePath")]
    [InlineData("MAIL FROM:<a@b", "BadReversePath")]
    [InlineData("MAIL FROM:<a@b SIZE=1", "BadReversePath")]
    [InlineData("MAIL FROM:< >", "BadReversePath")]
    [InlineData("MAIL FROM:<a@b >", "BadReversePath")]
    [InlineData("MAIL FROM:<<a@b>>", "BadReversePath")]
    [InlineData("MAIL FROM:Joe <a@b>", "BadReversePath")]
    [InlineData("MAIL FROM:\t<a@b>", "BadReversePath")]
    [InlineData("MAIL FROM:<a@b\0>", "BadReversePath")]
    [InlineData("MAIL FROM:<@a:>", "BadReversePath")]
    [InlineData("MAIL FROM:<@a,b:c@d>", "BadReversePath")]
    [InlineData("MAIL FROM:<a@my_pc>", "BadReversePath")]
    [InlineData("MAIL FROM:<>x", "BadArguments")]
    [InlineData("MAIL FROM:<a@b>SIZE=1", "BadArguments")]
    [InlineData("MAIL", "BadArguments")]
    [InlineData("MAIL a@b", "BadArguments")]
    [InlineData("MAIL FROM <a@b>", "BadArguments")]
    [InlineData("MAIL FROM :<a@b>", "BadArguments")]
    [InlineData("MAIL TO:<a@b>", "BadArguments")]
    public void Reverse_paths(string line, string outcome) => Assert.Equal(outcome, Reading.Outcome(line));

    [Theory]
    [InlineData("RCPT TO:<Jones@XYZ.COM>", "RCPT TO:<Jones@XYZ.COM>")]
    [InlineData("rcpt to:<Brown@foo.com>", "RCPT TO:<Brown@foo.com>")]
    [InlineData("RCPT TO:  <a@b>", "RCPT TO: <a@b>")]
    [InlineData("RCPT TO:<@a,@b:c@d>", "RCPT TO:<c@d>")]
    [InlineData("RCPT TO:<Postmaster@bar.com>", "RCPT TO:<Postmaster@bar.com>")]
    [InlineData("RCPT TO:<postmaster>", "RCPT TO:<postmaster>")]
    [InlineData("RCPT TO:<PostMaster>", "RCPT TO:<postmaster>")]
    [InlineData("RCPT TO:<user%relay.example@d>", "RCPT TO:<user%relay.example@d>")]
    [InlineData("RCPT TO:<relay!user@d>", "RCPT TO:<relay!user@d>")]
    [InlineData("RCPT TO:<>", "BadForwardPath")]
    [InlineData("RCPT TO:<jones>", "BadForwardPath")]
    [InlineData("RCPT TO:<\"postmaster\">", "BadForwardPath")]
    [InlineData("RCPT TO:<@a:postmaster>", "BadForwardPath")]
    [InlineData("RCPT TO:<postmaster@>", "BadForwardPath")]
    [InlineData("RCPT TO:postmaster", "BadForwardPath")]
    [InlineData("RCPT TO:<a@b>,<c@d>", "BadArguments")]
    [InlineData("RCPT TO:<a@b> <c@d>", "BadArguments")]
    [InlineData("RCPT TO", "BadArguments")]
    [InlineData("RCPT FROM:<a@b>", "BadArguments")]
    public void Forward_paths(string line, string outcome) => Assert.Equal(outcome, Reading.Outcome(line));

    [Fact]
    public void A_space_before_the_path_is_taken_and_noted()
    {
        var mailbox = new Mailbox(new LocalPart("a"), new HostName.Named(new DomainName("b")));
        Assert.Equal(new Command.Mail(new ReversePath.Of(mailbox), [], Lenient: true), Reading.Read("MAIL FROM: <a@b>"));
        Assert.Equal(new Command.Rcpt(new ForwardPath.Of(mailbox), [], Lenient: false), Reading.Read("RCPT TO:<a@b>"));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public void A_path_has_256_octets_at_most(int octets, bool taken)
    {
        var path = "<a@" + Names.Domain(octets - 4) + ">";
        Assert.Equal(octets, path.Length);
        Assert.Equal(taken, ReversePaths.Parse(path).IsSome);
        Assert.Equal(taken, ForwardPaths.Parse(path).IsSome);
        Assert.Equal(taken, Mailboxes.Parse(path[1..^1]).IsSome);
        Assert.Equal(taken ? $"MAIL FROM:{path}" : "BadReversePath", Reading.Outcome($"MAIL FROM:{path}"));
    }

    [Fact]
    public void The_route_counts_in_the_length_of_a_path() =>
        Assert.True(ForwardPaths.Parse($"<@{Names.Domain(200)}:a@{Names.Domain(60)}>").IsNone);

    [Fact]
    public void A_path_is_read_with_its_brackets_or_as_the_address_alone()
    {
        Assert.Equal(ReversePath.Null.Path, ReversePaths.Parse("<>"));
        Assert.Equal(ReversePath.Null.Path, ReversePaths.Parse(""));
        Assert.Equal(ForwardPath.Postmaster.Path, ForwardPaths.Parse("postmaster"));
        Assert.Equal(ForwardPaths.Parse("<a@b>"), ForwardPaths.Parse("a@b"));
        Assert.True(ForwardPaths.Parse("").IsNone);
        Assert.True(ForwardPaths.Parse("a@b>").IsNone);
    }
}
