using System.Diagnostics;
using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>Onward relay: smtp-source hands messages to a server, which hands them to smtp-sink. The time ends with the last
/// that has arrived there.</summary>
internal static class Onward
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static async Task MeasureAsync(IReadOnlyList<ServerKind> kinds, Plan plan, Results results)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"4 KiB × {plan.Relayed}, onward to smtp-sink");
        foreach (var kind in kinds.Where(kind => kind.Relays))
        {
            await using var sink = new SinkServer(counts: true);
            await sink.StartAsync();
            await using var server = kind.Create(sink.Port);
            await server.StartAsync();
            await RelayAsync(server.Port, sink, plan.Relayed / 5);
            for (var round = 0; round < Math.Min(2, plan.Rounds); round++)
            {
                var took = await RelayAsync(server.Port, sink, plan.Relayed);
                results.Add(Throughput.Rates, title, kind.Name, plan.Relayed / took.TotalSeconds, Shown.Rate);
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{title}, {kind.Name}: {plan.Relayed / took.TotalSeconds:0} messages/s"));
            }
        }
    }

    private static async Task<TimeSpan> RelayAsync(int port, SinkServer sink, int messages)
    {
        var wanted = sink.Messages + messages;
        var began = Stopwatch.GetTimestamp();
        SmtpSource.Send(port, new Load(20, 4096, Reuses: true), messages);
        while (sink.Messages < wanted)
        {
            if (Stopwatch.GetElapsedTime(began) > Patience)
                throw new TimeoutException($"{wanted - sink.Messages} of {messages} messages have not arrived at the next hop.");
            await Task.Delay(2);
        }
        return Stopwatch.GetElapsedTime(began);
    }
}
