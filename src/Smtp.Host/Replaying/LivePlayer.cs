using System.Globalization;
using System.Security.Authentication;
using Smtp.Domain.Protocol;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Replaying;

/// <summary>Plays the client's side of transcripts to a live server.</summary>
public sealed class LivePlayer
{
    /// <summary>How long a reply may take where nothing else is asked for.</summary>
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromSeconds(10);

    private readonly LivePlace _place;
    private readonly bool _tls;
    private readonly TimeSpan _patience;
    private readonly ILiveWorld _world;

    /// <summary>Plays to one server.</summary>
    /// <param name="place">Where it listens.</param>
    /// <param name="tls">Whether connections begin with TLS.</param>
    /// <param name="patience">How long each reply may take.</param>
    public LivePlayer(LivePlace place, bool tls, TimeSpan patience) : this(place, tls, patience, new RealWorld()) { }

    /// <param name="place">Where the server listens.</param>
    /// <param name="tls">Whether connections begin with TLS.</param>
    /// <param name="patience">How long each reply may take.</param>
    /// <param name="world">The world around it.</param>
    internal LivePlayer(LivePlace place, bool tls, TimeSpan patience, ILiveWorld world) =>
        (_place, _tls, _patience, _world) = (place, tls, patience, world);

    /// <summary>Plays a transcript; the answer is the transcript as it went with this server.</summary>
    /// <exception cref="IOException">The server cannot be reached.</exception>
    public async Task<Transcript> PlayAsync(LiveScript script, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(script);
        var telling = new LiveTelling(script);
        Dictionary<string, LiveConnection> connections = new(StringComparer.Ordinal);
        Dictionary<string, LiveStep> last = new(StringComparer.Ordinal);
        HashSet<string> given = new(StringComparer.Ordinal);
        try
        {
            foreach (var step in script.Steps)
            {
                if (given.Contains(step.Session)) continue;
                _world.Begin(step);
                if (step.Act is LiveAct.Connect)
                    connections[step.Session] = await LiveConnection.OpenAsync(_place, _patience, stop);
                var connection = connections[step.Session];
                // Where another session was at work meanwhile, what came since is what there is to listen to.
                if (step is not { Act: LiveAct.Listen, Replies: > 0 } && last.TryGetValue(step.Session, out var before))
                    await UnaskedAsync(connection, telling, before, stop);
                await AroundAsync(step, connections, stop);
                if (await PlayAsync(connection, script, telling, step, stop) is { } why)
                {
                    telling.GiveUp(step, why + "; the rest of the session was not played");
                    given.Add(step.Session);
                }
                else
                {
                    await _world.EndAsync(step, stop);
                }
                last[step.Session] = step;
            }
            foreach (var (session, connection) in connections)
                if (!given.Contains(session)) await EndAsync(connection, telling, last[session], stop);
        }
        finally
        {
            foreach (var connection in connections.Values) await connection.DisposeAsync();
        }
        return telling.Told();
    }

    /// <summary>What happens beside the connection.</summary>
    private async Task AroundAsync(LiveStep step, Dictionary<string, LiveConnection> connections, CancellationToken stop)
    {
        switch (step.Act)
        {
            case LiveAct.Wait { Time: var time }:
                var sent = connections.Where(one => !one.Value.IsOver).ToDictionary(one => one.Key, one => one.Value.Sent);
                await _world.PassAsync(time, sent, stop);
                break;
            case LiveAct.Answer { Verdict: var verdict }:
                await _world.AnswerAsync(verdict, stop);
                break;
            case LiveAct.Stop:
                _world.Stop();
                break;
            default:
                break;
        }
    }

    /// <summary>Plays one step.</summary>
    /// <returns>Why the session cannot go on, where it cannot.</returns>
    private async Task<string?> PlayAsync(
        LiveConnection connection, LiveScript script, LiveTelling telling, LiveStep step, CancellationToken stop)
    {
        if (connection.IsOver && step.Act is not (LiveAct.Listen or LiveAct.Wait or LiveAct.Answer or LiveAct.Stop))
            return "the connection is closed";
        string? failure = null;
        switch (step.Act)
        {
            case LiveAct.Connect when _tls && !script.BeginsWithTls:
                failure = await connection.StartTlsAsync(_place.Host, SslProtocols.None, stop);
                break;
            case LiveAct.Handshake { Tls.Case: TlsFacts tls }:
                failure = await connection.StartTlsAsync(_place.Host, VersionOf(tls), stop);
                break;
            case LiveAct.Handshake:
                return Hear(telling, step, await connection.FailTlsAsync(stop));
            case LiveAct.End:
                await connection.EndAsync();
                break;
            case LiveAct.Reset:
                connection.Reset();
                return null;
            default:
                break;
        }
        if (failure is not null) return $"the TLS handshake failed: {failure}";
        if (connection.IsOver) return null;

        return Hear(telling, step, await connection.ExchangeAsync(telling.Octets(step), step.Replies, step.Closes, stop));
    }

    private string? Hear(LiveTelling telling, LiveStep step, Heard heard)
    {
        telling.Hear(step, heard.Octets, heard.Closed);
        return heard.Silent ? string.Create(CultureInfo.InvariantCulture, $"nothing more came within {_patience.TotalSeconds} s")
            : heard.Closed && !step.Closes ? "the server closed the connection"
            : null;
    }

    /// <summary>A reply that nobody waited for belongs to what was said before.</summary>
    private static async Task UnaskedAsync(
        LiveConnection connection, LiveTelling telling, LiveStep before, CancellationToken stop)
    {
        if (connection.IsOver) return;
        var octets = await connection.TakeUnaskedAsync(stop);
        if (octets.Length > 0 || connection.IsOver) telling.Hear(before, octets, connection.IsOver);
    }

    /// <summary>The transcript is over where the server waits for the client. The client ends its side, and what the server
    /// has said beyond what was expected comes out; only a farewell is no difference.</summary>
    private static async Task EndAsync(LiveConnection connection, LiveTelling telling, LiveStep last, CancellationToken stop)
    {
        if (connection.IsOver) return;
        await connection.EndAsync();
        var heard = await connection.ExchangeAsync([], int.MaxValue, closes: true, stop);
        if (heard.Octets.Length > 0 && !heard.Octets.AsSpan().StartsWith("421"u8))
            telling.Hear(last, heard.Octets, closed: false);
    }

#pragma warning disable CA5398 // The transcript names the version, and to see what becomes of it is what it is for.
    private static SslProtocols VersionOf(TlsFacts tls) => tls.Version == "TLSv1.2" ? SslProtocols.Tls12 : SslProtocols.Tls13;
#pragma warning restore CA5398
}
