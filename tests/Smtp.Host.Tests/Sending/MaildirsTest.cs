using System.Text;
using Smtp.Domain.Sending;
using Smtp.Host.Sending;

namespace Smtp.Host.Tests.Sending;

public sealed class MaildirsTest : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("smtp-maildir-").FullName;
    private readonly Maildirs _maildirs = new(() => "mx.example.org", TimeProvider.System);

    private string Box => Path.Combine(_root, "mail", "ann");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_message_lies_in_new_with_lines_before_it_and_ends_of_lines_as_readers_expect_them()
    {
        var outcome = await DeliverAsync("Subject: x\r\n\r\nfirst\r\n\r\nlast\r\n");

        Assert.IsType<Outcome.Delivered>(outcome);
        var file = Assert.Single(Directory.GetFiles(Path.Combine(Box, "new")));
        Assert.Equal("Return-Path: <bob@example.net>\nSubject: x\n\nfirst\n\nlast\n", await File.ReadAllTextAsync(file));
        Assert.Empty(Directory.GetFiles(Path.Combine(Box, "tmp")));
        Assert.Empty(Directory.GetFiles(Path.Combine(Box, "cur")));
        Assert.EndsWith(".mx.example.org", file, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("\r\n", "\n")]
    [InlineData("\r", "\r")]
    [InlineData("a\r\r\nb\nc\r", "a\r\nb\nc\r")]
    [InlineData("\r\n\r\n\r", "\n\n\r")]
    public async Task Only_CRLF_becomes_LF_however_the_octets_come(string content, string kept)
    {
        for (var piece = 1; piece <= 3; piece++)
            Assert.IsType<Outcome.Delivered>(await _maildirs.DeliverAsync(Box, "", new Dribble(Encoding.ASCII.GetBytes(content), piece), CancellationToken.None));

        Assert.All(Directory.GetFiles(Path.Combine(Box, "new")), file => Assert.Equal(kept, File.ReadAllText(file)));
        Assert.Equal(3, Directory.GetFiles(Path.Combine(Box, "new")).Length);
    }

    [Fact]
    public async Task A_long_message_is_whole()
    {
        var content = string.Concat(Enumerable.Range(0, 20_000).Select(line => $"line {line}\r\n"));
        await DeliverAsync(content);

        var text = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(Box, "new"))[0]);
        Assert.Equal("Return-Path: <bob@example.net>\n" + content.Replace("\r\n", "\n", StringComparison.Ordinal), text);
    }

    [Fact]
    public async Task Many_at_once_have_names_of_their_own()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => DeliverAsync("x\r\n")));
        Assert.All(outcomes, outcome => Assert.IsType<Outcome.Delivered>(outcome));
        Assert.Equal(50, Directory.GetFiles(Path.Combine(Box, "new")).Length);
    }

    [Fact]
    public async Task Nobody_else_may_read_it()
    {
        if (OperatingSystem.IsWindows()) return;
        await DeliverAsync("x\r\n");
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Directory.GetFiles(Path.Combine(Box, "new"))[0]));
        foreach (var directory in new[] { "", "cur", "new", "tmp" })
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(Box, directory)));
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_to_defers_and_does_not_tell_its_path()
    {
        await File.WriteAllTextAsync(Path.Combine(_root, "mail"), "a file where a directory should be");
        var deferred = Assert.IsType<Outcome.Deferred>(await DeliverAsync("x\r\n"));
        Assert.Equal("4.3.0 The mailbox cannot be written to.", $"{deferred.Diagnosis.Status} {deferred.Diagnosis.Text}");
    }

    [Fact]
    public async Task A_full_disk_defers()
    {
        if (!File.Exists("/dev/full")) return;
        // What is written to /dev/full fails as on a full disk; the file under tmp cannot be it, but its content can fail alike.
        var deferred = Assert.IsType<Outcome.Deferred>(await _maildirs.DeliverAsync(Box, "", new FullDisk(), CancellationToken.None));
        Assert.Equal("4.3.1", deferred.Diagnosis.Status.ToString());
        Assert.Empty(Directory.GetFiles(Path.Combine(Box, "tmp")));
    }

    [Fact]
    public async Task Nothing_stays_behind_of_a_delivery_that_is_stopped()
    {
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _maildirs.DeliverAsync(Box, "", new MemoryStream(new byte[100]), stop.Token));
        Assert.Empty(Directory.GetFiles(Box, "*", SearchOption.AllDirectories));
    }

    private Task<Outcome> DeliverAsync(string content) => _maildirs.DeliverAsync(
        Box, "Return-Path: <bob@example.net>\r\n", new MemoryStream(Encoding.UTF8.GetBytes(content)), CancellationToken.None);

    /// <summary>Gives few octets at a time.</summary>
    private sealed class Dribble(byte[] octets, int piece) : MemoryStream(octets)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }

    /// <summary>Fails as a full disk does.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            full.WriteByte(1);
            return 0;
        }
    }
}
