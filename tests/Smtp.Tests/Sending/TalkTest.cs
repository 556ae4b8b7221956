using System.Text;
using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Sending;

/// <summary>Our server and our client, talking to each other.</summary>
public sealed class TalkTest
{
    [Fact]
    public void A_whole_conversation()
    {
        var server = new Settings
        {
            HostName = Host("mx.example.org"),
            Role = Role.Submission,
            Tls = TlsMode.StartTls,
            TlsRequired = true,
            Mechanisms = Seq(Mechanism.ScramSha256, Mechanism.Plain),
        };
        var client = new SendingSettings
        {
            HostName = Host("client.example.com"),
            Tls = TlsUse.Verified,
            Remote = "mx.example.org",
            Login = new ClientLogin("alice", new Secret("wonderland"), "clientnonce"),
        };
        var plain = Message("Subject: dots\r\n\r\n.one\r\n..two\r\n", "bob@example.org", "carl@example.org");
        var reporting = Message("Subject: reports\r\n\r\nhello\r\n", "bob@example.org");
        reporting.Message = reporting.Message with
        {
            Envelope = reporting.Message.Envelope with
            {
                Options = new MailOptions { Return = ReturnContent.Headers, EnvelopeId = "QQ 314" },
                Recipients = Seq1(new Recipient(
                    reporting.Message.Envelope.Recipients[0].Path, Notify.Success | Notify.Delay, new OriginalRecipient("rfc822", "b+b@example.org"))),
            },
        };
        var binary = Message("Subject: bin\n\n\0\r\r\n.\r\n", "dora@example.org");

        var talk = new Talk(server, client, Policy("carl@example.org"), [plain, reporting, binary]).Run();

        Assert.Equal(
            """
            220 mx.example.org ESMTP
            > EHLO client.example.com
            250-mx.example.org Hello client.example.com, pleased to meet you
            250-PIPELINING
            250-SIZE 67108864
            250-8BITMIME
            250-SMTPUTF8
            250-ENHANCEDSTATUSCODES
            250-CHUNKING
            250-BINARYMIME
            250-DSN
            250-STARTTLS
            250-LIMITS MAILMAX=1000 RCPTMAX=1000
            250 HELP
            > STARTTLS
            220 2.0.0 Ready to start TLS
            ~ tls
            > EHLO client.example.com
            250-mx.example.org Hello client.example.com, pleased to meet you
            250-PIPELINING
            250-SIZE 67108864
            250-8BITMIME
            250-SMTPUTF8
            250-ENHANCEDSTATUSCODES
            250-CHUNKING
            250-BINARYMIME
            250-DSN
            250-AUTH SCRAM-SHA-256 PLAIN
            250-REQUIRETLS
            250-LIMITS MAILMAX=1000 RCPTMAX=1000
            250 HELP
            > Auth
            334 cj1jbGllbnRub25jZXNlcnZlcm5vbmNlLHM9YzJGc2RBPT0saT00MDk2
            > SaslResponse
            334 *
            > SaslResponse
            235 2.7.0 Authentication successful
            > MAIL FROM:<alice@example.com> SIZE=30
            > RCPT TO:<bob@example.org>
            > RCPT TO:<carl@example.org>
            > DATA
            250 2.1.0 Ok
            250 2.1.5 Ok
            550 5.1.1 No such mailbox here
            354 Enter message, ending with "." on a line by itself
            250 2.0.0 Ok: queued as 1
            > MAIL FROM:<alice@example.com> SIZE=27 RET=HDRS ENVID=QQ+20314
            > RCPT TO:<bob@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b+2Bb@example.org
            > DATA
            250 2.1.0 Ok
            250 2.1.5 Ok
            354 Enter message, ending with "." on a line by itself
            250 2.0.0 Ok: queued as 2
            > MAIL FROM:<alice@example.com> SIZE=21 BODY=BINARYMIME
            > RCPT TO:<dora@example.org>
            250 2.1.0 Ok
            250 2.1.5 Ok
            > BDAT 21 LAST
            250 2.0.0 Ok: queued as 3
            > QUIT
            221 2.0.0 Bye

            """.ReplaceLineEndings("\n"),
            System.Text.RegularExpressions.Regex.Replace(talk.Wire, "334 dj0.*", "334 *"));
        Assert.Equal([plain.Content, reporting.Content, binary.Content], talk.Accepted.Select(one => one.Content));
        Assert.Equal(
            ["Delivered 2.0.0", "Failed 5.1.1", "Delivered 2.0.0", "Delivered 2.0.0"],
            talk.Handovers.SelectMany(one => one.Outcomes).Select(one => $"{one.GetType().Name} {one.Diagnosis.Status}"));
        Assert.All(talk.Handovers[1].Outcomes, one => Assert.True(((Outcome.Delivered)one).ReportsPassedOn));
        Assert.Equal((ClientEnding.Quit, Ending.Quit), (talk.Client.Ending, talk.Server.Ending));
    }

