using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>One step of a session in a transcript that was run.</summary>
/// <param name="At">How far the clock had gone on; of a recording, waits too short to be told are not counted.</param>
/// <param name="Inputs">The lines of the transcript that the step belongs to: one pipelined write, or what else happened; empty
/// for what comes before any of them.</param>
/// <param name="Before">The state before it.</param>
/// <param name="Command">What happened.</param>
/// <param name="After">The state after it.</param>
/// <param name="Replies">What the server said.</param>
public sealed record PlayedStep(
    TimeSpan At, Seq<TranscriptLine> Inputs, State Before, Command Command, State After, Seq<Reply> Replies);
