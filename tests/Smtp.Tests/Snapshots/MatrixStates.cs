using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Tests.Snapshots;

/// <summary>A representative of each state, reached as a client would reach it.</summary>
internal static class MatrixStates
{
    private static readonly Settings Settings = new()
    {
        HostName = new HostName.Named(new DomainName("mx.example.org")),
        Tls = TlsMode.StartTls,
        Mechanisms = Prelude.Seq(Mechanism.ScramSha256, Mechanism.Plain, Mechanism.Login),
        PlaintextAuth = PlaintextAuth.Loopback,
        Limits = new Limits { MessageSize = 1000 },
    };

    private static readonly Command Yes = new Command.Answered(Verdict.Granted.Yes);

    private static readonly Command No = new Command.Answered(new Verdict.Refused(Reason.UnknownMailbox));

    public static TlsFacts Tls { get; } = new("TLSv1.3", "TLS_AES_256_GCM_SHA384");

    public static Verdict Keys { get; } = new Verdict.Keys(
        new ScramKeys(new Secret("salt"), 4096, new Secret(new byte[32]), new Secret(new byte[32])), "server-nonce");

    public static Verdict Each { get; } = new Verdict.Each(
        Prelude.Seq<Verdict>(new Verdict.Accepted(new QueueId("1")), new Verdict.Refused(Reason.MailboxFull)));

    public static IReadOnlyList<(string Name, State State)> All { get; } = [.. States()];

    private static IEnumerable<(string, State)> States()
    {
        var screening = Open(Settings);
        var greeted = After(screening, Yes);
        var ready = After(greeted, "EHLO client.example");
        var starting = After(ready, "STARTTLS");
        var secure = After(After(starting, new Command.TlsStarted(Tls)), "EHLO client.example");
        var addressing = After(After(ready, "MAIL FROM:<alice@example.com>"), Yes);
        var addressed = After(After(addressing, "RCPT TO:<bob@example.org>"), Yes);
        var chunking = After(After(addressed, "BDAT 100"), Yes);
        var content = After(After(addressed, "DATA"), Yes);
        var submission = After(After(Open(Settings with { Role = Role.Submission }), Yes), "EHLO client.example");
        var lmtp = After(After(Open(Settings with { Role = Role.Lmtp }), Yes), "LHLO client.example");
        var lmtpTwo = After(After(After(After(After(After(
            lmtp, "MAIL FROM:<alice@example.com>"), Yes), "RCPT TO:<bob@example.org>"), Yes), "RCPT TO:<carl@example.org>"), Yes);

        yield return ("Opening (implicit TLS)", Open(Settings with { Tls = TlsMode.Implicit }));
        yield return ("Screening", screening);
        yield return ("Greeted", greeted);
        yield return ("Ready after HELO", After(greeted, "HELO client.example"));
        yield return ("Ready after EHLO", ready);
        yield return ("Ready over TLS", secure);
        yield return ("Ready, logged in", After(After(secure, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ="), Yes));
        yield return ("Ready for submission, not logged in", submission);
        yield return ("Ready after LHLO", lmtp);
        yield return ("StartingTls", starting);
        yield return ("Authenticating by PLAIN", After(ready, "AUTH PLAIN"));
        yield return ("Authenticating by LOGIN", After(ready, "AUTH LOGIN"));
        yield return ("Authenticating by LOGIN, user given", After(ready, "AUTH LOGIN YWxpY2U="));
        yield return ("Authenticating by SCRAM", After(ready, "AUTH SCRAM-SHA-256"));
        yield return ("Authenticating by SCRAM, challenged", After(Scram(ready), new Command.Answered(Keys)));
        yield return ("CheckingLogin by password", After(ready, "AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ="));
        yield return ("CheckingLogin by SCRAM", Scram(ready));
        yield return ("CheckingSender", After(ready, "MAIL FROM:<alice@example.com>"));
        yield return ("Addressing", addressing);
        yield return ("CheckingRecipient", After(addressing, "RCPT TO:<bob@example.org>"));
        yield return ("Unwanted", After(After(addressing, "RCPT TO:<bob@example.org>"), No));
        yield return ("Addressed", addressed);
        yield return ("CheckingRoom", After(addressed, "DATA"));
        yield return ("ReceivingContent", content);
        yield return ("CheckingChunkRoom", After(addressed, "BDAT 100"));
        yield return ("ReceivingChunk", chunking);
        yield return ("ReceivingChunk, the last", After(After(addressed, "BDAT 100 LAST"), Yes));
        yield return ("BetweenChunks", After(chunking, new Command.ChunkReceived()));
        yield return ("SkippingChunk", After(ready, "BDAT 100"));
        yield return ("Accepting", After(content, new Command.BodyReceived(new Body("body", 100))));
        yield return ("Accepting, LMTP with two recipients",
            After(After(After(lmtpTwo, "DATA"), Yes), new Command.BodyReceived(new Body("body", 100))));
        yield return ("Closed", After(greeted, "QUIT"));
    }

    private static State Open(Settings settings) => Session.Open(settings, Peer.Local, "1", DateTimeOffset.UnixEpoch).State;

    // n,,n=alice,r=client-nonce
    private static State Scram(State ready) => After(ready, "AUTH SCRAM-SHA-256 biwsbj1hbGljZSxyPWNsaWVudC1ub25jZQ==");

    private static State After(State state, string line) => After(state, MatrixCommands.Read(line));

    private static State After(State state, Command command) => Session.Step(state, command).State;
}
