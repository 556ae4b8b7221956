using System.Diagnostics;
using System.Globalization;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Smtp.Benchmarks;

/// <summary>How long MailKit waits for a message: 20 connections, 200 messages each, over connections that stay open, beside one
/// connection alone. The host is a process of its own, with its defaults: it records, and every message is on the disk.</summary>
internal static class MailKitLatency
{
    private const int Connections = 20;
    private const int MessagesOfEach = 200;

    public static async Task MeasureAsync(int rounds)
    {
        await using var host = await HostProcess.StartAsync();
        await LoadAsync(host.Port, Connections);
        for (var round = 1; round <= rounds; round++)
        {
            var (one, many) = (await LoadAsync(host.Port, 1), await LoadAsync(host.Port, Connections));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"round {round}: one connection {one}; {Connections} connections {many}; ratio of the medians {many.Median / one.Median:0.0}"));
        }
    }

    /// <summary>Sends 200 messages over each of so many connections at once.</summary>
    public static async Task<Times> LoadAsync(int port, int connections)
    {
        var all = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => SendAsync(port))));
        return Times.Of(all.SelectMany(times => times));
    }

    private static async Task<List<double>> SendAsync(int port)
    {
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", port, SecureSocketOptions.None);
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress("Alice", "alice@example.org"));
        message.To.Add(new MailboxAddress("Bob", "bob@example.net"));
        message.Subject = "benchmark";
        message.Body = new TextPart("plain") { Text = string.Concat(Enumerable.Repeat(new string('x', 78) + "\r\n", 12)) };
        List<double> times = [];
        for (var i = 0; i < MessagesOfEach; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await client.SendAsync(message);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }
        await client.DisconnectAsync(quit: true);
        return times;
    }
}
