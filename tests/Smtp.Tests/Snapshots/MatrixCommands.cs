using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Snapshots;

/// <summary>A representative of each command, each malformed line and each answer.</summary>
internal static class MatrixCommands
{
    /// <summary>What several commands are called where none of them can come.</summary>
    public static string GroupOf(Command command, string label) => command switch
    {
        Command.SaslResponse or Command.SaslCancel => "any line of a SASL exchange",
        Command.Malformed => "any malformed line",
        Command.Answered => "any answer",
        Command.BodyReceived or Command.BodyRefused => "any body",
        Command.TlsStarted or Command.TlsFailed => "any handshake",
        Command.ChunkReceived or Command.Desynchronised or Command.TimedOut or Command.Stopping or Command.Lost => label,
        _ => "any command",
    };

    private static readonly LineLimits Limits = new(4096, 4096, 4096, 4096);

    public static IReadOnlyList<(Command Command, string Label)> All { get; } =
    [
        Spoken("HELO client.example"),
        Spoken("EHLO client.example"),
        Spoken("LHLO client.example"),
        Spoken("MAIL FROM:<alice@example.com>"),
        Spoken("MAIL FROM:<alice@example.com> SIZE=2000"),
        Spoken("MAIL FROM:<alice@example.com> SIZE=x"),
        Spoken("MAIL FROM:<alice@example.com> FUTURE"),
        Spoken("MAIL FROM:<josé@example.com>"),
        Spoken("RCPT TO:<bob@example.org>"),
        Spoken("RCPT TO:<bob@example.org> FUTURE"),
        Spoken("DATA"),
        Spoken("BDAT 100"),
        Spoken("BDAT 100 LAST"),
        Spoken("BDAT 2000"),
        Spoken("STARTTLS"),
        Spoken("AUTH PLAIN"),
        Spoken("AUTH PLAIN AGFsaWNlAHdvbmRlcmxhbmQ="),
        Spoken("AUTH LOGIN"),
        Spoken("AUTH SCRAM-SHA-256"),
        Spoken("AUTH GSSAPI"),
        Spoken("RSET"),
        Spoken("NOOP"),
        Spoken("VRFY bob"),
        Spoken("EXPN staff"),
        Spoken("HELP"),
        Spoken("QUIT"),
        Sasl("AGFsaWNlAHdvbmRlcmxhbmQ=", "a SASL line: NUL alice NUL wonderland"),
        Sasl("YWxpY2U=", "a SASL line: alice"),
        Sasl("", "a SASL line: nothing"),
        Sasl("*", "a SASL line: *"),
        .. Enum.GetValues<SyntaxError>().Select(error => ((Command)new Command.Malformed(error), $"Malformed({error})")),
        (new Command.Answered(Verdict.Granted.Yes), "Answered(Granted)"),
        (new Command.Answered(new Verdict.Accepted(new QueueId("1"))), "Answered(Accepted 1)"),
        (new Command.Answered(MatrixStates.Each), "Answered(Each Accepted 1, Refused)"),
        (new Command.Answered(MatrixStates.Keys), "Answered(Keys)"),
        (new Command.Answered(new Verdict.Refused(Reason.Unspecified)), "Answered(Refused)"),
        (new Command.Answered(new Verdict.Deferred(Reason.Unspecified)), "Answered(Deferred)"),
        (new Command.BodyReceived(new Body("body", 100)), "BodyReceived(100 octets)"),
        .. Enum.GetValues<BodyFault>().Select(fault => ((Command)new Command.BodyRefused(fault), $"BodyRefused({fault})")),
        (new Command.ChunkReceived(), "ChunkReceived"),
        (new Command.TlsStarted(MatrixStates.Tls), "TlsStarted"),
        (new Command.TlsFailed(), "TlsFailed"),
        (new Command.Desynchronised(), "Desynchronised"),
        (new Command.TimedOut(), "TimedOut"),
        (new Command.Stopping(), "Stopping"),
        (new Command.Lost(), "Lost"),
    ];

    public static Command Read(string line) => Read(line, LineKind.Command);

    private static (Command, string) Spoken(string line) => (Read(line, LineKind.Command), line);

    private static (Command, string) Sasl(string line, string label) => (Read(line, LineKind.Sasl), label);

    private static Command Read(string line, LineKind kind) =>
        CommandGrammar.Read(System.Text.Encoding.UTF8.GetBytes(line), kind, Limits).Case as Command
        ?? throw new InvalidOperationException($"'{line}' is no command.");
}
