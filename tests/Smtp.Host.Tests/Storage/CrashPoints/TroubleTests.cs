using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>The real host on a disk that is full, read-only or broken for a while: it says so, keeps running, shows what it has, and
/// goes on when the trouble is over.</summary>
public sealed class TroubleTests(Watched watched) : IClassFixture<Watched>
{
    private const string Full = "452 4.3.1 Insufficient system storage";
    private const int Small = 1000, Large = 200_000;

    [WatchedFact]
    public async Task Mail_is_deferred_while_the_disk_takes_nothing_and_what_was_accepted_stays()
    {
        const int EIO = 5, ENOSPC = 28, EROFS = 30;
        var (root, trouble) = (watched.NewDirectory(), watched.NewDirectory() + ".trouble");
        var data = Watched.Data(root);
        var accepted = new List<(QueueId Id, int Size)>();
        using (var host = await HostProcess.StartAsync(data, Environment(root, trouble)))
        {
            foreach (var size in (int[])[Small, Large]) accepted.Add((Accepted(await SendAsync(host, size)), size));
            foreach (var error in (int[])[EIO, ENOSPC, EROFS])
            {
                await File.WriteAllTextAsync(trouble, error.ToString(CultureInfo.InvariantCulture));
                for (var round = 0; round < 3; round++)
                    foreach (var size in (int[])[Small, Large]) Assert.Equal(Full, await SendAsync(host, size));
                await MustBeThereAsync(data, accepted);

                File.Delete(trouble);
                foreach (var size in (int[])[Small, Large]) accepted.Add((Accepted(await SendAsync(host, size)), size));
            }
            host.Kill();
            await host.WaitForEndAsync();
        }
        using var next = await HostProcess.StartAsync(data);
        await MustBeThereAsync(data, accepted);
    }

    [WatchedFact]
    public async Task What_waits_for_a_next_hop_goes_out_when_the_trouble_is_over()
    {
        var (root, trouble) = (watched.NewDirectory(), watched.NewDirectory() + ".full");
        await using var receiver = await TestServer.StartAsync();
        using var host = await HostProcess.StartAsync(
            Watched.Data(root),
            [
                .. Environment(root, trouble), ("SMTP_Routes__0__To", "*"), ("SMTP_Routes__0__Via", $"smtp://127.0.0.1:{receiver.Port}?tls=none"),
                ("SMTP_Relay__Networks__0", "127.0.0.0/8"),
            ]);
        Accepted(await SendAsync(host, Small));
        await ArrivedAsync(receiver, 1);
        // The trouble begins somewhere between acceptance and the last settlement.
        for (var i = 0; i < 20; i++) Accepted(await SendAsync(host, i % 2 == 0 ? Small : Large));
        await File.WriteAllTextAsync(trouble, "28");
        Assert.Equal(Full, await SendAsync(host, Small));
        File.Delete(trouble);
        await ArrivedAsync(receiver, 21);
        await Eventually.HoldsAsync(
            async () =>
            {
                await using var store = await Servers.LookIntoAsync(Watched.Data(root));
                return (await store.ListQueueAsync(new QueueFilter(), 100, StoreFixture.None)).Count == 0;
            },
            () => "Deliveries stay in the queue.");
    }

    private static Task ArrivedAsync(TestServer receiver, int count) => Eventually.HoldsAsync(
        async () => (await receiver.MessagesAsync()).Count >= count, () => "It does not arrive.");

    private (string, string)[] Environment(string root, string trouble) =>
        [.. watched.Environs(root), ("WATCH_TROUBLE", trouble), ("SMTP_Limits__DiskReserve", "0")];

    /// <summary>Sends a message in a session of its own, which must stay in step.</summary>
    /// <returns>The answer to its content, or to DATA where that was refused.</returns>
    private static async Task<string> SendAsync(HostProcess host, int size)
    {
        await using var client = await host.ConnectAsync();
        await client.ReplyAsync();
        var answer = await client.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        if (answer.StartsWith("354", StringComparison.Ordinal))
        {
            await client.SendAsync(Content(size) + ".\r\n");
            answer = await client.ReplyAsync();
        }
        Assert.StartsWith("250", await client.SayAsync("NOOP"), StringComparison.Ordinal);
        await client.SayAsync("QUIT");
        return answer;
    }

    private static QueueId Accepted(string answer)
    {
        Assert.StartsWith("250 2.0.0 Ok: queued as ", answer, StringComparison.Ordinal);
        return new QueueId(answer[(answer.LastIndexOf(' ') + 1)..]);
    }

    private static string Content(int size) => string.Concat(Enumerable.Repeat("0123456789abcdef\r\n", size / 18));

    private static async Task MustBeThereAsync(string data, IEnumerable<(QueueId Id, int Size)> accepted)
    {
        await using var store = await Servers.LookIntoAsync(data);
        foreach (var (id, size) in accepted) Assert.Equal(Content(size), System.Text.Encoding.ASCII.GetString(await store.ReadAsync(id)));
    }
}
