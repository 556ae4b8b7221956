using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using static VerifyXunit.Verifier;

namespace Smtp.Tests.Snapshots;

/// <summary>The whole machine as a table: every state, every command, and what comes of it.</summary>
public sealed class MatrixTest
{
    private const int NameWidth = 46;

    [Fact]
    public async Task Every_state_meets_every_command()
    {
        var text = new StringBuilder("""
            Every state × every command: the replies, and the next state where it is another one.

            Below each state stands what it wants. Commands that it cannot meet while a shell is correct all have the same answer,
            421 4.3.0 and the end; they are named last.

            """);
        foreach (var (name, state) in MatrixStates.All)
        {
            text.Append('\n').Append(name).Append("   wants ").Append(Wanted(state.Wants)).Append('\n');
            var never = new List<string>();
            foreach (var (command, label) in state is State.Closed ? [] : MatrixCommands.All)
            {
                var (next, replies) = Session.Step(state, command);
                if (next is State.Closed { Ending: Ending.Confused }) never.Add(label);
                else text.Append(Row(label, state, next, replies));
            }
            if (state is State.Closed) text.Append("  anything, for ever                             –\n");
            if (never.Count > 0) text.Append(Wrap("never: ", Grouped(never)));
        }
        await Verify(text.ToString(), "txt").UseDirectory("../../../snapshots").UseFileName("matrix");
    }

    [Fact]
    public void A_closed_session_stays_closed()
    {
        var closed = MatrixStates.All.Single(row => row.State is State.Closed).State;
        Assert.All(MatrixCommands.All, row => Assert.Equal((closed, Seq<Reply>.Empty), Session.Step(closed, row.Command)));
    }

    [Fact]
    public void The_table_has_every_state_and_every_command()
    {
        Assert.Equal(Cases(typeof(State)), Names(MatrixStates.All.Select(row => row.State)));
        Assert.Equal(Cases(typeof(Command)), Names(MatrixCommands.All.Select(row => row.Command)));
        Assert.Equal(
            Enum.GetValues<SyntaxError>(),
            MatrixCommands.All.Select(row => row.Command).OfType<Command.Malformed>().Select(malformed => malformed.Error));
        Assert.Equal(
            Cases(typeof(Verdict)),
            Names(MatrixCommands.All.Select(row => row.Command).OfType<Command.Answered>().Select(answer => answer.Verdict)));
    }

    private static IEnumerable<string> Cases(Type union) =>
        union.GetNestedTypes().Where(type => type.IsSubclassOf(union) && !type.IsAbstract).Select(type => type.Name)
            .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Names(IEnumerable<object> values) =>
        values.Select(value => value.GetType().Name).Distinct().Order(StringComparer.Ordinal);

    private static string Row(string label, State state, State next, Seq<Reply> replies)
    {
        var text = new StringBuilder("  ").Append(label.PadRight(NameWidth)).Append(' ');
        var said = string.Join(" / ", replies.Map(Shown));
        text.Append(said.Length > 0 ? said : "–");
        if (Name(next) != Name(state)) text.Append(" → ").Append(Name(next));
        return text.Append('\n').ToString();
    }

    /// <summary>A reply on one line; of a long one only its first line.</summary>
    private static string Shown(Reply reply)
    {
        var lines = reply.ToString().Split('\n');
        return lines.Length == 1 ? lines[0] : $"{lines[0]} (+{lines.Length - 1} lines)";
    }

    private static string Name(State state) => state switch
    {
        State.Closed at => $"Closed({at.Ending})",
        State.SkippingChunk at => $"SkippingChunk(then {Name(at.Next)}: {string.Join(" / ", at.Replies.Map(Shown))})",
        State.Authenticating at => $"Authenticating({at.Exchange.GetType().Name})",
        State.Addressed at => $"Addressed({at.Envelope.Recipients.Count})",
        _ => state.GetType().Name,
    };

    private static string Wanted(Want want) => want switch
    {
        Want.Line line => $"Line({line.Kind})",
        Want.Verdict verdict => $"Verdict({verdict.Question.GetType().Name})",
        Want.Chunk chunk => $"Chunk({chunk.Size} octets{(chunk.Last ? ", the last" : "")})",
        Want.Skip skip => $"Skip({skip.Size} octets)",
        _ => want.GetType().Name,
    };

    /// <summary>Commands that are all there of their kind, by the name of that kind.</summary>
    private static List<string> Grouped(List<string> labels)
    {
        var words = new List<string>();
        foreach (var group in MatrixCommands.All.GroupBy(row => MatrixCommands.GroupOf(row.Command, row.Label)))
        {
            var some = group.Select(row => row.Label).Where(labels.Contains).ToList();
            if (some.Count == group.Count()) words.Add(group.Key);
            else words.AddRange(some);
        }
        return words;
    }

    private static string Wrap(string title, List<string> words)
    {
        var text = new StringBuilder();
        var line = new StringBuilder("  ").Append(title);
        foreach (var (index, word) in words.Select((word, index) => (index, word)))
        {
            var part = index < words.Count - 1 ? word + ", " : word;
            if (line.Length + part.Length > 120)
            {
                text.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(' ', title.Length + 2);
            }
            line.Append(part);
        }
        return text.Append(line).Append('\n').ToString();
    }
}
