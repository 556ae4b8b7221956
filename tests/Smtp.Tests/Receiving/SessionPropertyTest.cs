using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Tests.Receiving;

/// <summary>What holds for every session, whatever happens in it: wanted or not, sensible or not.</summary>
public sealed class SessionPropertyTest
{
    private static readonly Mailbox Alice = new(new LocalPart("alice"), new HostName.Named(new DomainName("example.org")));
    private static readonly HostName Name = new HostName.Named(new DomainName("client.example"));
    private static readonly TlsFacts Tls = new("TLSv1.3", "TLS_AES_256_GCM_SHA384");

    private static readonly ScramKeys Keys = new(new Secret("salt"), 4096, new Secret(new byte[32]), new Secret(new byte[32]));

    private static readonly Gen<Verdict> AnyVerdict = AnyOf<Verdict>(
        Verdict.Granted.Yes, Verdict.Granted.Yes, Verdict.Granted.Yes, new Verdict.Accepted(new QueueId("1")),
        new Verdict.Each(Prelude.Seq<Verdict>(new Verdict.Accepted(new QueueId("1")), new Verdict.Deferred(Reason.MailboxFull))),
        new Verdict.Keys(Keys, "nonce"), new Verdict.Refused(Reason.UnknownMailbox), new Verdict.Deferred(Reason.ShuttingDown),
        new Verdict.Deferred(Reason.NoStorage));

    private static readonly Gen<Command> AnyCommand = Gen.OneOf(
        AnyOf<Command>(
            new Command.Helo(Name), new Command.Ehlo(Name), new Command.Lhlo(Name), new Command.Rset(), new Command.Noop(),
            new Command.Data(), new Command.StartTls(), new Command.Vrfy("x"), new Command.Expn("x"), new Command.Help(),
            new Command.Bdat(10, false), new Command.Bdat(10, true), new Command.Bdat(long.MaxValue, false),
            new Command.Auth("PLAIN", Option<Secret>.None), new Command.Auth("PLAIN", new Secret("\0user\0password")), new Command.Auth("LOGIN", Option<Secret>.None),
            new Command.Auth("SCRAM-SHA-256", new Secret("n,,n=user,r=abc")), new Command.SaslResponse(new Secret("user")),
            new Command.SaslResponse(Secret.Empty), new Command.SaslCancel()),
        AnyOf<Command>(
            new Command.Mail(new ReversePath.Of(Alice), []), new Command.Mail(ReversePath.Null.Path, [], Lenient: true),
            new Command.Mail(new ReversePath.Of(Alice), Prelude.Seq1<Parameter>(new Parameter.Body(BodyType.BinaryMime))),
            new Command.Mail(new ReversePath.Of(Alice), Prelude.Seq1<Parameter>(new Parameter.Size(5_000_000))),
            new Command.Rcpt(new ForwardPath.Of(Alice), []), new Command.Rcpt(ForwardPath.Postmaster.Path, [])),
        Gen.Enum<SyntaxError>().Select(Command (error) => new Command.Malformed(error)),
        AnyVerdict.Select(Command (verdict) => new Command.Answered(verdict)),
        Gen.Enum<BodyFault>().Select(Command (fault) => new Command.BodyRefused(fault)),
        AnyOf<Command>(
            new Command.BodyReceived(new Body("1", 10)), new Command.ChunkReceived(), new Command.TlsStarted(Tls),
            new Command.TlsFailed(), new Command.Desynchronised(), new Command.TimedOut(), new Command.Stopping(), new Command.Lost(),
            new Command.Quit()));

    private static readonly Gen<Settings> AnySettings =
        Gen.Select(Gen.Enum<Role>(), Gen.Enum<TlsMode>(), Gen.Enum<PlaintextAuth>(), Gen.Int[0, 1023], Gen.Bool, (role, tls, plaintext, extensions, small) =>
            new Settings
            {
                Role = role,
                Tls = tls,
                PlaintextAuth = plaintext,
                Extensions = (ExtensionSet)extensions,
                Mechanisms = Prelude.Seq(Mechanism.ScramSha256, Mechanism.Plain, Mechanism.Login),
                Limits = small
                    ? new Limits { MessageSize = 1000, Recipients = 2, Transactions = 2, Errors = 3, Junk = 4, Chunks = 2 }
                    : new Limits(),
            });

