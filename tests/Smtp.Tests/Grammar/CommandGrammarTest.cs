using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Grammar;

/// <summary>Lines, and what they are read as: the command as it would be written, or the error.</summary>
public sealed class CommandGrammarTest
{
    [Theory]
    // RFC 5321 App. D, and the case and the spaces that do not matter.
    [InlineData("EHLO bar.com", "EHLO bar.com")]
    [InlineData("ehlo bar.com", "EHLO bar.com")]
    [InlineData("HeLo bar.com   ", "HELO bar.com")]
    [InlineData("EHLO    bar.com", "EHLO bar.com")]
    [InlineData("LHLO foo.edu", "LHLO foo.edu")]
    [InlineData("EHLO [192.0.2.1]", "EHLO [192.0.2.1]")]
    [InlineData("EHLO [IPv6:2001:db8::1]", "EHLO [IPv6:2001:db8::1]")]
    [InlineData("EHLO my_pc", "EHLO my_pc")]
    [InlineData("EHLO my-pc.локально", "EHLO my-pc.локально")]
    [InlineData("EHLO", "BadArguments")]
    [InlineData("EHLO ", "BadArguments")]
    [InlineData("EHLO two words", "BadArguments")]
    [InlineData("EHLO a..b", "BadArguments")]
    [InlineData("EHLO -a", "BadArguments")]
    [InlineData("EHLO a@b", "BadArguments")]
    [InlineData("EHLO [192.0.2.1", "BadArguments")]
    [InlineData("EHLO 2001:db8::1", "BadArguments")]
    public void Greetings(string line, string outcome) => Assert.Equal(outcome, Reading.Outcome(line));

    [Theory]
    [InlineData("DATA", "DATA")]
    [InlineData("data ", "DATA")]
    [InlineData("DATA now", "BadArguments")]
    [InlineData("RSET", "RSET")]
    [InlineData("RSET all", "BadArguments")]
    [InlineData("QUIT", "QUIT")]
    [InlineData("QUIT please", "BadArguments")]
    [InlineData("STARTTLS", "STARTTLS")]
    [InlineData("StartTls", "STARTTLS")]
    [InlineData("STARTTLS 1.3", "BadArguments")]
    [InlineData("NOOP", "NOOP")]
    [InlineData("NOOP whatever\0you like", "NOOP")]
    [InlineData("HELP", "HELP")]
    [InlineData("HELP MAIL", "HELP")]
    [InlineData("VRFY Smith", "VRFY Smith")]
    [InlineData("VRFY \"Joe Smith\"", "VRFY \"Joe Smith\"")]
    [InlineData("VRFY jürgen@example.org  ", "VRFY jürgen@example.org")]
    [InlineData("VRFY", "BadArguments")]
    [InlineData("VRFY a\u0007b", "BadArguments")]
    [InlineData("EXPN Example-People", "EXPN Example-People")]
    [InlineData("EXPN  ", "BadArguments")]
    public void Simple_commands(string line, string outcome) => Assert.Equal(outcome, Reading.Outcome(line));

    [Theory]
    [InlineData("BDAT 0", "BDAT 0")]
    [InlineData("BDAT 86 LAST", "BDAT 86 LAST")]
    [InlineData("bdat 86 last", "BDAT 86 LAST")]
    [InlineData("BDAT 00100", "BDAT 100")]
    [InlineData("BDAT 9223372036854775807", "BDAT 9223372036854775807")]
    [InlineData("BDAT 9223372036854775808", "BadArguments")]
    [InlineData("BDAT", "BadArguments")]
    [InlineData("BDAT -1", "BadArguments")]
    [InlineData("BDAT 0x10", "BadArguments")]
    [InlineData("BDAT 10LAST", "BadArguments")]
    [InlineData("BDAT 10 FIRST", "BadArguments")]
    [InlineData("BDAT 10 LAST LAST", "BadArguments")]
    [InlineData("BDAT LAST", "BadArguments")]
    public void Chunks(string line, string outcome) => Assert.Equal(outcome, Reading.Outcome(line));

    [Theory]
    [InlineData("AUTH PLAIN", "AUTH PLAIN")]
    [InlineData("auth plain", "AUTH PLAIN")]
    [InlineData("AUTH PLAIN AGEAYg==", "AUTH PLAIN AGEAYg==")]
    [InlineData("AUTH PLAIN =", "AUTH PLAIN =")]
    [InlineData("AUTH SCRAM-SHA-256 biws", "AUTH SCRAM-SHA-256 biws")]
    [InlineData("AUTH", "BadArguments")]
    [InlineData("AUTH PLA(N", "BadArguments")]
    [InlineData("AUTH ABCDEFGHIJKLMNOPQRSTU", "BadArguments")]
    [InlineData("AUTH PLAIN AGEAYg== more", "BadArguments")]
    [InlineData("AUTH PLAIN AGEAYg=", "BadBase64")]
    [InlineData("AUTH PLAIN AGEA*g==", "BadBase64")]
    [InlineData("AUTH PLAIN AG\tEAYg==", "BadArguments")]
    [InlineData("AUTH PLAIN ==", "BadBase64")]
    [InlineData("AUTH PLAIN ä", "BadBase64")]
    public void Logins(string line, string outcome) => Assert.Equal(outcome, Reading.Outcome(line));

