using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Smtp.Samples;

namespace Smtp.Host.Tests.Samples;

public sealed class WebSocketSampleTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task The_classroom_dialog_over_a_WebSocket_however_it_is_cut_into_frames(int size)
    {
        List<string> kept = [];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapSmtp("/smtp", Say.Yes(kept));
        await app.StartAsync();

        using var client = new ClientWebSocket();
        using var late = new CancellationTokenSource(Say.Patience);
        await client.ConnectAsync(new Uri(app.Urls.Single().Replace("http:", "ws:") + "/smtp"), late.Token);
        foreach (var frame in Encoding.UTF8.GetBytes(Say.Dialog).Chunk(size))
            await client.SendAsync(frame, WebSocketMessageType.Text, endOfMessage: true, late.Token);
        Assert.Equal(Say.Replies, await RepliesAsync(client, late.Token));
        Assert.Equal(["Subject: Hello\r\n\r\nHello Bob\r\n"], kept);
    }

    private static async Task<string> RepliesAsync(ClientWebSocket client, CancellationToken stop)
    {
        var (text, buffer) = (new StringBuilder(), new byte[1024]);
        while (await client.ReceiveAsync(buffer, stop) is { MessageType: not WebSocketMessageType.Close } frame)
            text.Append(Encoding.UTF8.GetString(buffer, 0, frame.Count));
        return text.ToString();
    }
}
