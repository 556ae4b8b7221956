using static Smtp.Host.Configuration.ValueKinds;

namespace Smtp.Host.Configuration;

/// <summary>Every key there is. What is not in this table cannot be configured.</summary>
public static class ConfigKeys
{
    private const long TiB = 1L << 40;

    private static readonly string[] ExtensionNames = [.. SettingsOf.Keywords.Keys];

    /// <summary>The keys of an item of <c>listeners</c>.</summary>
    public static IReadOnlyList<Field<ListenerOptions>> ListenerFields { get; } =
    [
        Item("address", Text(ListenAddress.Allowed, text => ListenAddress.Read(text).IsSome),
            o => o.Address, (o, v) => o.Address = v, "Where it listens. It must be given."),
        Item("role", OneOf("mx", "submission", "lmtp"), o => o.Role, (o, v) => o.Role = v,
            "What it is for: `mx` takes mail for this server's domains from anyone, `submission` takes mail from its own users "
            + "after AUTH, `lmtp` takes mail from a mail server beside it."),
        Item("tls", OneOf("none", "starttls", "implicit"), o => o.Tls, (o, v) => o.Tls = v,
            "How TLS begins: never, when the client says STARTTLS, or at once."),
        Item("tlsRequired", Switch, o => o.TlsRequired, (o, v) => o.TlsRequired = v,
            "Whether mail is refused until TLS has started."),
    ];

    /// <summary>The keys, in the order in which they are shown.</summary>
    public static IReadOnlyList<ConfigKey> All { get; } =
    [
        One("hostName", Words.HostName, o => o.HostName, (o, v) => o.HostName = v,
            "Who the server says it is.", defaultIs: "the machine's name, or `localhost` where that is no domain name"),
        One("data", Words.Path, o => o.Data, (o, v) => o.Data = v, "The directory where mail and accounts are kept."),
        new ConfigKey.Listeners("listeners", ListenerFields, "Where the server listens."),
        new ConfigKey.Many("domains", Words.Domain, o => o.Domains,
            "The domains whose mail is taken. None means that mail for anyone is taken and kept."),
        new ConfigKey.Named("aliases", Words.Alias, Words.Target, o => o.Aliases,
            "Other names, and who gets their mail. A name is of one of the `domains`, one without `@` of each of them; "
            + "a value may be an address of another host."),
        new ConfigKey.Named("catchAll", Words.Domain, Words.Target, o => o.CatchAll,
            "By domain, who gets the mail to mailboxes that do not exist."),
        One("subAddress", Words.SubAddress, o => o.SubAddress, (o, v) => o.SubAddress = v,
            "What begins a sub-address: mail to `ann+lists@example.org` reaches `ann@example.org`."),

        new ConfigKey.Routes("routes", "Where mail goes. None means that everything stays in the mailbox of this server."),
        new ConfigKey.Many("relay.networks", Words.Network, o => o.Relay.Networks,
            "Networks whose clients may send to anyone that a route leads to. Others must authenticate for that."),
        One("queue.lifetime", Time(TimeSpan.FromMinutes(1), Hours(24 * 100)), o => o.Queue.Lifetime, (o, v) => o.Queue.Lifetime = v,
            "How long a message is tried before its sender is told that it cannot be delivered (RFC 5321 §4.5.4.1 wants 4 days at least)."),
        One("queue.warnAfter", Time(TimeSpan.Zero, Hours(24 * 100)), o => o.Queue.WarnAfter, (o, v) => o.Queue.WarnAfter = v,
            "When the sender is told that a message takes long. 0 means never."),
        One("queue.firstRetry", Time(Seconds(1), Hours(24)), o => o.Queue.FirstRetry, (o, v) => o.Queue.FirstRetry = v,
            "From the first attempt to the second. Every further wait is twice as long as the one before."),
        One("queue.longestRetry", Time(Seconds(1), Hours(24 * 7)), o => o.Queue.LongestRetry, (o, v) => o.Queue.LongestRetry = v,
            "The longest wait between two attempts."),
        One("queue.concurrency", Number(1, 1000), o => o.Queue.Concurrency, (o, v) => o.Queue.Concurrency = v,
            "Connections at the same time to one next hop."),
        One("queue.hops", Number(10, 10_000), o => o.Queue.Hops, (o, v) => o.Queue.Hops = v,
            "Received lines in the header of a message. Beyond it the message goes round in a circle, and is returned "
            + "(RFC 5321 §6.3 wants 100 at least)."),
        new ConfigKey.Many("dns.servers", Text(NameServers.Allowed, text => NameServers.Read(text).IsSome), o => o.Dns.Servers,
            "The name servers that are asked for mail exchangers. None means those of the system."),
        One("dns.timeout", Time(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)), o => o.Dns.Timeout, (o, v) => o.Dns.Timeout = v,
            "How long a name server has to answer."),

