using System.Globalization;
using System.Text;
using Serilog.Core;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Storage.CrashPoints;

namespace Smtp.Host.Tests.Storage;

/// <summary>The process that <see cref="CrashTests"/> and <see cref="CrashPointTests"/> kill: this assembly, started as a program.
/// For the former it accepts mail from many senders at once, and says what was accepted, one line each, once it was accepted: the
/// id, then its content's seed.</summary>
internal static class CrashWriter
{
    private const int Senders = 16;

    /// <summary>Content that can be made again from its seed, some of it large enough for a file.</summary>
    public static byte[] Content(int seed)
    {
        var random = new Random(seed);
        var octets = new byte[random.Next(4) == 0 ? random.Next(65_000, 200_000) : random.Next(0, 5000)];
        random.NextBytes(octets);
        if (octets.Length >= 4) BitConverter.TryWriteBytes(octets, seed);
        return octets;
    }

    public static async Task<int> Main(string[] args)
    {
        if (args is ["watched", var script, var watched, var marks]) return await Watched.PlayAsync(script, watched, marks);
        if (args is not [var directory, var firstSeed, var each]) return 2;
        var seed = int.Parse(firstSeed, CultureInfo.InvariantCulture);
        var messages = int.Parse(each, CultureInfo.InvariantCulture);
        await using var store = await SqliteStore.OpenAsync(
            new StoreSettings(directory) { DiskReserve = 0 }, StoreRole.Host, Logger.None, CancellationToken.None);
        await using var output = Console.OpenStandardOutput();
        var gate = new Lock();
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < messages; i++)
            {
                var mine = Interlocked.Increment(ref seed);
                var id = await store.AcceptAsync(Content(mine));
                var line = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id} {mine}\n"));
                lock (gate) output.Write(line);
            }
        })));
        return 0;
    }
}