    [Fact]
    public void No_command_in_any_state_throws_and_every_reply_is_well_formed() =>
        Check.Sample(Gen.Select(AnySettings, AnyCommand.List[0, 60]), (settings, commands) =>
        {
            foreach (var (_, command, after, replies) in Fold(settings, commands))
            {
                Assert.NotNull(after.Wants);
                Assert.All(replies, reply =>
                {
                    Assert.InRange(reply.Code.Value, 200, 599);
                    Assert.NotEmpty(reply.Lines);
                    if (reply.Status.Case is EnhancedStatusCode status) Assert.Equal(reply.Code.Value / 100, status.Class);
                });
                var recipients = settings.Role == Role.Lmtp ? Math.Max(1, settings.Limits.Recipients) : 1;
                Assert.True(replies.Count <= recipients, $"{replies.Count} replies to {command}");
            }
        });

    [Fact]
    public void Folding_the_same_commands_again_gives_the_same_states_and_replies() =>
        Check.Sample(Gen.Select(AnySettings, AnyCommand.List[0, 40]), (settings, commands) =>
            Assert.Equal(Fold(settings, commands).Select(step => (step.After, step.Replies)).ToList(),
                Fold(settings, commands).Select(step => (step.After, step.Replies)).ToList()));

    [Fact]
    public void What_is_over_stays_over() =>
        Check.Sample(AnyCommand, command =>
        {
            var closed = new State.Closed(Ending.Quit);
            var (state, replies) = Session.Step(closed, command);
            Assert.Equal(closed, state);
            Assert.Empty(replies);
        });

    [Fact]
    public void Limits_hold_in_every_state() =>
        Check.Sample(Gen.Select(AnySettings, AnyCommand.List[0, 80]), (settings, commands) =>
        {
            foreach (var (_, _, after, _) in Fold(settings, commands))
            {
                if (after is not State.Introduced { Client.Tally: var tally }) continue;
                Assert.True(tally.Junk <= settings.Limits.Junk);
                Assert.True(tally.Transactions <= settings.Limits.Transactions);
                if (after is State.Addressed { Envelope: var envelope })
                    Assert.InRange(envelope.Recipients.Count, 1, settings.Limits.Recipients);
            }
        });

    [Fact]
    public void A_client_that_said_HELO_never_sees_an_enhanced_status_code() =>
        Check.Sample(Gen.Select(AnySettings, AnyCommand.List[0, 60]), (settings, commands) =>
        {
            foreach (var (before, command, _, replies) in Fold(settings, commands))
                if (before is State.Introduced { Client.Hello.Kind: HelloKind.Helo })
                    Assert.All(replies, reply => Assert.True(reply.Status.IsNone, $"{command}: {reply}"));
        });

    [Fact]
    public void A_question_is_asked_only_where_the_protocol_allows_its_command() =>
        Check.Sample(Gen.Select(AnySettings, AnyCommand.List[0, 60]), (settings, commands) =>
        {
            foreach (var (before, _, after, _) in Fold(settings, commands))
            {
                if (ReferenceEquals(before, after)) continue;
                if (after is State.CheckingSender) Assert.IsType<State.Ready>(before);
                if (after is State.CheckingRecipient) Assert.True(before is State.Addressing or State.Unwanted or State.Addressed);
                if (after is State.Accepting) Assert.True(before is State.ReceivingContent or State.ReceivingChunk);
            }
        });

    /// <summary>Folds the commands; where one would not be wanted, mostly something that is comes first, so that sessions get far.</summary>
    private static IEnumerable<(State Before, Command Command, State After, Seq<Reply> Replies)> Fold(
        Settings settings, IEnumerable<Command> commands)
    {
        var (state, _) = Session.Open(settings, Peer.Local, "1", DateTimeOffset.UnixEpoch);
        var index = 0;
        foreach (var command in commands)
        {
            foreach (var next in index++ % 7 == 6 || Wanted(state) is not { } wanted ? [command] : new[] { wanted, command })
            {
                var before = state;
                (state, var replies) = Session.Step(before, next);
                yield return (before, next, state, replies);
            }
        }
    }

    private static Gen<T> AnyOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static Command? Wanted(State state) => state.Wants switch
    {
        Want.Handshake => new Command.TlsStarted(Tls),
        Want.Verdict { Question: Question.Accept } => new Command.Answered(new Verdict.Accepted(new QueueId("1"))),
        Want.Verdict => new Command.Answered(Verdict.Granted.Yes),
        Want.Content => new Command.BodyReceived(new Body("1", 10)),
        Want.Chunk { Last: true } => new Command.BodyReceived(new Body("1", 10)),
        Want.Chunk or Want.Skip => new Command.ChunkReceived(),
        _ => null,
    };
}
