using System.Globalization;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Tests.Receiving;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.Replaying;

/// <summary>A running host that is set up anew for each transcript, as its <c>given</c> lines say: its configuration is loaded again, its
/// accounts are others.</summary>
internal sealed class GivenHost : IAsyncDisposable
{
    private const int LeastSaslLine = 12288;

    private static readonly Listener[] Listeners =
        [.. from role in Enum.GetValues<Role>()
            from tls in Enum.GetValues<TlsMode>()
            from required in new[] { false, true }
            where tls != TlsMode.None || !required
            select new Listener(role, tls, required)];

    private readonly TestServer _server;
    private IReadOnlyList<string> _users = [];

    private GivenHost(TestServer server) => _server = server;

    public static async Task<GivenHost> StartAsync()
    {
        (string, string)[] nearby = [("auth:withoutTls", "loopback")];
        var server = await TestServer.StartAsync([.. nearby, .. Listeners.SelectMany((listener, index) => listener.Settings(index))]);
        // AUTH is offered where there is an account and a mechanism: whether it is, the mechanisms say.
        await server.AddUserAsync("somebody", "else");
        return new GivenHost(server);
    }

    /// <summary>Whether a configuration can say what is given: that the disk is full is not for it to say, and it holds to the least that
    /// RFC 4954 §4 wants of a line.</summary>
    public static bool CanBe(Givens givens) => !givens.StorageFull && givens.Settings.Limits.SaslLine >= LeastSaslLine;

    /// <summary>Sets it up.</summary>
    /// <param name="givens">What is given.</param>
    /// <param name="tls">Whether connections begin with TLS though nothing is said of it.</param>
    /// <returns>The port of the listener.</returns>
    public async Task<int> SetUpAsync(Givens givens, bool tls)
    {
        var settings = tls ? givens.Settings with { Tls = TlsMode.Implicit } : givens.Settings;
        var listener = new Listener(settings.Role, settings.Tls, settings.TlsRequired);
        _server.Configuration.Replace(Load([.. listener.Settings(0), .. Of(settings), .. Of(givens)]));

        foreach (var name in _users) await _server.Store.RemoveAccountAsync(name, CancellationToken.None);
        foreach (var user in givens.Users) await _server.AddUserAsync(user.Name, System.Text.Encoding.UTF8.GetString(user.Password.Reveal()));
        _users = [.. givens.Users.Map(user => user.Name)];
        return _server.Ports[Array.IndexOf(Listeners, listener)];
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private LoadedConfiguration Load(IEnumerable<(string Key, string Value)> settings)
    {
        var values = settings.Append(("web:listen", "off")).ToDictionary(one => one.Item1, one => (string?)one.Item2, StringComparer.OrdinalIgnoreCase);
        return ConfigLoader.Load(null, values, new Surroundings(new Dictionary<string, string?>(), _server.Directory.FullName, "localhost"));
    }

    private static IEnumerable<(string Key, string Value)> Of(Settings settings)
    {
        yield return ("hostName", settings.HostName.ToString()!);
        if (settings.Mechanisms.IsEmpty) yield return ("auth:mechanisms", "");
        for (var i = 0; i < settings.Mechanisms.Count; i++) yield return ($"auth:mechanisms:{i}", settings.Mechanisms[i].Name());
        yield return ("auth:withoutTls", settings.PlaintextAuth == PlaintextAuth.Loopback ? "loopback" : "never");
        var without = SettingsOf.Keywords.Where(one => !settings.Extensions.HasFlag(one.Value)).Select(one => one.Key).ToArray();
        for (var i = 0; i < without.Length; i++) yield return ($"protocol:without:{i}", without[i]);
        yield return ("protocol:bareLineEndings", settings.BareLineEndings == BareLineEndings.Normalize ? "normalize" : "refuse");
        foreach (var (name, value) in Numbers(settings.Limits)) yield return ($"limits:{name}", value.ToString(CultureInfo.InvariantCulture));
        yield return ("timeouts:command", settings.Patience.Command.ToString());
        yield return ("timeouts:content", settings.Patience.Content.ToString());
        yield return ("timeouts:handshake", settings.Patience.Handshake.ToString());
        yield return ("timeouts:verdict", settings.Patience.Verdict.ToString());
    }

    private static IEnumerable<(string Key, string Value)> Of(Givens givens)
    {
        yield return ("protocol:earlyTalkers", givens.EarlyTalkersRefused ? "refuse" : "allow");
        var hosts = givens.Mailboxes.Map(mailbox => mailbox.Host).Append(givens.Domains).Distinct().ToArray();
        for (var i = 0; i < hosts.Length; i++)
        {
            yield return ($"domains:{i}", hosts[i].ToString()!);
            if (!givens.Mailboxes.Exists(mailbox => mailbox.Host == hosts[i])) yield return ($"catchAll:{hosts[i]}", $"postmaster@{hosts[i]}");
        }
        // A mailbox without an account: there is always somebody behind postmaster.
        foreach (var mailbox in givens.Mailboxes) yield return ($"aliases:{mailbox}", $"postmaster@{mailbox.Host}");
    }

    private static IEnumerable<(string Name, long Value)> Numbers(Limits limits) =>
    [
        ("messageSize", limits.MessageSize), ("recipients", limits.Recipients), ("commandLine", limits.CommandLine),
        ("saslLine", limits.SaslLine), ("textLine", limits.TextLine), ("transactions", limits.Transactions),
        ("errors", limits.Errors), ("junk", limits.Junk), ("chunks", limits.Chunks),
    ];

    private sealed record Listener(Role Role, TlsMode Tls, bool Required)
    {
        public IEnumerable<(string Key, string Value)> Settings(int index) =>
        [
            ($"listeners:{index}:address", "127.0.0.1:0"),
            ($"listeners:{index}:role", Role.ToString().ToLowerInvariant()),
            ($"listeners:{index}:tls", Tls.ToString().ToLowerInvariant()),
            ($"listeners:{index}:tlsRequired", Required ? "true" : "false"),
        ];
    }
}
