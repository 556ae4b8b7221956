namespace Smtp.Parsing.Transcripts;

/// <summary>A conversation as a file: script and snapshot at once. Its input lines are what the client and the world do, its
/// output lines what the server made of it. The format is explained in <c>docs/transcripts.md</c>.</summary>
/// <param name="Lines">Every line of the file, comments and blank lines too; the first is the title.</param>
/// <param name="Givens">What the <c>given</c> lines say, taken together.</param>
public sealed record Transcript(Seq<TranscriptLine> Lines, Givens Givens)
{
    /// <summary><c>given side client</c>: the conversation is seen from the client's side, and these are its givens; absent where it is
    /// the server's.</summary>
    public Option<Sending.SendingGivens> Client { get; init; }

    /// <summary>What the transcript is about: its first line, without the <c>#</c>.</summary>
    public string Title => Lines[0].Source.TrimStart('#').Trim();

    /// <summary>The transcript as it stands in its file.</summary>
    public override string ToString() => TranscriptWriter.Write(this);
}

/// <summary>Why a text is no transcript.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Message">What is wrong, and where it helps, what to write instead.</param>
public sealed record TranscriptError(int Line, int Column, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"line {Line}, column {Column}: {Message}";
}
