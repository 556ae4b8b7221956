using System.IO.Pipelines;
using System.Net;
using Serilog.Core;
using Smtp.Domain.Receiving;
using Smtp.Domain.Routing;
using Smtp.Host.Configuration;
using Smtp.Host.Policies;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Policies;

/// <summary>A real connection handler over pipes in memory, with policies and a store that a test brings.</summary>
internal sealed class PipedSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private readonly Wire _wire;
    private readonly SmtpConnection _connection;
    private readonly Task _running;

    public PipedSession(IStore store, Settings settings, params IPolicy[] policies)
    {
        var (toServer, toClient) = (new Pipe(), new Pipe());
        _wire = new Wire(new Ends(toServer.Reader, toClient.Writer), TimeProvider.System, _gone.Token);
        var answers = new Answers(policies, store, new Logins(store, TimeProvider.System), Nowhere.Else, () => { }, TimeProvider.System);
        var shell = new Shell(answers, store, null, RefuseEarlyTalkers: false, TimeSpan.Zero, TimeProvider.System);
        _connection = new SmtpConnection(_wire, shell, Logger.None);
        _running = Task.Run(() => _connection.RunAsync(settings, new Peer(IPAddress.Loopback), "s1"));
        Client = new RawClient(new DuplexPipeStream(toClient.Reader, toServer.Writer));
    }

    public RawClient Client { get; }

    /// <summary>Greeted, and with an envelope.</summary>
    public async Task<RawClient> WithEnvelopeAsync()
    {
        await Client.ReplyAsync();
        Assert.StartsWith(
            "250", await Client.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>"),
            StringComparison.Ordinal);
        return Client;
    }

    public async ValueTask DisposeAsync()
    {
        await _gone.CancelAsync();
        await _running;
        await _connection.DisposeAsync();
        await _wire.DisposeAsync();
        _gone.Dispose();
    }

    internal sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

/// <summary>Directions by which all mail stays here.</summary>
internal static class Nowhere
{
    public static Directions Else() => AddressBooks.Directions(new SmtpOptions { HostName = "mx.example.org" });
}
