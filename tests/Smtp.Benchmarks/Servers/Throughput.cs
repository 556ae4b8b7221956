using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>How many messages a server takes in a second: smtp-source against each in turn, round by round.</summary>
internal static class Throughput
{
    public const string Rates = "messages a second";
    public const string Volumes = "octets a second";
    public const string Processor = "processor time for a message, user + kernel";
    public const string Memory = "most memory resident meanwhile";

    private const int Large = 1 << 20;

    public static async Task MeasureAsync(string title, Load load, IReadOnlyList<ServerKind> kinds, Plan plan, Results results)
    {
        var servers = new List<(ServerKind Kind, MailServer Server, int Messages)>();
        try
        {
            foreach (var kind in kinds)
            {
                var server = kind.Create(null);
                servers.Add((kind, server, 0));
                await server.StartAsync();
                servers[^1] = (kind, server, WarmUp(server.Port, load, plan));
                await server.RestAsync();
                if (kind.HoldsThousands) ProcessFacts.ForgetPeak(server.ProcessId);
            }
            for (var round = 0; round < plan.Rounds; round++)
            {
                // Whoever comes first is another one each time.
                for (var i = 0; i < servers.Count; i++)
                {
                    var (kind, server, messages) = servers[(i + round) % servers.Count];
                    Turn(title, load, kind, server, messages, results);
                    await server.RestAsync();
                }
            }
            foreach (var (kind, server, _) in servers)
                if (kind.HoldsThousands) results.Add(Memory, title, kind.Name, ProcessFacts.Peak(server.ProcessId), Shown.Mebibytes);
        }
        finally
        {
            foreach (var (_, server, _) in servers) await server.DisposeAsync();
        }
    }

    private static void Turn(string title, Load load, ServerKind kind, MailServer server, int messages, Results results)
    {
        var before = ProcessFacts.Processor(server.ProcessId);
        var took = SmtpSource.Send(server.Port, load, messages);
        var after = ProcessFacts.Processor(server.ProcessId);
        var (user, system) = (
            (after.User - before.User).TotalMicroseconds / messages, (after.System - before.System).TotalMicroseconds / messages);
        if (load.Octets >= Large)
            results.Add(Volumes, title, kind.Name, messages * (double)load.Octets / took.TotalSeconds, Shown.Octets);
        else results.Add(Rates, title, kind.Name, messages / took.TotalSeconds, Shown.Rate);
        results.Add(Processor, title, kind.Name, user + system, Shown.Microseconds);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{title}, {kind.Name}: {messages / took.TotalSeconds:0.0} messages/s, {user:0} + {system:0} µs each"));
    }

    /// <summary>Sends until the server runs as fast as it will.</summary>
    /// <returns>How many messages make a turn.</returns>
    private static int WarmUp(int port, Load load, Plan plan)
    {
        var (messages, sent) = (load.Octets >= Large ? load.Sessions : 10 * load.Sessions, TimeSpan.Zero);
        while (true)
        {
            var took = SmtpSource.Send(port, load, messages);
            sent += took;
            messages = Math.Max(load.Sessions, (int)(messages * Math.Min(8, plan.Turn / took)));
            if (sent >= plan.WarmUp) return messages;
        }
    }
}
