using System.Diagnostics;
using System.Globalization;
using System.Net;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;

namespace Smtp.Benchmarks;

/// <summary>What it costs to record every session: the same load on two hosts, one that records and one that does not, turn and
/// turn about, so that a machine which is noisy is noisy for both. The time of a turn ends when its recordings are in the store.
/// Figures are ratios of neighbours and their median; clients and both hosts share one process.</summary>
internal static class RecordingCost
{
    private const int Connections = 20;
    private const int SessionsOfEach = 40;
    private const int MessagesOfEach = 10;
    private const int Messages = Connections * SessionsOfEach * MessagesOfEach;

    private static readonly byte[] Content = RawClient.Content(4096);

    public static async Task MeasureAsync(int rounds)
    {
        await using var plain = await Bench.StartAsync(("record:sessions", "false"));
        await using var recording = await Bench.StartAsync(("record:sessions", "true"));
        for (var warmUp = 0; warmUp < 4; warmUp++)
        {
            await LoadAsync(plain);
            await LoadAsync(recording);
        }
        List<double> ratios = [], costs = [];
        for (var round = 1; round <= rounds; round++)
        {
            // Whoever comes second finds a fuller disk: that is shared out too.
            var first = await LoadAsync(round % 2 == 0 ? recording : plain);
            var second = await LoadAsync(round % 2 == 0 ? plain : recording);
            var (without, with) = round % 2 == 0 ? (second, first) : (first, second);
            ratios.Add(with.Rate / without.Rate);
            costs.Add(with.Microseconds - without.Microseconds);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: {without} without, {with} with recording, ratio {with.Rate / without.Rate:0.000}"));
        }
        ratios.Sort();
        costs.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"4 KiB, {Connections} connections, {MessagesOfEach} messages a session: recording keeps {ratios[rounds / 2]:0.000} of the throughput (median; {ratios[0]:0.000} to {ratios[^1]:0.000}), and takes {costs[rounds / 2]:0} µs of a processor for a message"));
    }

    private static async Task<Turn> LoadAsync(Bench host)
    {
        var (watch, processor) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            for (var session = 0; session < SessionsOfEach; session++) await SessionAsync(host.Port);
        })));
        await host.FlushAsync();
        return new Turn(Messages / watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - processor).TotalMicroseconds / Messages);
    }

    private static async Task SessionAsync(int port)
    {
        await using var client = await RawClient.ConnectAsync(port);
        await client.HelloAsync();
        for (var message = 0; message < MessagesOfEach; message++) await client.SendPipelinedAsync(Content);
        await client.QuitAsync();
    }
}

/// <summary>How a turn went.</summary>
/// <param name="Rate">Messages a second, each answered 250.</param>
/// <param name="Microseconds">How long a processor was busy for each, all told.</param>
internal readonly record struct Turn(double Rate, double Microseconds)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Rate:0} messages/s ({Microseconds:0} µs)");
}

/// <summary>A host to be measured, in a directory of its own.</summary>
internal sealed class Bench(SmtpServer server, DirectoryInfo directory) : IAsyncDisposable
{
    public int Port => IPEndPoint.Parse(server.Listening[0].Address).Port;

    public static async Task<Bench> StartAsync(params (string Key, string Value)[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("smtp-bench-");
        // Without pages, which only one of two hosts could have: their index catches up when others are being measured.
        var values = settings.Concat([("listeners:0", "127.0.0.1:0"), ("web:listen", "off")]).ToDictionary(one => one.Item1, one => (string?)one.Item2);
        var around = new Surroundings(new Dictionary<string, string?>(), directory.FullName, "localhost");
        return new Bench(
            await SmtpServer.StartAsync(ConfigLoader.Load(null, values, around), TimeProvider.System, CancellationToken.None), directory);
    }

    /// <summary>Waits until all recordings are in the store.</summary>
    public Task FlushAsync() => server.Archive.FlushAsync();

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
