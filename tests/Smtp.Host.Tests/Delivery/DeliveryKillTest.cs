using System.Globalization;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;
using Smtp.Host.Tests.Storage;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Delivery;

/// <summary>kill -9 of the sending host while it delivers: nothing is lost, and each letter that comes twice was under way at a kill:
/// the next hop had taken it, and that was not written down yet (RFC 1047).</summary>
public sealed class DeliveryKillTest(ITestOutputHelper output) : IDisposable
{
    private static readonly int Letters = Load.Of(150, full: 2000);
    private static readonly int Kills = Load.Of(2, full: 5);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-test-");

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Every_letter_arrives_and_those_that_come_twice_were_under_way_at_a_kill()
    {
        var seed = Environment.TickCount & 0xffffff;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var port = Ports.Free();
        (string, string)[] environment =
        [
            ("SMTP_Routes__0__To", "*"), ("SMTP_Routes__0__Via", $"smtp://127.0.0.1:{port}?tls=none"),
            ("SMTP_Relay__Networks__0", "127.0.0.0/8"), ("SMTP_Queue__FirstRetry", "1h"),
        ];
        // All of it is accepted first, while nobody listens there, so that every kill falls into the midst of deliveries.
        using (var first = await HostProcess.StartAsync(Data, environment)) await Traffic.SendAsync(first.Port, Letters);
        await using var receiver = await TestServer.StartAsync(
            ("listeners:0", $"127.0.0.1:{port}"), ("limits:transactions", "1000000"));
        var underWay = new List<int>();
        var host = await RestartAsync(environment);
        try
        {
            for (var kill = 1; kill <= Kills; kill++)
            {
                var before = Arrived(receiver);
                var killAt = before + random.Next(1, Math.Max(2, (Letters - before) / 2));
                await Eventually.HoldsAsync(() => Arrived(receiver) >= killAt, () => "Delivery stands still.");
                host.Dispose();
                var open = await UnderWayAsync();
                underWay.AddRange(open);
                output.WriteLine($"killed at {Arrived(receiver)} arrivals, with {open.Count} letters under way");
                host = await RestartAsync(environment);
            }
            await Eventually.HoldsAsync(() => InQueue() == 0, () => "Letters stay in the queue.");
        }
        finally
        {
            host.Dispose();
        }
        var arrived = (await receiver.MessagesAsync())
            .Select(one => (Number: NumberOf(one.Message.Id, one.Content), Text: Encoding.ASCII.GetString(one.Content))).ToList();
        Traffic.MustBe(Letters, arrived.DistinctBy(one => one.Number).Select(one => one.Text));
        var twice = arrived.GroupBy(one => one.Number).Where(same => same.Count() > 1).ToList();
        output.WriteLine($"{arrived.Count - Letters} came twice");
        Assert.All(twice, same => Assert.True(
            same.Count() - 1 <= underWay.Count(number => number == same.Key), $"Letter {same.Key} came {same.Count()} times without a reason."));
    }

    // What could not be delivered is due at once.
    private async Task<HostProcess> RestartAsync((string, string)[] environment)
    {
        await using (var store = await Servers.LookIntoAsync(Data))
            await store.ChangeQueueAsync(new QueueFilter(), QueueChange.Retry, DateTimeOffset.UtcNow, CancellationToken.None);
        return await HostProcess.StartAsync(Data, environment);
    }

    /// <summary>The letters that the host which was killed had taken up and not settled.</summary>
    private async Task<List<int>> UnderWayAsync()
    {
        await using var store = await Servers.LookIntoAsync(Data);
        var letters = new List<int>();
        foreach (var delivery in await store.ListQueueAsync(new QueueFilter(), int.MaxValue, CancellationToken.None))
            if (delivery.Underway) letters.Add(NumberOf(delivery.Message, await store.ReadAsync(delivery.Message)));
        return letters;
    }

    private int InQueue() => Count(Data, "deliveries");

    private static int Arrived(TestServer receiver) => Count(Path.Combine(receiver.Directory.FullName, "smtp-data"), "messages");

    private static int Count(string data, string table)
    {
        using var connection = StoreFixture.Connect(data);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {table}";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static int NumberOf(QueueId id, byte[] content) => Traffic.NumberOf(Encoding.ASCII.GetString(content))
        ?? throw new InvalidOperationException($"Message {id} is none of ours.");
}
