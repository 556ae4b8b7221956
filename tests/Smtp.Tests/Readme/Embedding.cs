using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;
using static System.Text.Encoding;

namespace Smtp.Tests.Readme;

/// <summary>The example of the README, word for word: the core over lines of text.</summary>
internal static class Embedding
{
    // <sample>
    public static void Converse(TextReader client, TextWriter server)
    {
        var (state, replies) = Session.Open(new Settings(), Peer.Local, id: "1", now: DateTimeOffset.UtcNow);
        while (true)
        {
            foreach (var reply in replies) server.WriteLine(reply);
            if (state.Wants is Want.Nothing) break;
            (state, replies) = Session.Step(state, state.Wants switch
            {
                Want.Line want => client.ReadLine() is { } line ? CommandReader.Read(UTF8.GetBytes(line), want) : new Command.Lost(),
                Want.Content => new Command.BodyReceived(new Body("memory", Lines(client).TakeWhile(line => line != ".").Sum(line => line.Length + 2))),
                Want.Verdict { Question: Question.Accept } => new Command.Answered(new Verdict.Accepted(new QueueId("12345"))),
                Want.Verdict => new Command.Answered(Verdict.Granted.Yes),
                _ => new Command.Lost(),
            });
        }
    }

    private static IEnumerable<string> Lines(TextReader text) { while (text.ReadLine() is { } line) yield return line; }
    // </sample>
}
