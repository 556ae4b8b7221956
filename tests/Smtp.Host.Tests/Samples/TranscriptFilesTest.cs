using Smtp.Samples;

namespace Smtp.Host.Tests.Samples;

public sealed class TranscriptFilesTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dialogs-");

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Dialogs");

    public void Dispose() => _folder.Delete(recursive: true);

    // <sample>
    public static IEnumerable<object[]> Dialogs => TranscriptFiles.In(Folder);

    [Theory, MemberData(nameof(Dialogs))]
    public void The_server_says_what_the_file_says(string file) => TranscriptFiles.Replay(Path.Combine(Folder, file));
    // </sample>

    [Fact]
    public void Each_file_is_a_test_of_its_own() =>
        Assert.Equal(["greylisted.smtp", Path.Combine("refusals", "unknown-mailbox.smtp")], Dialogs.Select(one => one[0]));

    [Fact]
    public void A_difference_is_shown_with_the_clients_line_before_it()
    {
        var dialog = File.ReadAllText(Path.Combine(Folder, "refusals", "unknown-mailbox.smtp"));
        var file = Write(dialog.Replace("550 No such", "550 5.1.1 No such"));
        var difference = Assert.Throws<TranscriptDiffersException>(() => TranscriptFiles.Replay(file));
        Assert.Contains(
            "   12   C: RCPT TO:<bobby@example.org>\n"
            + "   13 - S: 550 5.1.1 No such mailbox here\n"
            + "      + S: 550 No such mailbox here\n", difference.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_reply_is_a_difference_too()
    {
        var file = Write("# No goodbye\n\nS: 220 localhost ESMTP\nC: QUIT\n");
        var difference = Assert.Throws<TranscriptDiffersException>(() => TranscriptFiles.Replay(file));
        Assert.Contains("    4   C: QUIT\n      + S: 221 2.0.0 Bye\n      + S.\n", difference.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_transcript_is_told_with_its_place()
    {
        var file = Write("# A typo\n\nC; QUIT\n");
        var mistake = Assert.Throws<FormatException>(() => TranscriptFiles.Replay(file));
        Assert.StartsWith($"{file}(3,1): ", mistake.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_with_nothing_to_replay_is_a_mistake() =>
        Assert.Throws<DirectoryNotFoundException>(() => TranscriptFiles.In(_folder.FullName).ToList());

    private string Write(string text)
    {
        var file = Path.Combine(_folder.FullName, "x.smtp");
        File.WriteAllText(file, text);
        return file;
    }
}
