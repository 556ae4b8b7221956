using System.Text;

namespace Smtp.Parsing.Transcripts;

/// <summary>Writes transcripts as they were read.</summary>
public static class TranscriptWriter
{
    /// <summary>The transcript as the text of a file: each line ended by LF, the last one too.</summary>
    public static string Write(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        var text = new StringBuilder();
        foreach (var line in transcript.Lines) text.Append(line.Source).Append('\n');
        return text.ToString();
    }
}
