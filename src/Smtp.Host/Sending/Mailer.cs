using Smtp.Domain.Sending;

namespace Smtp.Host.Sending;

/// <summary>Hands messages over by SMTP or LMTP, one connection for as long as it lasts.</summary>
/// <param name="find">Finds the hosts that may be connected to, in their order; or why there is none.</param>
/// <param name="follow">Begins to follow a conversation, where somebody wants to.</param>
/// <param name="time">The clock that patience goes by.</param>
internal sealed class Mailer(Func<CancellationToken, Task<Hosts>> find, Func<SendingSettings, IConversation?> follow, TimeProvider time)
    : IAsyncDisposable
{
    // Of a host with a hundred addresses nobody tries all (RFC 5321 §5.1 wants two at least).
    private const int MostHosts = 5;

    private SmtpClientConnection? _connection;

    /// <summary>The name under which the conversation about the last message is kept; null where it is not.</summary>
    public string? Session { get; private set; }

    /// <summary>Hands a message over, and tells what became of each of its recipients. Whatever goes wrong is an outcome.</summary>
    public async Task<(Handover Handover, HopState Hop)> SendAsync(
        Outgoing message, Func<CancellationToken, Task<Stream>> open, CancellationToken stop)
    {
        if (_connection is not null)
        {
            var sent = await SendAsync(_connection, message, open, stop);
            // A server may close what has been idle, or has had enough messages: the message was not even looked at.
            if (sent.Hop == HopState.Alive || _connection.SentContent || sent.Handover.Outcomes.Exists(one => one is not Outcome.Deferred)) return sent;
            await CloseAsync(stop);
        }
        var (connection, why) = await ConnectAsync(stop);
        if (connection is null) return (Handover.Alike(message, why!), HopState.Dead);
        return await SendAsync(_connection = connection, message, open, stop);
    }

    public async ValueTask DisposeAsync() => await CloseAsync(CancellationToken.None);

    private static async Task<(Handover Handover, HopState Hop)> SendAsync(
        SmtpClientConnection connection, Outgoing message, Func<CancellationToken, Task<Stream>> open, CancellationToken stop) =>
        (await connection.SendAsync(message, open, stop), connection.State is ClientState.Idle ? HopState.Alive : HopState.Gone);

    private async Task<(SmtpClientConnection? Connection, Outcome? Why)> ConnectAsync(CancellationToken stop)
    {
        var hosts = await find(stop);
        var why = hosts.Why;
        foreach (var host in hosts.All.Take(MostHosts))
        {
            var (connection, ending) = await ConnectAsync(host, stop);
            if (ending?.Ending == ClientEnding.TlsUnavailable)
                (connection, ending) = await ConnectAsync(host with { Settings = host.Settings with { Tls = TlsUse.None } }, stop);
            if (connection is not null) return (connection, null);
            why = ending!.Why;
            // RFC 5321 §5.1: what one host says for good holds for all of them.
            if (why is Outcome.Failed) break;
        }
        return (null, why ?? new Outcome.Deferred(Diagnosis.Here("4.4.4", "There is no host to send to.")));
    }

    private async Task<(SmtpClientConnection? Connection, ClientState.Closed? Ending)> ConnectAsync(
        RemoteHost host, CancellationToken stop)
    {
        var conversation = follow(host.Settings);
        var connected = await Dialer.ConnectAsync(host, conversation, time, stop);
        // Where nobody was reached, nothing was said.
        Session = connected.Connection is null && connected.Ending is { Ending: ClientEnding.Lost } ? null : conversation?.Session;
        return connected;
    }

    private async Task CloseAsync(CancellationToken stop)
    {
        if (_connection is not { } connection) return;
        _connection = null;
        await using (connection) await connection.QuitAsync(stop);
    }
}

/// <summary>Hosts that may be connected to.</summary>
/// <param name="All">In the order in which they are tried.</param>
/// <param name="Why">Why there is none; null where there is one.</param>
internal sealed record Hosts(IReadOnlyList<RemoteHost> All, Outcome? Why);
