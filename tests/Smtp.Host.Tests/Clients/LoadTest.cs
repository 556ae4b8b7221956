using System.Collections.Concurrent;
using System.Text;
using MailKit.Security;
using MimeKit;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>Many clients at once, each with many messages over one connection.</summary>
public sealed class LoadTest
{
    private const int Connections = 20;
    private const int MessagesOfEach = 25;

    [Fact]
    public async Task Every_message_of_every_connection_arrives_under_a_name_of_its_own()
    {
        await using var server = await TestServer.StartAsync();
        var sent = new ConcurrentBag<(string Id, byte[] Content)>();

        await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => Task.Run(async () =>
        {
            using var client = new DsnClient();
            await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.None);
            for (var i = 0; i < MessagesOfEach; i++)
            {
                var content = Content(number, i);
                var reply = await client.SendAsync(FormatOptions.Default, MimeMessage.Load(new MemoryStream(content)));
                sent.Add((reply.Split(' ')[^1], content));
            }
            await client.DisconnectAsync(quit: true);
        })));

        var kept = (await server.MessagesAsync()).ToDictionary(one => one.Message.Id.Text, one => one.Content);
        Assert.Equal(Connections * MessagesOfEach, sent.Count);
        Assert.Equal(sent.Select(one => one.Id).Order(StringComparer.Ordinal), kept.Keys.Order(StringComparer.Ordinal));
        Assert.All(sent, one => Letters.Same(one.Content, kept[one.Id]));
    }

    private static byte[] Content(int connection, int message) => Encoding.ASCII.GetBytes(
        $"From: {Letters.Alice}\r\nTo: {Letters.Bob}\r\nSubject: {connection}/{message}\r\n\r\n"
        + string.Concat(Enumerable.Range(0, message * 2).Select(line => $".line {line} of {connection}\r\n")));
}
