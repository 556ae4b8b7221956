using System.Net.WebSockets;
using System.Text.Json;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Web.Api;
using Smtp.Host.Web.Live;
using Smtp.Host.Web.Mail;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Mailpit;

/// <summary><c>/api/events</c>: what happens to messages, over a WebSocket (RFC 6455), one JSON text for each event. Who reads more slowly
/// than mail comes is told <c>prune</c>: then a list is to be read anew.</summary>
internal sealed class MailpitEvents(IMessageIndex index, LiveEvents events, IHostApplicationLifetime lifetime)
{
    /// <summary>Sends events until the client leaves or the host stops.</summary>
    public async Task ServeAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await new MailpitException("A WebSocket is spoken here.").Result(json: false).ExecuteAsync(context);
            return;
        }
        using var listening = events.Listen(LiveTopic.Messages, null);
        // From here on nothing is missed, whatever happens before the first event is sent.
        var sequence = events.Last;
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        var sending = SendAsync(socket, sequence, ending.Token);
        await HearAsync(socket, ending.Token);
        await ending.CancelAsync();
        await sending;
        if (socket.State == WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }

    // Nobody has anything to say to us, until they say goodbye.
    private static async Task HearAsync(WebSocket socket, CancellationToken stop)
    {
        var ignored = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(ignored.AsMemory(), stop)).MessageType != WebSocketMessageType.Close) { }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client goes, or the host does: both are ways to end.
        }
    }

    private async Task SendAsync(WebSocket socket, long sequence, CancellationToken stop)
    {
        try
        {
            await StatsAsync(socket, stop);
            while (true)
            {
                await events.WaitAsync(sequence, stop);
                var news = events.After(sequence);
                sequence = news is { Count: > 0 } ? news[^1].Sequence : events.Last;
                var told = news is null;
                if (news is null) await SendAsync(socket, "prune", null, stop);
                foreach (var one in news ?? []) told |= one.Topic.HasFlag(LiveTopic.Messages) && await TellAsync(socket, one, stop);
                if (told) await StatsAsync(socket, stop);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // See above.
        }
    }

    /// <summary>Tells of an event in the words of Mailpit; whether there are any for it.</summary>
    private async Task<bool> TellAsync(WebSocket socket, LiveEvent told, CancellationToken stop)
    {
        switch (told)
        {
            case { Type: "message-added", Data: MessageRow row }:
                // What was deleted meanwhile is told of by another event.
                if (await index.FindEntryAsync(new QueueId(row.Id), stop) is { } entry)
                    await SendAsync(socket, "new", MailpitSummary.Of(entry), stop);
                return true;
            case { Type: "message-changed", Data: MessagesChange change }:
                foreach (var id in change.Ids)
                {
                    if (change.Unread is { } unread) await SendAsync(socket, "update", new MailpitReadMark(id, !unread), stop);
                    else if (await index.FindEntryAsync(new QueueId(id), stop) is { } changed)
                        await SendAsync(socket, "update", new MailpitTagsMark(id, changed.Tags), stop);
                }
                return true;
            case { Type: "message-deleted", Data: MessagesChange { All: true } }:
                await SendAsync(socket, "truncate", null, stop);
                return true;
            case { Type: "message-deleted", Data: MessagesChange change }:
                foreach (var id in change.Ids) await SendAsync(socket, "delete", new MailpitName(id), stop);
                return true;
            default:
                await SendAsync(socket, "prune", null, stop);
                return true;
        }
    }

    private async Task StatsAsync(WebSocket socket, CancellationToken stop)
    {
        var count = await index.CountEntriesAsync(SearchQuery.Everything, TimeZoneInfo.Utc, stop);
        await SendAsync(socket, "stats", new MailpitStats(count.Total, count.Unread), stop);
    }

    private static async Task SendAsync(WebSocket socket, string type, object? data, CancellationToken stop) => await socket.SendAsync(
        JsonSerializer.SerializeToUtf8Bytes(new MailpitEvent(type, data), MailpitJson.TypeOf<MailpitEvent>()).AsMemory(),
        WebSocketMessageType.Text, endOfMessage: true, stop);
}

/// <summary>An event.</summary>
internal sealed record MailpitEvent(string Type, object? Data);

/// <summary>A message that was read, or not after all.</summary>
internal sealed record MailpitReadMark(string ID, bool Read);

/// <summary>A message whose tags have changed.</summary>
internal sealed record MailpitTagsMark(string ID, IReadOnlyList<string> Tags);

/// <summary>A message that is gone.</summary>
internal sealed record MailpitName(string ID);

/// <summary>How many messages there are, and how many of them nobody has read.</summary>
internal sealed record MailpitStats(long Total, long Unread);
