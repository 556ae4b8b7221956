using System.Diagnostics;
using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>What sessions cost that wait, how soon a message is answered, and how soon a server is there.</summary>
internal static class Sessions
{
    public const string Idle = "idle sessions";
    public const string Each = "each";
    public const string All = "all, over the empty process";
    public const string Latency = "from the dot to 250";
    public const string MailKit = "MailKit, 20 connections × 200 messages";
    public const string WholeMessage = "a message, p50";
    public const string Start = "start";
    public const string FirstStart = "to listening, first start";
    public const string NextStart = "to listening, again";
    public const string Resident = "resident then";

    /// <summary>Memory of very many sessions that have said EHLO and nothing more.</summary>
    public static async Task MeasureIdleAsync(IReadOnlyList<ServerKind> kinds, Plan plan, Results results)
    {
        foreach (var kind in kinds.Where(kind => kind.HoldsThousands))
        {
            await using var server = kind.Create(null);
            await server.StartAsync();
            foreach (var client in await OpenAsync(server.Port, 100)) await using (client) await client.QuitAsync();
            var empty = ProcessFacts.Resident(server.ProcessId);
            var clients = await OpenAsync(server.Port, plan.IdleSessions);
            var full = ProcessFacts.Resident(server.ProcessId);
            results.Add(Idle, Each, kind.Name, (full - empty) / (double)plan.IdleSessions, Shown.Kibibytes);
            results.Add(Idle, All, kind.Name, full - empty, Shown.Mebibytes);
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{plan.IdleSessions} idle sessions, {kind.Name}: {(full - empty) / 1048576.0:0.0} MiB over {empty / 1048576.0:0.0}"));
            // They are still there, every one.
            foreach (var client in clients) await using (client) await client.QuitAsync();
        }
    }

    /// <summary>How long one client, and each of twenty, waits for the answer to its dot.</summary>
    public static Task MeasureLatencyAsync(IReadOnlyList<ServerKind> kinds, Plan plan, Results results) =>
        InRoundsAsync(kinds, plan, async (kind, server, warm) =>
        {
            foreach (var connections in (int[])[1, 20])
            {
                var each = connections == 1 ? 400 : 100;
                var times = Times.Of((await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => DotsAsync(server.Port, each)))))
                    .SelectMany(some => some));
                if (!warm) continue;
                var who = connections == 1 ? "one connection" : "20 connections";
                results.Add(Latency, $"4 KiB, {who}, p50", kind.Name, times.Median, Shown.Milliseconds);
                results.Add(Latency, $"4 KiB, {who}, p99", kind.Name, times.NinetyNine, Shown.Milliseconds);
                Console.Error.WriteLine($"from the dot to 250, {who}, {kind.Name}: {times}");
            }
        });

    /// <summary>How long MailKit waits for a message over connections that stay open; it pipelines where it may.</summary>
    public static Task MeasureMailKitAsync(IReadOnlyList<ServerKind> kinds, Plan plan, Results results) =>
        InRoundsAsync(kinds, plan, async (kind, server, warm) =>
        {
            var times = await MailKitLatency.LoadAsync(server.Port, 20);
            if (!warm) return;
            results.Add(MailKit, WholeMessage, kind.Name, times.Median, Shown.Milliseconds);
            results.Add(MailKit, "a message, p99", kind.Name, times.NinetyNine, Shown.Milliseconds);
            Console.Error.WriteLine($"MailKit, {kind.Name}: {times}");
        });

    /// <summary>How long a start takes, with nothing there yet and with what the first has made.</summary>
    public static async Task MeasureStartAsync(IReadOnlyList<ServerKind> kinds, Plan plan, Results results)
    {
        for (var round = 0; round < plan.Rounds; round++)
        {
            foreach (var kind in kinds)
            {
                await using var server = kind.Create(null);
                var (first, again) = (await server.StartAsync(), await server.StartAgainAsync());
                await server.RestAsync();
                var resident = ProcessFacts.Resident(server.ProcessId);
                results.Add(Start, FirstStart, kind.Name, first.TotalMilliseconds, Shown.Milliseconds);
                results.Add(Start, NextStart, kind.Name, again.TotalMilliseconds, Shown.Milliseconds);
                results.Add(Start, Resident, kind.Name, resident, Shown.Mebibytes);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"start, {kind.Name}: {first.TotalMilliseconds:0} ms, then {again.TotalMilliseconds:0} ms; {resident / 1048576.0:0.0} MiB"));
            }
        }
    }

    private static async Task InRoundsAsync(IReadOnlyList<ServerKind> kinds, Plan plan, Func<ServerKind, MailServer, bool, Task> turn)
    {
        var servers = new List<(ServerKind Kind, MailServer Server)>();
        try
        {
            foreach (var kind in kinds)
            {
                servers.Add((kind, kind.Create(null)));
                await servers[^1].Server.StartAsync();
                var began = Stopwatch.GetTimestamp();
                do await turn(kind, servers[^1].Server, false);
                while (Stopwatch.GetElapsedTime(began) < plan.WarmUp / 2);
            }
            for (var round = 0; round < plan.Rounds; round++)
            {
                for (var i = 0; i < servers.Count; i++)
                {
                    var (kind, server) = servers[(i + round) % servers.Count];
                    await turn(kind, server, true);
                    await server.RestAsync();
                }
            }
        }
        finally
        {
            foreach (var (_, server) in servers) await server.DisposeAsync();
        }
    }

    private static async Task<List<double>> DotsAsync(int port, int messages)
    {
        var content = RawClient.Content(4096);
        await using var client = await RawClient.ConnectAsync(port);
        await client.HelloAsync();
        List<double> times = [];
        for (var i = 0; i < messages; i++) times.Add((await client.SendAsync(content)).TotalMilliseconds);
        await client.QuitAsync();
        return times;
    }

    private static async Task<IReadOnlyCollection<RawClient>> OpenAsync(int port, int count)
    {
        var clients = new System.Collections.Concurrent.ConcurrentBag<RawClient>();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) =>
        {
            var client = await RawClient.ConnectAsync(port);
            await client.HelloAsync();
            clients.Add(client);
        });
        return clients;
    }
}
