using System.Globalization;
using System.Text.Json;
using Smtp.Host.Web.Api;

namespace Smtp.Host.Web.Live;

/// <summary><c>GET /events</c>: Server-Sent Events, which a browser resumes by itself with the number of the last one that it has
/// (HTML Living Standard, §9.2).</summary>
internal sealed class EventStream(LiveEvents events, IHostApplicationLifetime lifetime, TimeProvider time)
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    /// <summary>Sends events until the client leaves or the host stops.</summary>
    /// <param name="context">The request.</param>
    public async Task ServeAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var topics = Topics(request.Query["topics"].ToString());
        var session = request.Query["session"].ToString() is { Length: > 0 } id ? id : null;
        if (topics == LiveTopic.None)
        {
            await Results.Problem("topics: give messages, queue, sessions or steps, with commas between them", statusCode: 400).ExecuteAsync(context);
            return;
        }
        using var listening = events.Listen(topics, session);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await SendAsync(response, await BeginAsync(request, response, ending.Token), topics, session, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // Whoever listens goes, or the host does: both are ways to end.
        }
    }

    private async Task<long> BeginAsync(HttpRequest request, HttpResponse response, CancellationToken stop)
    {
        var last = request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : request.Query["after"].ToString();
        var now = events.Last;
        if (last.Length == 0)
        {
            await WriteAsync(response, now, "hello", new EventsPosition(now), stop);
            return now;
        }
        var dash = last.IndexOf('-');
        if (dash > 0 && last[..dash] == events.Epoch && long.TryParse(last.AsSpan(dash + 1), CultureInfo.InvariantCulture, out var sequence)
            && events.After(sequence) is not null)
            return sequence;
        await WriteAsync(response, now, "reset", new EventsPosition(now), stop);
        return now;
    }

    private async Task SendAsync(HttpResponse response, long sequence, LiveTopic topics, string? session, CancellationToken stop)
    {
        while (true)
        {
            await response.Body.FlushAsync(stop);
            try
            {
                await events.WaitAsync(sequence, stop).WaitAsync(Quiet, time, stop);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(":\n\n", stop);
                continue;
            }
            if (events.After(sequence) is not { } news)
            {
                // It reads more slowly than we speak.
                sequence = events.Last;
                await WriteAsync(response, sequence, "reset", new EventsPosition(sequence), stop);
                continue;
            }
            foreach (var one in news)
            {
                sequence = one.Sequence;
                // A session is named for its steps; whatever else is wanted is wanted of all.
                var wanted = (topics & one.Topic) != 0 && (one.Topic != LiveTopic.Steps || session is null || one.Session == session);
                if (wanted) await WriteAsync(response, sequence, one.Type, one.Data, stop);
            }
        }
    }

    private Task WriteAsync(HttpResponse response, long sequence, string type, object data, CancellationToken stop) => response.WriteAsync(
        string.Create(CultureInfo.InvariantCulture,
            $"id: {events.Epoch}-{sequence}\nevent: {type}\ndata: {JsonSerializer.Serialize(data, ApiJson.Options.GetTypeInfo(data.GetType()))}\n\n"),
        stop);

    // Steps are many: who wants them asks for them.
    private static LiveTopic Topics(string text)
    {
        if (text.Length == 0) return LiveTopic.All & ~LiveTopic.Steps;
        var topics = LiveTopic.None;
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var topic = word switch
            {
                "messages" => LiveTopic.Messages,
                "queue" => LiveTopic.Queue,
                "sessions" => LiveTopic.Sessions,
                "steps" => LiveTopic.Steps,
                _ => LiveTopic.None,
            };
            if (topic == LiveTopic.None) return LiveTopic.None;
            topics |= topic;
        }
        return topics;
    }
}