        One("tls.certificate", Words.PathOrNothing, o => o.Tls.Certificate, (o, v) => o.Tls.Certificate = v,
            "A PEM file with the certificate and its chain. None means a self-signed one, made at the first start."),
        One("tls.key", Words.PathOrNothing, o => o.Tls.Key, (o, v) => o.Tls.Key = v,
            "A PEM file with the private key. None means that it is in the certificate's file."),
        One("tls.minimum", OneOf("1.2", "1.3"), o => o.Tls.Minimum, (o, v) => o.Tls.Minimum = v, "The oldest TLS version taken."),

        new ConfigKey.Many("auth.mechanisms", OneOf("SCRAM-SHA-256", "PLAIN", "LOGIN"), o => o.Auth.Mechanisms,
            "The SASL mechanisms offered once there is an account, the best first. None means no AUTH."),
        One("auth.withoutTls", OneOf("never", "loopback"), o => o.Auth.WithoutTls, (o, v) => o.Auth.WithoutTls = v,
            "Who may authenticate without TLS: nobody, or clients on this machine."),

        One("limits.messageSize", Size(1, TiB, "no limit"), o => o.Limits.MessageSize, (o, v) => o.Limits.MessageSize = v,
            "Octets in a message. Beyond it: 552 5.3.4."),
        One("limits.recipients", Number(1, 100_000), o => o.Limits.Recipients, (o, v) => o.Limits.Recipients = v,
            "Recipients of a message. Beyond it: 452 4.5.3. RFC 5321 §4.5.3.1.8 wants 100 at least."),
        One("limits.commandLine", SmallSize(512, 65536), o => o.Limits.CommandLine, (o, v) => o.Limits.CommandLine = v,
            "Octets in a command line, before extensions allow more (RFC 5321 §4.5.3.1.4). Beyond it: 500 5.5.2."),
        One("limits.saslLine", SmallSize(12288, 1 << 20), o => o.Limits.SaslLine, (o, v) => o.Limits.SaslLine = v,
            "Octets in a line of a SASL exchange (RFC 4954 §4). Beyond it: 500 5.5.6."),
        One("limits.textLine", SmallSize(1000, 1 << 30, "no limit"), o => o.Limits.TextLine, (o, v) => o.Limits.TextLine = v,
            "Octets in a line of content (RFC 5321 §4.5.3.1.6). Beyond it: 550 5.6.0."),
        One("limits.transactions", Number(1, 1_000_000), o => o.Limits.Transactions, (o, v) => o.Limits.Transactions = v,
            "Messages in a session. Beyond it: 421 4.7.0."),
        One("limits.errors", Number(1, 10_000), o => o.Limits.Errors, (o, v) => o.Limits.Errors = v,
            "Errors in a session. After the last one: 421 4.7.0."),
        One("limits.junk", Number(1, 1_000_000), o => o.Limits.Junk, (o, v) => o.Limits.Junk = v,
            "Commands in a row that bring no mail on its way, such as NOOP. Beyond it: 421 4.7.0."),
        One("limits.chunks", Number(1, 10_000_000), o => o.Limits.Chunks, (o, v) => o.Limits.Chunks = v,
            "BDAT commands in a message. Beyond it: 554 5.5.0."),
        One("limits.connections", Number(1, 100_000), o => o.Limits.Connections, (o, v) => o.Limits.Connections = v,
            "Connections at the same time. Beyond it: 421."),
        One("limits.connectionsPerAddress", Number(1, 100_000),
            o => o.Limits.ConnectionsPerAddress, (o, v) => o.Limits.ConnectionsPerAddress = v,
            "Connections at the same time from one address. Beyond it: 421."),
        One("limits.countLoopback", Switch, o => o.Limits.CountLoopback, (o, v) => o.Limits.CountLoopback = v,
            "Whether the limit per address holds for clients on this machine too."),
        One("limits.diskReserve", Size(0, TiB), o => o.Limits.DiskReserve, (o, v) => o.Limits.DiskReserve = v,
            "Octets that stay free on the disk. Mail that would need them is deferred with 452."),

