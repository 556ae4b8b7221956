using System.Net;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>The client's side of a transcript, to be played to a live server. The server is as it is: a transcript that needs
/// another one cannot be played to it.</summary>
public sealed class LiveScript
{
    private LiveScript(Transcript transcript, IReadOnlyList<Scene> scenes, Seq<LiveStep> steps) =>
        (Transcript, Scenes, Steps) = (transcript, scenes, steps);

    /// <summary>The transcript.</summary>
    public Transcript Transcript { get; }

    /// <summary>What the client does, in order.</summary>
    public Seq<LiveStep> Steps { get; }

    /// <summary>Whether TLS begins by a line of the transcript, before the greeting.</summary>
    public bool BeginsWithTls => Transcript.Givens.Settings.Tls == TlsMode.Implicit;

    internal IReadOnlyList<Scene> Scenes { get; }

    /// <summary>The script of a transcript, or the reason why it cannot be played to the server.</summary>
    /// <param name="transcript">The transcript.</param>
    /// <param name="server">The server.</param>
    public static Either<string, LiveScript> Of(Transcript transcript, LiveServer server)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        ArgumentNullException.ThrowIfNull(server);
        if (transcript.Client.IsSome) return "needs no server: it is told from a client's side";
        var needs = new LiveNeeds(transcript, server).All();
        if (!needs.IsEmpty) return $"needs {string.Join(", ", needs)}";
        var scenes = Scene.Of(transcript);
        var steps = StepsOf(scenes);
        if (!steps.Exists(step => step.Replies > 0)) return "has no replies yet";
        return (server.Tls || !server.Directed) && TalksEarly(steps)
            ? "needs a client that talks before the greeting, and what comes of that is a matter of haste"
            : new LiveScript(transcript, scenes, steps);
    }

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
                [] or [TranscriptLine.Session] => known.Add(session) ? new LiveAct.Connect(ClientOf(scene)) : new LiveAct.Listen(),
                [TranscriptLine.Sends, ..] => new LiveAct.Send(
                    new Seq<Piece>(scene.Inputs.Cast<TranscriptLine.Sends>().SelectMany(line => line.Pieces).ToArray())),
                [TranscriptLine.Handshake handshake] => new LiveAct.Handshake(handshake.Tls),
                [TranscriptLine.Ends] => new LiveAct.End(),
                [TranscriptLine.Resets] => new LiveAct.Reset(),
                [TranscriptLine.Passes passes] => new LiveAct.Wait(passes.Time),
                [TranscriptLine.Answers answers] => new LiveAct.Answer(answers.Verdict),
                [TranscriptLine.Stops] => new LiveAct.Stop(),
                _ => throw new InvalidOperationException($"Nobody can play {scene.Inputs[0].GetType().Name}."),
            };
            var outputs = scene.Rest.OfType<TranscriptLine.Output>().Select(line => line.Source).ToArray();
            var asks = scene.Index + 1 < scenes.Count && scenes[scene.Index + 1].Inputs is [TranscriptLine.Answers];
            steps.Add(new LiveStep(scene.Index, session, act, LiveReplies.Of(outputs).Count, outputs.Contains("S."), asks));
        }
        return new Seq<LiveStep>(steps.ToArray());
    }

    private static Option<IPAddress> ClientOf(Scene scene) =>
        scene.Inputs is [TranscriptLine.Session session] ? session.Client : Option<IPAddress>.None;

    private static bool TalksEarly(Seq<LiveStep> steps) => steps.GroupBy(step => step.Session).Any(session =>
        session.TakeWhile(step => step.Replies == 0 && !step.Closes).Any(step => step.Act is LiveAct.Send)
        || session.SkipWhile(step => step.Replies == 0 && !step.Closes).FirstOrDefault() is { Act: LiveAct.Send });
}
