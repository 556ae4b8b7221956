using BenchmarkDotNet.Attributes;
using LanguageExt;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Benchmarks.Core;

/// <summary>Steps of the session machine, with what its states want, as a shell asks for it.</summary>
public class Transitions
{
    private static readonly Command Granted = new Command.Answered(Verdict.Granted.Yes);

    private static readonly Command[] One =
    [
        Spoken("MAIL FROM:<alice@example.org> SIZE=4096 BODY=8BITMIME"), Granted,
        Spoken("RCPT TO:<bob@example.net>"), Granted,
        Spoken("DATA"), Granted,
        new Command.BodyReceived(new Body("spool", 4096)),
        new Command.Answered(new Verdict.Accepted(new QueueId("06h0ke10txbwff0k"))),
    ];

    private readonly State _ready = Fold(
        Session.Open(new Settings(), Peer.Local, "16d7bake7f", DateTimeOffset.UnixEpoch).State, [Granted, Spoken("EHLO client.example.org")]);

    /// <summary>MAIL, RCPT, DATA, the content and its acceptance, with the three verdicts between them.</summary>
    [Benchmark(Description = "a transaction: eight steps")]
    public State Transaction() => Fold(_ready, One);

    private static Command Spoken(string line) =>
        CommandReader.Read(System.Text.Encoding.ASCII.GetBytes(line), new Want.Line(LineKind.Command, new LineLimits(512, 1576, 1012, 12288), TimeSpan.Zero));

    private static State Fold(State state, Command[] commands)
    {
        foreach (var command in commands)
        {
            if (state.Wants is Want.Nothing) throw new InvalidOperationException("The session is over.");
            (state, Seq<Reply> _) = Session.Step(state, command);
        }
        return state;
    }
}