        One("timeouts.command", Time(Seconds(1), Hours(24)), o => o.Timeouts.Command, (o, v) => o.Timeouts.Command = v,
            "The wait for the next command (RFC 5321 §4.5.3.2.7 wants 5 minutes at least). Then: 421 4.4.2."),
        One("timeouts.content", Time(Seconds(1), Hours(24)), o => o.Timeouts.Content, (o, v) => o.Timeouts.Content = v,
            "The wait for the next octets of content. Then: 421 4.4.2."),
        One("timeouts.handshake", Time(Seconds(1), Hours(1)), o => o.Timeouts.Handshake, (o, v) => o.Timeouts.Handshake = v,
            "A TLS handshake as a whole."),
        One("timeouts.verdict", Time(Seconds(1), Hours(1)), o => o.Timeouts.Verdict, (o, v) => o.Timeouts.Verdict = v,
            "The wait for a policy or the store. Then: 451 4.3.0. Clients wait 10 minutes for the answer to a message."),
        One("timeouts.shutdown", Time(TimeSpan.Zero, Hours(1)), o => o.Timeouts.Shutdown, (o, v) => o.Timeouts.Shutdown = v,
            "How long messages on their way may take when the server stops."),

        One("protocol.bareLineEndings", OneOf("refuse", "normalize"),
            o => o.Protocol.BareLineEndings, (o, v) => o.Protocol.BareLineEndings = v,
            "A CR or LF that stands alone in content: the message is refused with 550 5.6.11, or it becomes CRLF."),
        One("protocol.earlyTalkers", OneOf("refuse", "allow"),
            o => o.Protocol.EarlyTalkers, (o, v) => o.Protocol.EarlyTalkers = v,
            "Clients that talk before the greeting: 554 5.5.1, or no matter."),
        One("protocol.greetingDelay", Time(TimeSpan.Zero, TimeSpan.FromMinutes(4)),
            o => o.Protocol.GreetingDelay, (o, v) => o.Protocol.GreetingDelay = v,
            "How long the greeting waits for early talkers. Clients wait 5 minutes for it (RFC 5321 §4.5.3.2.1)."),
        new ConfigKey.Many("protocol.without", OneOf(ExtensionNames), o => o.Protocol.Without,
            "Extensions which are not offered."),

        One("record.sessions", Switch, o => o.Record.Sessions, (o, v) => o.Record.Sessions = v,
            "Whether sessions are recorded, passwords masked. `smtp sessions` shows them. A crash loses the last few."),
        One("record.bodies", Switch, o => o.Record.Bodies, (o, v) => o.Record.Bodies = v,
            "Whether recordings hold content too, up to 64 KiB of each message. Without, its size and SHA-256 digest."),
        One("record.keep", Number(1, 10_000_000), o => o.Record.Keep, (o, v) => o.Record.Keep = v,
            "How many recordings are kept, the newest."),
        One("record.age", Time(Hours(1), Hours(24 * 3650)), o => o.Record.Age, (o, v) => o.Record.Age = v,
            "How long a recording is kept."),