    [Fact]
    public void Every_recipient_gets_one_outcome_and_nobody_waits_for_ever() => Worlds.Sample(world =>
    {
        var talk = new Talk(world.Server, world.Client, Policy(world), world.Messages.Select(Message)) { LostAfter = world.LostAfter }.Run();

        Assert.Equal(world.Messages.Length, talk.Handovers.Count);
        foreach (var (handover, recipients) in talk.Handovers.Zip(world.Messages)) Assert.Equal(recipients.Recipients.Length, handover.Outcomes.Count);
        var delivered = talk.Handovers.SelectMany(one => one.Each).Where(one => one.Outcome is Outcome.Delivered).Select(one => one.Recipient.Path.Address);
        var taken = talk.Accepted.SelectMany(one => one.Taken).Select(one => one.Path.Address).ToList();
        // What the client believes to be delivered is; where nothing got lost, it knows all that is.
        if (world.LostAfter == int.MaxValue) Assert.Equal(taken, delivered);
        else Assert.Empty(delivered.Except(taken));
    }, iter: 3000);

    private static readonly Gen<World> Worlds = Gen.Select(
        Gen.Select(
            Gen.OneOf(Role.Mx, Role.Submission, Role.Lmtp), Gen.OneOf(TlsMode.None, TlsMode.StartTls, TlsMode.Implicit), Gen.Bool,
            Gen.Int[0, 1023], Gen.Int[1, 4], Gen.OneOf(0L, 20L, 10_000L),
            (role, tls, required, extensions, recipients, size) => new Settings
            {
                Role = role,
                Tls = tls,
                TlsRequired = required,
                Extensions = (ExtensionSet)extensions,
                Mechanisms = Seq(Mechanism.Plain, Mechanism.Login),
                PlaintextAuth = PlaintextAuth.Loopback,
                Limits = new Limits { Recipients = recipients, MessageSize = size, Errors = 8 },
            }),
        Gen.Select(
            Gen.OneOf(TlsUse.None, TlsUse.Opportunistic, TlsUse.Required, TlsUse.Verified), Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool,
            (tls, login, mayShow, chunks, reports) => new SendingSettings
            {
                Tls = tls,
                Login = login ? new ClientLogin("alice", new Secret("wonderland")) : Option<ClientLogin>.None,
                PlaintextLogin = mayShow,
                Chunks = chunks ? ChunkUse.WhenOffered : ChunkUse.WhenNeeded,
                ReportsPassedOn = reports,
            }),
        Gen.Select(
            Gen.OneOf("x\r\n\r\nhello\r\n", "", "x\r\n\r\n.\r\nQUIT\r\n", "h\u00e4\r\n\r\nx\r\n", "x\r\n\r\n\u00e4", "x\r\n\r\na\rb\nc"),
            Gen.OneOf("bob@example.org", "carl@example.org", "later@example.org", "d\u00f6ra@example.org", "full@example.org").Array[1, 6],
            Gen.OneOf("", "alice@example.com", "\u00e4@example.com", "refused@example.com"), Gen.Bool, Gen.Bool,
            (content, recipients, from, utf8, requireTls) => new Letter(content, recipients, from, utf8, requireTls)).Array[1, 4],
        Gen.Int[0, 9], Gen.Int[0, 60],
        (server, client, messages, luck, after) => new World(
            server,
            client with { Dialect = server.Role == Role.Lmtp ? Dialect.Lmtp : Dialect.Smtp, ImplicitTls = server.Tls == TlsMode.Implicit },
            messages, luck < 6 ? int.MaxValue : after, luck));

