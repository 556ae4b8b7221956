using System.Text;
using DiffEngine;

namespace Smtp.Tests.Snapshots;

/// <summary>Compares a text with a file that a person has verified, by the conventions of Verify: what differs is written to
/// a <c>*.received.*</c> file beside it and shown in the diff tool, but never in CI; what is equal leaves no such file.</summary>
internal static class Golden
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether nobody is there to look: then nothing is written.</summary>
    public static bool InCi { get; } = Environment.GetEnvironmentVariable("CI") is "true" or "1" || BuildServerDetector.Detected;

    /// <summary>Whether whoever runs the tests takes what comes out as verified: <c>SMTP_ACCEPT=1</c>.</summary>
    public static bool Accepting { get; } = Environment.GetEnvironmentVariable("SMTP_ACCEPT") == "1";

    public static Task Compare(string text, string verified, string received) =>
        Compare(text, verified, received, InCi, Accepting, (left, right) => DiffRunner.LaunchForTextAsync(left, right));

    /// <summary>The same, wherever it runs; <paramref name="show"/> opens the diff tool for both files.</summary>
    public static async Task Compare(
        string text, string verified, string received, bool inCi, bool accepting, Func<string, string, Task> show)
    {
        var expected = File.Exists(verified) ? Read(verified) : null;
        if (expected == text)
        {
            if (!inCi) File.Delete(received);
            return;
        }
        if (!inCi) Directory.CreateDirectory(Path.GetDirectoryName(verified)!);
        if (accepting && !inCi)
        {
            await File.WriteAllTextAsync(verified, text, Utf8);
            File.Delete(received);
            return;
        }
        if (!inCi)
        {
            await File.WriteAllTextAsync(received, text, Utf8);
            await show(received, verified);
        }
        Assert.Fail(expected is null
            ? $"Nobody has verified {verified} yet. It would be:\n\n{text}"
            : $"{verified} has changed ('-' is verified, '+' was received; SMTP_ACCEPT=1 accepts):\n\n"
                + Differences.Between(expected, text));
    }

    /// <summary>A file as text, its line ends and its byte order mark apart.</summary>
    private static string Read(string path)
    {
        var text = File.ReadAllText(path, Utf8);
        return text.Contains('\r', StringComparison.Ordinal) ? text.ReplaceLineEndings("\n") : text;
    }
}
