// Copy this file into your test project: it needs the package Smtp.Parsing and nothing else, and knows no test framework.

using System.Globalization;
using System.Text;
using Smtp.Parsing.Transcripts;

namespace Smtp.Samples;

/// <summary>Replays a folder of <c>.smtp</c> files, one test each.</summary>
public static class TranscriptFiles
{
    /// <summary>Every transcript below a folder, as MemberData takes it; named from the folder on.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder, or nothing to replay in it.</exception>
    public static IEnumerable<object[]> In(string folder)
    {
        var files = Directory.GetFiles(folder, "*.smtp", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0) throw new DirectoryNotFoundException($"There is no .smtp file below {Path.GetFullPath(folder)}.");
        return files.Select(file => new object[] { Path.GetRelativePath(folder, file) });
    }

    /// <summary>Replays a transcript through the core, in this process.</summary>
    /// <exception cref="FormatException">The file is no transcript.</exception>
    /// <exception cref="TranscriptDiffersException">The server says something else now.</exception>
    public static void Replay(string path)
    {
        var expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        var transcript = TranscriptReader.Read(expected).Match(
            Right: read => read,
            Left: error => throw new FormatException($"{path}({error.Line},{error.Column}): {error.Message}"));
        var actual = TranscriptRunner.Run(transcript).ToString();
        if (actual != expected) throw new TranscriptDiffersException(path, Differences(expected.Split('\n'), actual.Split('\n')));
    }

    /// <summary>The file with what differs in it: '-' is what it says, '+' what came. The client's lines are the same in both, so
    /// each difference is shown with the client's line before it.</summary>
    private static string Differences(string[] expected, string[] actual)
    {
        var common = new int[expected.Length + 1, actual.Length + 1];
        for (var e = expected.Length - 1; e >= 0; e--)
            for (var a = actual.Length - 1; a >= 0; a--)
                common[e, a] = expected[e] == actual[a] ? common[e + 1, a + 1] + 1 : Math.Max(common[e + 1, a], common[e, a + 1]);

        var text = new StringBuilder();
        var (left, right, said) = (0, 0, 0);
        while (left < expected.Length || right < actual.Length)
        {
            if (left < expected.Length && right < actual.Length && expected[left] == actual[right])
            {
                if (expected[left].StartsWith('C')) said = left + 1;
                (left, right) = (left + 1, right + 1);
                continue;
            }
            if (said > 0) Line(' ', said, expected[said - 1]);
            said = 0;
            if (right == actual.Length || (left < expected.Length && common[left + 1, right] >= common[left, right + 1]))
                Line('-', left + 1, expected[left++]);
            else
                Line('+', null, actual[right++]);
        }
        return text.ToString();

        void Line(char mark, int? number, string line) =>
            text.Append(CultureInfo.InvariantCulture, $"{number,5} {mark} {line}\n");
    }
}

/// <summary>A transcript that does not come out as it is written.</summary>
public sealed class TranscriptDiffersException(string path, string differences)
    : Exception($"{path} differs ('-' is what the file says, '+' is what the server says now):\n\n{differences}");