    private static Func<Question, Verdict> Policy(string unknown)
    {
        var ids = 0;
        return question => question switch
        {
            Question.Login { Credentials: Credentials.Scram } => Talk.Keys("wonderland"),
            Question.Recipient asked when asked.Candidate.Path.Address == unknown => new Verdict.Refused(Reason.UnknownMailbox),
            Question.Accept => new Verdict.Accepted(new QueueId($"{++ids}")),
            _ => Verdict.Granted.Yes,
        };
    }

    private static Func<Question, Verdict> Policy(World world)
    {
        var ids = 0;
        Verdict Take(string to) => to.StartsWith("full", StringComparison.Ordinal)
            ? new Verdict.Deferred(Reason.MailboxFull)
            : new Verdict.Accepted(new QueueId($"{++ids}"));
        return question => question switch
        {
            Question.Connection when world.Luck == 1 => new Verdict.Refused(Reason.ClientRejected),
            Question.Sender asked when asked.From.Address.StartsWith("refused", StringComparison.Ordinal) => new Verdict.Refused(Reason.SenderRejected),
            Question.Recipient asked when asked.Candidate.Path.Address.StartsWith("carl", StringComparison.Ordinal) =>
                new Verdict.Refused(Reason.UnknownMailbox),
            Question.Recipient asked when asked.Candidate.Path.Address.StartsWith("later", StringComparison.Ordinal) =>
                new Verdict.Deferred(Reason.Unspecified),
            Question.Login when world.Luck == 2 => new Verdict.Refused(Reason.BadCredentials),
            Question.Room when world.Luck == 3 => new Verdict.Deferred(Reason.NoStorage),
            Question.Accept asked when asked.Client.Hello.Kind == HelloKind.Lhlo =>
                new Verdict.Each(asked.Envelope.Recipients.Map(one => Take(one.Path.Address)).Strict()),
            Question.Accept when world.Luck == 4 => new Verdict.Refused(Reason.ContentRejected),
            Question.Accept => Take(""),
            _ => Verdict.Granted.Yes,
        };
    }

    private static (Outgoing, byte[]) Message(Letter letter)
    {
        var made = Message(letter.Content, letter.Recipients);
        var envelope = made.Message.Envelope with { From = From(letter.From), Options = new MailOptions { SmtpUtf8 = letter.Utf8, RequireTls = letter.RequireTls } };
        return (made.Message with { Envelope = envelope }, made.Content);
    }

    private static (Outgoing Message, byte[] Content) Message(string content, params string[] to)
    {
        var octets = Encoding.UTF8.GetBytes(content);
        var scanner = new ContentScanner();
        scanner.Scan(octets);
        var recipients = new Seq<Recipient>(to.Select(one => Recipient.Of(new ForwardPath.Of(Address(one)))).ToArray());
        return (new Outgoing(new Envelope(From("alice@example.com"), MailOptions.None, recipients), scanner.Size, scanner.Facts), octets);
    }

    private static ReversePath From(string address) => address.Length == 0 ? ReversePath.Null.Path : new ReversePath.Of(Address(address));

    private static Mailbox Address(string text) => Mailboxes.Parse(text).IfNone(() => throw new FormatException(text));

    private static HostName.Named Host(string name) => new HostName.Named(new DomainName(name));

    private sealed record Letter(string Content, string[] Recipients, string From, bool Utf8, bool RequireTls);

    private sealed record World(Settings Server, SendingSettings Client, Letter[] Messages, int LostAfter, int Luck);
}
