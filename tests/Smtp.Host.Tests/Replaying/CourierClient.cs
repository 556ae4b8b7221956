using System.Net;
using Smtp.Domain.Mail;
using Smtp.Domain.Sending;
using Smtp.Host.Policies;
using Smtp.Host.Storage;
using Smtp.Host.Tests.FourWays;
using Smtp.Host.Tests.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.Replaying;

/// <summary>A running host whose courier delivers from its queue: what a transcript gives to a client is mail that waits there, and what
/// the client tells is what the host records of its conversation.</summary>
internal sealed class CourierClient : IOurClient, IAsyncDisposable
{
    private static readonly Outgoing AnyMessage = new(
        Envelope.Empty(ReversePath.Null.Path, MailOptions.None).With(Recipient.Of(new ForwardPath.Of(
            new Mailbox(new LocalPart("bob"), new HostName.Named(new DomainName("example.net")))))),
        320, ContentFacts.Plain);

    private readonly TestServer _host;
    private readonly ManualTime _time;
    private readonly Outgoing _first;
    private readonly List<(QueueId Id, int Recipients)> _accepted = [];
    private Task? _stopping;

    private CourierClient(TestServer host, ManualTime time, Outgoing first) => (_host, _time, _first) = (host, time, first);

    /// <summary>Why no courier does what the transcript says; null where it does.</summary>
    public static string? Cannot(Transcript transcript) =>
        transcript.Lines.Exists(line => line is TranscriptLine.NoMore) && !transcript.Lines.Exists(line => line is TranscriptLine.Gives)
            ? "a courier connects where it has mail"
            : null;

    /// <summary>Starts the host, with a route to the server of the transcript.</summary>
    public static async Task<CourierClient> StartAsync(Transcript transcript, SendingSettings settings, EndPoint server)
    {
        var time = new ManualTime();
        var stops = transcript.Lines.Exists(line => line is TranscriptLine.Stops);
        var host = await TestServer.StartAsync(
            time, ("listeners:0:address", "127.0.0.1:0"), ("listeners:0:tls", "none"), ("hostName", settings.HostName.ToString()!),
            ("routes:0:to", "example.net"), ("routes:0:via", Via(settings, server)), ("routes:1:to", "*"), ("routes:1:via", "mailbox:"),
            ("timeouts:shutdown", stops ? "0s" : "20s"));
        return new CourierClient(host, time, transcript.Lines.OfType<TranscriptLine.Gives>().FirstOrDefault()?.Message ?? AnyMessage);
    }

    public Task BeginAsync() => AcceptAsync(_first);

    // The first is there already: without mail there is no connection.
    public async Task GiveAsync(Outgoing message)
    {
        if (ReferenceEquals(message, _first)) return;
        await TriedAsync();
        await AcceptAsync(message);
    }

    // A courier that stops says goodbye at once, and otherwise a while later.
    public async Task NoMoreAsync()
    {
        await TriedAsync();
        await StopAsync();
    }

    public Task StopAsync()
    {
        _stopping = _host.StopAsync();
        return Task.CompletedTask;
    }

    public Task PassAsync(TimeSpan time)
    {
        _time.Advance(time);
        return Task.CompletedTask;
    }

    public async Task<IReadOnlyList<string>> EndAsync()
    {
        await (_stopping ?? _host.StopAsync());
        await using var store = await SqliteStore.OpenAsync(
            StoreSettings.From(_host.Configuration.Loaded), StoreRole.Tool, Serilog.Core.Logger.None, CancellationToken.None);
        var session = Assert.Single(await store.ListSessionsAsync(int.MaxValue, CancellationToken.None));
        var text = await store.FindTranscriptAsync(session.Id, CancellationToken.None);
        return [.. text!.Split('\n').Where(line => line.StartsWith("=> ", StringComparison.Ordinal))];
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static string Via(SendingSettings settings, EndPoint server)
    {
        if (settings.Dialect == Dialect.Lmtp) return $"lmtp://{server}";
        var login = settings.Login.Case is ClientLogin { User: var user, Password: var password }
            ? $"{user}:{System.Text.Encoding.UTF8.GetString(password.Reveal())}@"
            : "";
        return $"{(settings.ImplicitTls ? "smtps" : "smtp")}://{login}{server}?tls={settings.Tls.ToString().ToLowerInvariant()}";
    }

    /// <summary>Waits until all mail has been tried.</summary>
    private async Task TriedAsync()
    {
        using var late = new CancellationTokenSource(Stage.Patience);
        foreach (var (id, recipients) in _accepted)
            while ((await _host.SqliteStore.ListAttemptsAsync(id, late.Token)).Count < recipients) await Task.Delay(1, late.Token);
    }

    private async Task AcceptAsync(Outgoing message)
    {
        var placing = await Placements.OfAsync(message.Envelope, _host.Configuration.Directions, _host.Store, CancellationToken.None);
        var origin = new Origin("1", "192.0.2.1", "client.example", "ESMTP", null, null);
        await using var body = _host.Store.CreateBody();
        await body.WriteAsync(Contents.Of(message), CancellationToken.None);
        var id = await _host.Store.AcceptAsync(new Arrival(origin, message.Envelope, _time.GetUtcNow(), placing), body, CancellationToken.None);
        _accepted.Add((id, message.Envelope.Recipients.Count));
    }
}
