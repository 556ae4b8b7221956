using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Serilog;
using Smtp.Domain.Sending;
using Smtp.Host.Storage;

namespace Smtp.Host.Sending;

/// <summary>Delivers into Maildirs (https://cr.yp.to/proto/maildir.html): written under <c>tmp</c>, flushed, and only then
/// moved to <c>new</c>, so that whoever reads never sees half a message and no crash loses a whole one.</summary>
/// <remarks>Lines end with LF there, as those who read Maildirs expect it; a CR that is not part of a line end stays.</remarks>
internal sealed class Maildirs(Func<string> hostName, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static long _count;

    /// <summary>Delivers a message: delivered once it is durable, else deferred or failed.</summary>
    /// <param name="directory">The Maildir; it is created where it is missing, readable by its owner alone.</param>
    /// <param name="lines">Lines to put before the message, each with CRLF.</param>
    /// <param name="content">The message.</param>
    /// <param name="stop">Gives up; nothing of the message stays behind.</param>
    public async Task<Outcome> DeliverAsync(string directory, string lines, Stream content, CancellationToken stop)
    {
        try
        {
            foreach (var part in new[] { "cur", "new", "tmp" }) DurableDirectory.Create(Path.Combine(directory, part));
            var name = UniqueName();
            var (written, delivered) = (Path.Combine(directory, "tmp", name), Path.Combine(directory, "new", name));
            try
            {
                await WriteAsync(written, lines, content, stop);
                File.Move(written, delivered);
            }
            catch
            {
                File.Delete(written);
                throw;
            }
            DurableDirectory.Flush(Path.Combine(directory, "new"));
            return new Outcome.Delivered(Diagnosis.Here("2.0.0", "Delivered to the mailbox"));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The log tells where; reports that go out to senders do not.
            Log.Warning(fault, "Cannot deliver to the Maildir {Directory}", directory);
            return fault switch
            {
                PathTooLongException => new Outcome.Failed(Diagnosis.Here("5.1.1", "The address is too long for a mailbox.")),
                IOException full when Faults.IsNoRoom(full) =>
                    new Outcome.Deferred(Diagnosis.Here("4.3.1", "The disk of the mailbox has no room.")),
                _ => new Outcome.Deferred(Diagnosis.Here("4.3.0", "The mailbox cannot be written to.")),
            };
        }
    }

    private static async Task WriteAsync(string path, string lines, Stream content, CancellationToken stop)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(Encoding.UTF8.GetBytes(lines.Replace("\r\n", "\n", StringComparison.Ordinal)), stop);
        var (buffer, kept) = (new byte[64 * 1024], 0);
        while (true)
        {
            var read = await content.ReadAsync(buffer.AsMemory(kept), stop);
            var (length, held) = ToLineFeeds(buffer.AsSpan(0, kept + read), isEnd: read == 0);
            await file.WriteAsync(buffer.AsMemory(0, length), stop);
            if (read == 0) break;
            // A CR at the end may be the first half of a line end.
            if (held) buffer[0] = (byte)'\r';
            kept = held ? 1 : 0;
        }
        await file.FlushAsync(stop);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Takes the CR out of each CRLF, in place; a CR at the end is held back until it is known what follows.</summary>
    private static (int Length, bool Held) ToLineFeeds(Span<byte> octets, bool isEnd)
    {
        var held = !isEnd && octets.EndsWith("\r"u8);
        if (held) octets = octets[..^1];
        var (from, to) = (0, 0);
        while (from < octets.Length)
        {
            var end = octets[from..].IndexOf("\r\n"u8);
            var run = end < 0 ? octets.Length - from : end;
            octets.Slice(from, run).CopyTo(octets[to..]);
            to += run;
            from += end < 0 ? run : run + 1;
        }
        return (to, held);
    }

    // No two deliveries have the same name: time, process and count tell those of this host apart, the rest all others.
    private string UniqueName()
    {
        var now = time.GetUtcNow();
        return string.Create(CultureInfo.InvariantCulture,
            $"{now.ToUnixTimeSeconds()}.M{now.Ticks % TimeSpan.TicksPerSecond / 10}P{Environment.ProcessId}Q{Interlocked.Increment(ref _count)}R{RandomNumberGenerator.GetHexString(8)}.{hostName()}");
    }
}
