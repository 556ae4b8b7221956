using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Host.Tests.Receiving;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Clients;

/// <summary>However large a message is, the server that takes it stays small.</summary>
public sealed class MemoryTest(ITestOutputHelper output) : IDisposable
{
    private const long MiB = 1024 * 1024;
    private static readonly long Large = Load.Of(208, full: 256) * MiB;
    private const long MostMemory = 200 * MiB;
    private const int BlockSize = 64 * 1024;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-test-");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [LinuxFact]
    public async Task Messages_much_larger_than_the_memory_allowed_are_kept_or_refused()
    {
        using var host = await HostProcess.StartAsync(Data, ("SMTP_Limits__MessageSize", Invariant($"{Large + MiB}")));
        await using var client = await host.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAsync("EHLO client.example");

        await MustBeKeptAsync(client, Lines());
        output.WriteLine($"After lines: {host.PeakMemory() / MiB} MiB at most");
        await MustBeKeptAsync(client, Endless());
        output.WriteLine($"After one endless line: {host.PeakMemory() / MiB} MiB at most");

        var (refused, _, _) = await SendAsync(client, Lines(), (Large / BlockSize) + 32);
        Assert.Equal("552 5.3.4 Message size exceeds fixed limit", refused);
        output.WriteLine($"After too large a message: {host.PeakMemory() / MiB} MiB at most");
        Assert.Equal("250 2.0.0 Ok", await client.SayAsync("NOOP"));
        await MustBeKeptAsync(client, Lines(), blocks: 1);

        Assert.InRange(host.PeakMemory(), 1, MostMemory);
    }

    private async Task MustBeKeptAsync(RawClient client, byte[] block, long? blocks = null)
    {
        var (reply, size, hash) = await SendAsync(client, block, blocks ?? Large / BlockSize);
        const string Queued = "250 2.0.0 Ok: queued as ";
        Assert.StartsWith(Queued, reply, StringComparison.Ordinal);
        var id = new QueueId(reply[Queued.Length..]);

        await using var store = await Servers.LookIntoAsync(Data);
        Assert.Equal(size, (await store.FindMessageAsync(id, CancellationToken.None))!.Size);
        await using var content = await store.OpenContentAsync(id, CancellationToken.None);
        Assert.Equal(hash, Convert.ToHexString(await SHA256.HashDataAsync(content!)));
    }

    /// <summary>Sends a block as often as told; the last line end belongs to the content.</summary>
    private static async Task<(string Reply, long Size, string Hash)> SendAsync(RawClient client, byte[] block, long blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await client.SayAllAsync("MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>");
        Assert.StartsWith("354", await client.SayAsync("DATA"), StringComparison.Ordinal);
        for (var i = 0L; i < blocks; i++)
        {
            hash.AppendData(block);
            await client.Stream.WriteAsync(block);
        }
        hash.AppendData("\r\n"u8);
        await client.SendAsync("\r\n.\r\n");
        return (await client.ReplyAsync(), (blocks * block.Length) + 2, Convert.ToHexString(hash.GetHashAndReset()));
    }

    /// <summary>A block of whole lines, none of which begins with a dot.</summary>
    private static byte[] Lines()
    {
        var line = string.Concat(Enumerable.Range(0, 62).Select(i => (char)('A' + (i % 58)))) + "\r\n";
        return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, BlockSize / line.Length)));
    }

    /// <summary>A block without any line end.</summary>
    private static byte[] Endless() => [.. Enumerable.Range(0, BlockSize).Select(i => (byte)('A' + (i % 58)))];

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
