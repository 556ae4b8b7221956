using System.Globalization;
using System.Text;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Delivery;

/// <summary>kill -9 of the sending host while it delivers: nothing is lost, and what comes twice is counted.</summary>
public sealed class DeliveryKillTest(ITestOutputHelper output) : IDisposable
{
    private const int Letters = 2000;
    private const int Kills = 5;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Every_letter_arrives_and_duplicates_stay_within_what_was_under_way()
    {
        var seed = Environment.TickCount & 0xffffff;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        await using var receiver = await TestServer.StartAsync(("limits:transactions", "1000000"));
        (string, string)[] environment =
        [
            ("SMTP_Routes__0__To", "*"), ("SMTP_Routes__0__Via", $"smtp://127.0.0.1:{receiver.Port}?tls=none"),
            ("SMTP_Relay__Networks__0", "127.0.0.0/8"), ("SMTP_Queue__FirstRetry", "1s"),
        ];
        var data = Path.Combine(_directory.FullName, "data");
        var host = await HostProcess.StartAsync(data, environment);
        try
        {
            // All of it is accepted first; delivery begins at once, so that kills fall into the midst of it.
            await Traffic.SendAsync(host.Port, Letters);
            for (var kill = 1; kill <= Kills; kill++)
            {
                var before = await ArrivedAsync(receiver);
                var killAt = Math.Min(Letters, before + random.Next(1, Letters / Kills));
                await Eventually.HoldsAsync(async () => await ArrivedAsync(receiver) >= killAt, () => "Delivery stands still.");
                host.Dispose();
                output.WriteLine($"killed at {await ArrivedAsync(receiver)} arrivals");
                host = await HostProcess.StartAsync(data, environment);
            }
            await Eventually.HoldsAsync(
                async () => (await NumbersAsync(receiver)).Distinct().Count() == Letters, () => "Letters are missing.");
        }
        finally
        {
            host.Dispose();
        }
        var duplicates = await ArrivedAsync(receiver) - Letters;
        output.WriteLine($"{duplicates} came twice");
        // A worker has at most a batch of 50 out whose settlement is not on the disk yet, and there are at most 20 workers.
        Assert.InRange(duplicates, 0, Kills * 20 * 50);
        Assert.Equal(Enumerable.Range(0, Letters), (await NumbersAsync(receiver)).Distinct().Order());
    }

    private static async Task<int> ArrivedAsync(TestServer receiver) =>
        (await receiver.Store.ListMessagesAsync(int.MaxValue, CancellationToken.None)).Count;

    private static async Task<IEnumerable<int>> NumbersAsync(TestServer receiver) =>
        (await receiver.MessagesAsync()).Select(one => Traffic.NumberOf(Encoding.ASCII.GetString(one.Content))
            ?? throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"Message {one.Message.Id} is none of ours.")));
}
