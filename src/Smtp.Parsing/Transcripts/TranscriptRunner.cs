using Smtp.Parsing.Transcripts.Sending;

namespace Smtp.Parsing.Transcripts;

/// <summary>Runs transcripts through the core, with the real framing and the real grammar, and no network, clock or
/// disk.</summary>
public static class TranscriptRunner
{
    /// <summary>How many octets a read takes where nothing else is asked for.</summary>
    public const int DefaultSegment = 16 * 1024;

    /// <summary>The same transcript with its output made anew. Where nothing changed, nothing changes.</summary>
    public static Transcript Run(Transcript transcript) => Run(transcript, () => DefaultSegment);

    /// <summary>The same, with the client's octets read in segments of the sizes given: the output must not depend on
    /// them.</summary>
    /// <param name="transcript">The script.</param>
    /// <param name="segment">How many octets the next read takes, from 1 to 1 MiB.</param>
    public static Transcript Run(Transcript transcript, Func<int> segment)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        ArgumentNullException.ThrowIfNull(segment);
        if (transcript.Client.Case is SendingGivens client) return SendingRunner.Run(transcript, client, segment);
        var scenes = Scene.Of(transcript);
        var run = new Performance(transcript.Givens, scenes, segment);
        var lines = new List<TranscriptLine>();
        foreach (var scene in scenes)
        {
            lines.AddRange(scene.Inputs);
            lines.AddRange(scene.Retell(run.Play(scene), run.Ids));
        }
        return transcript with
        {
            Lines = new Seq<TranscriptLine>(lines.Select((line, index) => line with { Number = index + 1 }).ToArray()),
        };
    }

    /// <summary>Every step of its sessions, in order: what happened, the state that it led to, and what the server said.</summary>
    public static IReadOnlyList<PlayedStep> Steps(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var scenes = Scene.Of(transcript);
        var steps = new List<PlayedStep>();
        var run = new Performance(transcript.Givens, scenes, () => DefaultSegment, steps.Add);
        foreach (var scene in scenes) run.Play(scene);
        return steps;
    }
}
