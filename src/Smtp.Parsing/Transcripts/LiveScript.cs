using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>The client's side of a transcript, to be played to a live server. The server is as it is: a transcript that needs
/// another one cannot be played to it.</summary>
public sealed class LiveScript
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private LiveScript(Transcript transcript, IReadOnlyList<Scene> scenes, Seq<LiveStep> steps) =>
        (Transcript, Scenes, Steps) = (transcript, scenes, steps);

    /// <summary>The transcript.</summary>
    public Transcript Transcript { get; }

    /// <summary>What the client does, in order.</summary>
    public Seq<LiveStep> Steps { get; }

    /// <summary>Whether TLS begins by a line of the transcript, before the greeting.</summary>
    public bool BeginsWithTls => Transcript.Givens.Settings.Tls == TlsMode.Implicit;

    internal IReadOnlyList<Scene> Scenes { get; }

    /// <summary>The script of a transcript, or the reason why it cannot be played to a server whose settings are the
    /// default.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="tls">Whether connections begin with TLS.</param>
    public static Either<string, LiveScript> Of(Transcript transcript, bool tls)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        if (transcript.Client.IsSome) return "needs no server: it is told from a client's side";
        var needs = transcript.Lines.Choose(line => Prelude.Optional(Needs(line, tls))).Distinct().Strict();
        if (!needs.IsEmpty) return $"needs {string.Join(", ", needs)}";
        var scenes = Scene.Of(transcript);
        var steps = StepsOf(scenes);
        if (!steps.Exists(step => step.Replies > 0)) return "has no replies yet";
        return TalksEarly(steps)
            ? "needs a client that talks before the greeting, and what comes of that is a matter of haste"
            : new LiveScript(transcript, scenes, steps);
    }

    private static string? Needs(TranscriptLine line, bool tls) => line switch
    {
        TranscriptLine.Given given => given.Source.Split(' ')[1..] switch
        {
            ["host" or "client" or "ids", ..] or ["content", "shown"] or ["role", "mx"] => null,
            ["early", "talkers", "refused"] or ["bare", "line", "endings", "refuse"] => null,
            ["tls", "starttls"] => tls ? $"'{given.Source}' (not --tls)" : null,
            ["tls", "implicit"] => tls ? null : $"'{given.Source}' (--tls)",
            ["user", var name, ..] => $"'given user {name}'",
            _ => $"'{given.Source}'",
        },
        TranscriptLine.Answers or TranscriptLine.Stops => $"'{line.Source}'",
        TranscriptLine.Passes passes when passes.Time > LongestWait => $"'{line.Source}' to pass",
        TranscriptLine.Handshake { Tls.IsNone: true } => $"'{line.Source}'",
        TranscriptLine.Sends sends when sends.Pieces.Exists(piece => piece is Piece.Folded { End: FoldedEnd.Refused }) =>
            $"the octets of '{line.Source}'",
        TranscriptLine.Output when line.Source.StartsWith("!! ", StringComparison.Ordinal) => "a script without complaints",
        _ => null,
    };

    private static Seq<LiveStep> StepsOf(IReadOnlyList<Scene> scenes)
    {
        var steps = new List<LiveStep>();
        var known = new System.Collections.Generic.HashSet<string>(StringComparer.Ordinal);
        var session = "";
        foreach (var scene in scenes)
        {
            if (scene.Inputs is [TranscriptLine.Session named]) session = named.Name;
            // A file with one session need not open it.
            else if (scene.Inputs is [] && (scenes.Count == 1 || scenes[1].Inputs is [TranscriptLine.Session])) continue;
            LiveAct act = scene.Inputs switch
            {
                [] or [TranscriptLine.Session] => known.Add(session) ? new LiveAct.Connect() : new LiveAct.Listen(),
                [TranscriptLine.Sends, ..] => new LiveAct.Send(
                    new Seq<Piece>(scene.Inputs.Cast<TranscriptLine.Sends>().SelectMany(line => line.Pieces).ToArray())),
                [TranscriptLine.Handshake { Tls.Case: TlsFacts facts }] => new LiveAct.Handshake(facts),
                [TranscriptLine.Ends] => new LiveAct.End(),
                [TranscriptLine.Resets] => new LiveAct.Reset(),
                [TranscriptLine.Passes passes] => new LiveAct.Wait(passes.Time),
                _ => throw new InvalidOperationException($"Nobody can play {scene.Inputs[0].GetType().Name}."),
            };
            var outputs = scene.Rest.OfType<TranscriptLine.Output>().Select(line => line.Source).ToArray();
            steps.Add(new LiveStep(scene.Index, session, act, LiveReplies.Of(outputs).Count, outputs.Contains("S.")));
        }
        return new Seq<LiveStep>(steps.ToArray());
    }

    private static bool TalksEarly(Seq<LiveStep> steps) => steps.GroupBy(step => step.Session).Any(session =>
        session.TakeWhile(step => step.Replies == 0 && !step.Closes).Any(step => step.Act is LiveAct.Send)
        || session.SkipWhile(step => step.Replies == 0 && !step.Closes).FirstOrDefault() is { Act: LiveAct.Send });
}