        One("web.listen", Words.WebAddress, o => o.Web.Listen, (o, v) => o.Web.Listen = v,
            "Where the pages and the API are. Beyond this machine they ask for a password or the token."),
        Hidden("web.token", Words.Token, o => o.Web.Token, (o, v) => o.Web.Token = v,
            "What opens the pages and the API besides the password of an account: `Authorization: Bearer TOKEN`. With it they are "
            + "closed to this machine too."),
        new ConfigKey.Many("web.hosts", Words.WebHost, o => o.Web.Hosts,
            "More names by which browsers may ask for the pages, besides `hostName` and those of this machine."),
        One("telemetry.otlp", Words.UrlOrNothing, o => o.Telemetry.Otlp, (o, v) => o.Telemetry.Otlp = v,
            "Where metrics and traces go by OTLP, such as http://localhost:4317. None means nowhere, unless OTEL_EXPORTER_OTLP_ENDPOINT names a place."),
        One("telemetry.protocol", OneOf("grpc", "http"), o => o.Telemetry.Protocol, (o, v) => o.Telemetry.Protocol = v,
            "How OTLP is spoken with `telemetry.otlp`: `grpc`, mostly on port 4317, or `http` with protobuf, mostly on 4318."),

        One("log.level", OneOf("verbose", "debug", "information", "warning", "error", "fatal"),
            o => o.Log.Level, (o, v) => o.Log.Level = v, "The least important events that are logged."),
        One("log.format", OneOf("text", "json"), o => o.Log.Format, (o, v) => o.Log.Format = v,
            "`text` for people; `json` for machines, one object a line."),
        One("log.file", Words.PathOrNothing, o => o.Log.File, (o, v) => o.Log.File = v,
            "A file that the log is written to as well. SIGHUP opens it anew, so that it can be renamed."),
    ];

    /// <summary>Why a value cannot stand at a path, or null where it can.</summary>
    public static string? Misplaced(string path, string? value)
    {
        var parts = path.Split(':');
        for (var length = 1; length <= parts.Length; length++)
        {
            var start = string.Join(':', parts[..length]);
            var key = All.FirstOrDefault(key => key.Path.Equals(start, StringComparison.OrdinalIgnoreCase));
            if (key is not null) return key.Misplaced(parts.AsSpan(length), value);
            var below = Below(start);
            if (below.Count == 0) return Unknown(parts, length);
            if (length == parts.Length && value is { Length: > 0 })
                return $"{below[0].Name.Split('.')[0]}: '{value}' is not allowed; give a group of "
                    + string.Join(", ", below.Select(key => key.Name.Split('.')[^1]));
        }
        return null;
    }

    private static string Unknown(string[] parts, int length)
    {
        var (group, word) = (parts[..(length - 1)], parts[length - 1]);
        var siblings = group.Length == 0
            ? All.Select(key => key.Name.Split('.')[0]).Distinct().Select(name => (name, name))
            : Below(string.Join(':', group)).Select(key => (key.Name.Split('.')[^1], key.Name));
        var name = group.Length == 0 ? word : $"{Below(string.Join(':', group))[0].Name.Split('.')[0]}.{word}";
        var anywhere = All.Select(key => (key.Name.Split('.')[^1], key.Name));
        return Spelling.Unknown(name, word, siblings.Concat(anywhere));
    }

    private static List<ConfigKey> Below(string start) =>
        [.. All.Where(key => key.Path.StartsWith(start + ":", StringComparison.OrdinalIgnoreCase))];

    private static ConfigKey.One One<T>(
        string name, ValueKind<T> kind, Func<SmtpOptions, T> get, Action<SmtpOptions, T> set, string meaning,
        string? defaultIs = null) =>
        new ConfigKey.One(Field.Of(name, kind, get, set, meaning) with { DefaultIs = defaultIs });

    private static ConfigKey.One Hidden<T>(
        string name, ValueKind<T> kind, Func<SmtpOptions, T> get, Action<SmtpOptions, T> set, string meaning) =>
        new ConfigKey.One(Field.Of(name, kind, get, set, meaning) with { Secret = true });

    private static Field<ListenerOptions> Item<T>(
        string name, ValueKind<T> kind, Func<ListenerOptions, T> get, Action<ListenerOptions, T> set, string meaning) =>
        Field.Of(name, kind, get, set, meaning);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);

    private static TimeSpan Hours(int hours) => TimeSpan.FromHours(hours);
}
