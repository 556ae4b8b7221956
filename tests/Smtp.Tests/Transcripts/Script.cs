using CsCheck;
using Smtp.Parsing.Transcripts;

namespace Smtp.Tests.Transcripts;

/// <summary>Transcripts in tests.</summary>
internal static class Script
{
    /// <summary>A transcript that must be well-formed.</summary>
    public static Transcript Read(string text) => TranscriptReader.Read(text).Match(
        Right: transcript => transcript,
        Left: error => throw new InvalidOperationException(error.ToString()));

    /// <summary>What comes of a script, title and all.</summary>
    public static string Play(string text) => TranscriptWriter.Write(TranscriptRunner.Run(Read(text)));

    /// <summary>Any of these lines.</summary>
    public static Gen<string> OneOf(params string[] lines) => Gen.Int[0, lines.Length - 1].Select(index => lines[index]);

    /// <summary>The output lines alone, the answers to EHLO apart.</summary>
    public static string[] Outputs(string text) =>
        [.. TranscriptRunner.Run(Read("# a test\n" + text.ReplaceLineEndings("\n") + "\n")).Lines
            .Filter(line => line is TranscriptLine.Output)
            .Map(line => line.Source)
            .Filter(line => !line.StartsWith("S: 250-", StringComparison.Ordinal))
            .Filter(line => line is not ("S: 250 HELP" or "S: 220 localhost ESMTP"))];
}
