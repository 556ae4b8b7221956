using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Samples;

/// <summary>What a test server does where, and how often.</summary>
/// <remarks>In a transcript a <c>?</c> line names the moment, and the address where it has one; what follows is the reaction:
/// <c>! deferred</c>, <c>! refused unknown-mailbox</c>, <c>! accepted 7</c>; <c>! no answer</c> and then <c>C!</c> for a
/// connection that is gone, <c>+2s</c> for a reply that is late (its <c>!</c> line follows, or else it is that of the
/// time-out), or nothing for one that never comes.</remarks>
internal sealed class TestScript
{
    private readonly Lock _gate = new();
    private readonly List<Rule> _rules = [];

    public void Add(Moment moment, Reaction reaction, int times)
    {
        lock (_gate) _rules.Add(new Rule(moment, null, reaction) { Left = times });
    }

    public void Add(string transcript)
    {
        var read = TranscriptReader.Read(transcript).Match(
            Right: script => script,
            Left: error => throw new FormatException($"This is no transcript: {error}"));
        var lines = read.Lines.Filter(line => line is not (TranscriptLine.Blank or TranscriptLine.Prose)).ToArray();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i] is not TranscriptLine.Output { Source: ['?', ' ', .. var asked] }) continue;
            var (moment, address) = Asked(asked);
            var reaction = ReactionOf(lines.Skip(i + 1).Where(line => line is not TranscriptLine.Output));
            lock (_gate) _rules.Add(new Rule(moment, address, reaction) { Left = 1 });
        }
    }

    /// <summary>What the script wants to happen now; null where it has nothing to say.</summary>
    public async ValueTask<Command?> NextAsync(Question question, CancellationToken stop)
    {
        var (moment, address) = MomentOf(question);
        Rule? rule;
        lock (_gate)
        {
            rule = _rules.Find(one => one.Left > 0 && one.Moment == moment && (one.Address ?? address) == address);
            if (rule is null) return null;
            rule.Left--;
        }
        return await rule.Reaction.Play(stop);
    }

    private static Reaction ReactionOf(IEnumerable<TranscriptLine> inputs)
    {
        Reaction? late = null;
        foreach (var input in inputs)
        {
            Reaction? now = input switch
            {
                TranscriptLine.Answers { Verdict.Case: Verdict verdict } => Reaction.Answer(verdict),
                TranscriptLine.Resets => Reaction.Drop,
                TranscriptLine.Stops => Reaction.Happen(new Command.Stopping()),
                TranscriptLine.Answers or TranscriptLine.Passes => null,
                _ when late is not null => Reaction.Happen(new Command.TimedOut()),
                _ => Reaction.Stall,
            };
            if (now is not null) return late?.Then(now) ?? now;
            if (input is not TranscriptLine.Passes { Time: var time }) continue;
            late = late?.Then(Reaction.After(time)) ?? Reaction.After(time);
        }
        return late?.Then(Reaction.Happen(new Command.TimedOut())) ?? Reaction.Stall;
    }

    private static (Moment Moment, string? Address) Asked(string question) => question.Split(' ') switch
    {
        ["connection", ..] => (Moment.Connection, null),
        ["login", ..] => (Moment.Login, null),
        ["sender", var address, ..] => (Moment.Sender, address),
        ["recipient", var address, ..] => (Moment.Recipient, address),
        ["room", ..] => (Moment.Data, null),
        ["accept", ..] => (Moment.Message, null),
        _ => throw new FormatException($"Nobody asks '{question}'."),
    };

    private static (Moment Moment, string? Address) MomentOf(Question question) => question switch
    {
        Question.Connection => (Moment.Connection, null),
        Question.Login => (Moment.Login, null),
        Question.Sender asked => (Moment.Sender, asked.From.ToString()),
        Question.Recipient asked => (Moment.Recipient, asked.Candidate.Path.ToString()),
        Question.Room => (Moment.Data, null),
        Question.Accept => (Moment.Message, null),
        _ => throw new NotSupportedException($"No moment is known for {question.GetType().Name}."),
    };

    private sealed record Rule(Moment Moment, string? Address, Reaction Reaction)
    {
        public int Left { get; set; }
    }
}
