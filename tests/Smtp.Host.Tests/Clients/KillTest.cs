using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Xunit.Abstractions;

namespace Smtp.Host.Tests.Clients;

/// <summary>kill -9 of the real server under load: whatever it had answered 250 is there when it runs again.</summary>
public sealed class KillTest(ITestOutputHelper output) : IDisposable
{
    private const int Connections = 16;
    private const string Queued = "250 2.0.0 Ok: queued as ";

    private static readonly int Rounds = Load.Of(2, full: 3);
    private static readonly int MostBeforeTheKill = Load.Of(200, full: 800);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-test-");
    private readonly ConcurrentDictionary<string, int> _answered = new(StringComparer.Ordinal);
    private int _next;

    private string Data => Path.Combine(_directory.FullName, "data");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task Every_message_that_was_answered_250_is_there_after_kill_9()
    {
        var seed = Environment.TickCount & 0xffffff;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var host = await HostProcess.StartAsync(Data);
        try
        {
            for (var round = 1; round <= Rounds; round++)
            {
                var before = _answered.Count;
                var killAt = before + random.Next(1, MostBeforeTheKill);
                var senders = Enumerable.Range(0, Connections).Select(_ => Task.Run(() => SendUntilKilledAsync(host, killAt)));
                await Task.WhenAll(senders);
                await host.WaitForEndAsync();
                output.WriteLine($"round {round}: killed at {killAt - before} answers, {_answered.Count - before} came in all");
                Assert.True(_answered.Count >= killAt);

                host.Dispose();
                host = await HostProcess.StartAsync(Data);
                await CheckAsync();
            }
        }
        finally
        {
            host.Dispose();
        }
    }

    private async Task SendUntilKilledAsync(HostProcess host, int killAt)
    {
        try
        {
            await using var client = await host.ConnectAsync();
            await client.ReplyAsync();
            await client.SayAsync("EHLO client.example");
            while (true)
            {
                var number = Interlocked.Increment(ref _next);
                await client.SendAsync("MAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
                for (var reply = 1; reply <= 3; reply++) await client.ReplyAsync();
                await client.SendAsync(Content(number).Replace("\r\n.", "\r\n..", StringComparison.Ordinal) + ".\r\n");
                var answer = await client.ReplyAsync();
                Assert.StartsWith(Queued, answer, StringComparison.Ordinal);
                Assert.True(_answered.TryAdd(answer[Queued.Length..], number), $"{answer} was given twice.");
                if (_answered.Count >= killAt) host.Kill();
            }
        }
        catch (Exception gone) when (gone is IOException or SocketException)
        {
            // The server was killed, perhaps before this client reached it; answers that were on their way have been read.
        }
    }

    private async Task CheckAsync()
    {
        await using var store = await Servers.LookIntoAsync(Data);
        foreach (var (id, number) in _answered) Assert.Equal(Content(number), await ReadAsync(store, new QueueId(id)));

        // What was kept and not answered any more is whole as well.
        foreach (var message in await store.ListMessagesAsync(int.MaxValue, CancellationToken.None))
        {
            if (_answered.ContainsKey(message.Id.Text)) continue;
            var content = await ReadAsync(store, message.Id);
            var number = content["Subject: ".Length..content.IndexOf('\r', StringComparison.Ordinal)];
            Assert.Equal(Content(int.Parse(number, CultureInfo.InvariantCulture)), content);
        }
    }

    private static async Task<string> ReadAsync(SqliteStore store, QueueId id)
    {
        await using var content = await store.OpenContentAsync(id, CancellationToken.None);
        Assert.True(content is not null, $"{id.Text} was answered 250 and is gone.");
        using var reader = new StreamReader(content, Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Content that can be made again from its number: lines, some of which begin with a dot; one message in eight
    /// is so large that it is kept in a file.</summary>
    private static string Content(int number)
    {
        var random = new Random(number);
        var size = number % 8 == 0 ? random.Next(65_000, 150_000) : random.Next(0, 5000);
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Subject: {number}\r\n\r\n");
        while (text.Length < size)
        {
            for (var left = random.Next(80); left > 0; left--) text.Append((char)random.Next('.', 'z'));
            text.Append("\r\n");
        }
        return text.ToString();
    }
}
