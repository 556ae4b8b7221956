using System.Text;
using Smtp.Host.Cli;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Replaying;

/// <summary>A file that may hold a transcript.</summary>
/// <param name="Name">Its path as the user knows it.</param>
internal sealed record ReplayFile(string Name)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The files that are meant: each file named, and every <c>*.smtp</c> file below each folder named.</summary>
    /// <exception cref="UserErrorException">There is no such file or folder, or no transcript in it.</exception>
    public static IReadOnlyList<ReplayFile> Find(IEnumerable<string> paths)
    {
        var found = new List<ReplayFile>();
        foreach (var path in paths)
        {
            if (File.Exists(path)) found.Add(new ReplayFile(path));
            else if (!Directory.Exists(path)) throw new UserErrorException($"{path}: there is no such file or folder");
            else if (Below(path) is { Count: > 0 } some) found.AddRange(some);
            else throw new UserErrorException($"{path}: there is no *.smtp file in it");
        }
        return [.. found.Distinct()];
    }

    /// <summary>Reads the transcript; null where there is none, and then <paramref name="problem"/> says why: file, line, column,
    /// message.</summary>
    public Transcript? Read(out string problem)
    {
        problem = "";
        var octets = File.ReadAllBytes(Name);
        string text;
        try
        {
            text = Utf8.GetString(octets);
        }
        catch (DecoderFallbackException bad)
        {
            var before = octets.AsSpan(0, Math.Clamp(bad.Index, 0, octets.Length));
            problem = $"{Name}:{before.Count((byte)'\n') + 1}:{before.Length - before.LastIndexOf((byte)'\n')}: not UTF-8";
            return null;
        }
        switch (TranscriptReader.Read(text).Case)
        {
            case Transcript transcript:
                return transcript;
            case TranscriptError error:
                problem = $"{Name}:{error.Line}:{error.Column}: {error.Message}";
                return null;
            default:
                throw new InvalidOperationException("A text is a transcript or none.");
        }
    }

    /// <summary>Writes the transcript in place of what the file holds.</summary>
    public void Write(Transcript transcript) => File.WriteAllText(Name, TranscriptWriter.Write(transcript), Utf8);

    // What a test run left beside a verified file is none of the user's transcripts.
    private static List<ReplayFile> Below(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.smtp", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".received.smtp", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(path => new ReplayFile(path))];
}