    [Theory]
    [InlineData("", "")]
    [InlineData("dXNlcg==", "dXNlcg==")]
    [InlineData("*", "*")]
    [InlineData("=", "BadBase64")]
    [InlineData("**", "BadBase64")]
    [InlineData("dXNlcg", "BadBase64")]
    [InlineData("dXNl cg==", "BadBase64")]
    [InlineData("dXNl\tcg==", "BadBase64")]
    [InlineData("dXNlcg==dXNlcg==", "BadBase64")]
    [InlineData("QUIT", "QUIT")]
    [InlineData("QUIT now", "BadBase64")]
    public void Lines_of_a_SASL_exchange_are_base64_and_nothing_else(string line, string outcome) =>
        Assert.Equal(outcome, Reading.Outcome(line, LineKind.Sasl));

    [Fact]
    public void Within_a_SASL_exchange_QUIT_is_base64_like_any_word() =>
        Assert.IsType<Command.SaslResponse>(Reading.Read("QUIT", LineKind.Sasl));

    [Fact]
    public void The_initial_response_may_be_absent_or_empty_which_differs()
    {
        Assert.Equal(new Command.Auth("PLAIN", Option<Secret>.None), Reading.Read("AUTH PLAIN"));
        Assert.Equal(new Command.Auth("PLAIN", Secret.Empty), Reading.Read("AUTH PLAIN ="));
    }

    [Theory]
    [InlineData("", "UnknownCommand")]
    [InlineData("   ", "UnknownCommand")]
    [InlineData(" NOOP", "UnknownCommand")]
    [InlineData("MAILFROM:<a@b>", "UnknownCommand")]
    [InlineData("QUIT\t", "UnknownCommand")]
    [InlineData("QUITE", "UnknownCommand")]
    [InlineData("XYZZY", "UnknownCommand")]
    [InlineData("\0\u0001\u0002", "UnknownCommand")]
    [InlineData("SEND FROM:<a@b>", "NotImplemented")]
    [InlineData("soml from:<a@b>", "NotImplemented")]
    [InlineData("SAML FROM:<a@b>", "NotImplemented")]
    [InlineData("TURN", "NotImplemented")]
    [InlineData("ETRN example.org", "NotImplemented")]
    [InlineData("ATRN", "NotImplemented")]
    [InlineData("BURL imap://x LAST", "NotImplemented")]
    [InlineData("XCLIENT ADDR=192.0.2.1", "NotImplemented")]
    [InlineData("XFORWARD ADDR=192.0.2.1", "NotImplemented")]
    [InlineData("GET / HTTP/1.1", "ForeignProtocol")]
    [InlineData("POST /mail HTTP/1.0", "ForeignProtocol")]
    [InlineData("CONNECT example.org:25 HTTP/1.1", "ForeignProtocol")]
    [InlineData("\u0016\u0003\u0001\0", "ForeignProtocol")]
    [InlineData("GET", "UnknownCommand")]
    [InlineData("get / HTTP/1.1", "UnknownCommand")]
    public void Verbs_that_are_none_of_ours(string line, string outcome) => Assert.Equal(outcome, Reading.Outcome(line));

    [Theory]
    [InlineData("NOOP", 10, "NOOP")]
    [InlineData("NOOP", 11, "LineTooLong")]
    [InlineData("XYZZY", 11, "LineTooLong")]
    [InlineData("MAIL", 20, "BadArguments")]
    [InlineData("MAIL", 21, "LineTooLong")]
    [InlineData("RCPT", 30, "BadArguments")]
    [InlineData("RCPT", 31, "LineTooLong")]
    [InlineData("AUTH", 40, "BadArguments")]
    [InlineData("AUTH", 41, "SaslLineTooLong")]
    [InlineData("GET", 99, "ForeignProtocol")]
    public void Each_verb_has_its_own_limit_in_which_the_line_end_counts(string verb, int octets, string outcome)
    {
        var line = Encoding.ASCII.GetBytes(verb.PadRight(octets - 2));
        var read = CommandGrammar.Read(line, LineKind.Command, new LineLimits(Command: 10, Mail: 20, Rcpt: 30, Sasl: 40));
        Assert.Equal(outcome, read.Match(CommandWriter.Write, error => error.ToString()));
    }

    [Fact]
    public void A_SASL_line_has_the_limit_of_AUTH()
    {
        var limits = new LineLimits(Command: 10, Mail: 10, Rcpt: 10, Sasl: 18);
        Assert.True(CommandGrammar.Read("QUJDREVGR0hJSktM"u8, LineKind.Sasl, limits).IsRight);
        Assert.Equal(SyntaxError.SaslLineTooLong, CommandGrammar.Read("QUJDREVGR0hJSktMQUJD"u8, LineKind.Sasl, limits));
    }

    [Fact]
    public void What_the_host_reports_is_not_spoken() =>
        Assert.Throws<ArgumentException>(() => CommandWriter.Write(new Command.BodyReceived(new Body("1", 1))));

    // The second of two rounds, for the first pays for what is made only once.
    [Theory]
    [InlineData("MAIL FROM:<john.smith@mail.example.org> SIZE=1024 BODY=8BITMIME")]
    [InlineData("RCPT TO:<john.smith@mail.example.org>")]
    [InlineData("EHLO mail.example.org")]
    [InlineData("DATA")]
    public void A_command_costs_less_than_a_kilobyte(string line)
    {
        const int rounds = 100;
        var octets = Encoding.ASCII.GetBytes(line);
        long Spent()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var round = 0; round < rounds; round++) _ = CommandGrammar.Read(octets, LineKind.Command, Reading.NoLimits);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Spent();
        Assert.InRange(Spent() / rounds, 0, 1024);
    }
}
