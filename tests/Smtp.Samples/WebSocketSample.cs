using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Samples;

/// <summary>The core over a WebSocket in an ASP.NET app. Frames carry octets, cut as the client likes: a line, half a line, a
/// whole dialog.</summary>
public static class WebSocketSample
{
    // <sample>
    public static void MapSmtp(
        this WebApplication app, string path, Func<Question, ReadOnlyMemory<byte>, ValueTask<Command>> answer)
    {
        app.UseWebSockets();
        app.MapGet(path, async (HttpContext http) =>
        {
            using var socket = await http.WebSockets.AcceptWebSocketAsync();
            var peer = new Peer(LanguageExt.Prelude.Optional(http.Connection.RemoteIpAddress));
            await new SampleSession(new Settings(), peer, http.TraceIdentifier, answer).RunAsync(
                receive: async buffer =>
                {
                    while (true)
                    {
                        var frame = await socket.ReceiveAsync(buffer, http.RequestAborted);
                        if (frame.Count > 0 || frame.MessageType == WebSocketMessageType.Close) return frame.Count;
                    }
                },
                send: replies => socket.SendAsync(replies, WebSocketMessageType.Binary, endOfMessage: true, http.RequestAborted),
                http.RequestAborted);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, http.RequestAborted);
        });
    }
    // </sample>
}
