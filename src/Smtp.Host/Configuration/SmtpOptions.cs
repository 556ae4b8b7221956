namespace Smtp.Host.Configuration;

/// <summary>Everything that can be configured. Property names in camelCase are the keys of <c>smtp.json</c>.</summary>
public sealed class SmtpOptions
{
    /// <summary>Who the server says it is. Default: the machine's name.</summary>
    public string HostName { get; set; } = "";

    /// <summary>Where mail and accounts are kept.</summary>
    public string Data { get; set; } = "./smtp-data";

    /// <summary>Where the server listens.</summary>
    public List<ListenerOptions> Listeners { get; set; } = [];

    /// <summary>The domains whose mail is taken; none means that all mail is taken and kept.</summary>
    public List<string> Domains { get; set; } = [];

    /// <summary>Other names: an address (or a bare local part, for all domains) and who gets its mail.</summary>
    public Dictionary<string, string> Aliases { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>By domain, who gets mail to mailboxes that do not exist.</summary>
    public Dictionary<string, string> CatchAll { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The character that begins a sub-address (RFC 5233); empty means none.</summary>
    public string SubAddress { get; set; } = "+";

    /// <summary>Where mail goes; none means that it stays in the mailbox of this server.</summary>
    public List<RouteOptions> Routes { get; set; } = [];

    /// <summary>Who may send to others.</summary>
    public RelayOptions Relay { get; set; } = new();

    /// <summary>Mail that waits to be handed on.</summary>
    public QueueOptions Queue { get; set; } = new();

    /// <summary>Name servers.</summary>
    public DnsOptions Dns { get; set; } = new();

    /// <summary>Certificates.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>Authentication.</summary>
    public AuthOptions Auth { get; set; } = new();

    /// <summary>What may grow, and how far.</summary>
    public LimitOptions Limits { get; set; } = new();

    /// <summary>How long each wait may take.</summary>
    public TimeoutOptions Timeouts { get; set; } = new();

    /// <summary>Details of the protocol.</summary>
    public ProtocolOptions Protocol { get; set; } = new();

    /// <summary>Recordings of sessions.</summary>
    public RecordOptions Record { get; set; } = new();

    /// <summary>The pages and the API.</summary>
    public WebOptions Web { get; set; } = new();

    /// <summary>What is told about the server to other programs.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>The log.</summary>
    public LogOptions Log { get; set; } = new();
}

/// <summary>A place to listen.</summary>
public sealed class ListenerOptions
{
    /// <summary><c>host:port</c>, <c>[ipv6]:port</c>, <c>*:port</c> or <c>unix:/path</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary><c>mx</c>, <c>submission</c> or <c>lmtp</c>.</summary>
    public string Role { get; set; } = "mx";

    /// <summary><c>none</c>, <c>starttls</c> or <c>implicit</c>.</summary>
    public string Tls { get; set; } = "starttls";

    /// <summary>Whether mail is refused until TLS has started.</summary>
    public bool TlsRequired { get; set; }

    /// <summary>The address, read.</summary>
    /// <exception cref="InvalidOperationException">The options were never checked, and the address is none.</exception>
    public ListenAddress Place() =>
        ListenAddress.Read(Address).IfNone(() => throw new InvalidOperationException($"'{Address}' is not an address."));

    /// <summary>Reads the short form <c>[ROLE:]ADDRESS</c>; null where the text is none.</summary>
    public static ListenerOptions? Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] roles = ["mx", "submission", "lmtp"];
        var role = Array.Find(roles, role => text.StartsWith(role + ":", StringComparison.OrdinalIgnoreCase));
        var address = role is null ? text : text[(role.Length + 1)..];
        return ListenAddress.Read(address).IsSome ? new ListenerOptions { Address = address, Role = role ?? "mx" } : null;
    }
}

/// <summary>Certificates.</summary>
public sealed class TlsOptions
{
    /// <summary>PEM file with the certificate and its chain; empty means a self-signed one, made at first start.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>PEM file with the private key; empty means that it is in the certificate's file.</summary>
    public string Key { get; set; } = "";

    /// <summary>The oldest TLS version taken: <c>1.2</c> or <c>1.3</c>.</summary>
    public string Minimum { get; set; } = "1.2";
}

/// <summary>Authentication.</summary>
public sealed class AuthOptions
{
    /// <summary>The SASL mechanisms offered, once there is an account.</summary>
    public List<string> Mechanisms { get; set; } = ["SCRAM-SHA-256", "PLAIN", "LOGIN"];

    /// <summary>Who may authenticate without TLS: <c>never</c> (nobody) or <c>loopback</c> (clients on this machine).</summary>
    public string WithoutTls { get; set; } = "never";
}

/// <summary>What may grow, and how far; sizes in octets.</summary>
public sealed class LimitOptions
{
    /// <summary>Octets in a message; 0 means no limit.</summary>
    public long MessageSize { get; set; } = 64 * 1024 * 1024;

    /// <summary>Recipients of a message.</summary>
    public int Recipients { get; set; } = 1000;

    /// <summary>Octets in a command line, before extensions allow more.</summary>
    public int CommandLine { get; set; } = 512;

    /// <summary>Octets in a line of a SASL exchange.</summary>
    public int SaslLine { get; set; } = 12288;

    /// <summary>Octets in a line of content; 0 means no limit.</summary>
    public int TextLine { get; set; }

    /// <summary>Messages in a session.</summary>
    public int Transactions { get; set; } = 1000;

    /// <summary>Errors in a session.</summary>
    public int Errors { get; set; } = 20;

    /// <summary>Commands in a row that bring no mail on its way.</summary>
    public int Junk { get; set; } = 100;

    /// <summary>BDAT commands in a message.</summary>
    public int Chunks { get; set; } = 100_000;

    /// <summary>Connections at the same time.</summary>
    public int Connections { get; set; } = 1000;

    /// <summary>Connections at the same time from one address.</summary>
    public int ConnectionsPerAddress { get; set; } = 50;

    /// <summary>Whether connections from this machine count for the limit per address.</summary>
    public bool CountLoopback { get; set; }

    /// <summary>Octets that stay free on the disk; mail which would need them is deferred.</summary>
    public long DiskReserve { get; set; } = 64 * 1024 * 1024;
}

/// <summary>How long each wait may take.</summary>
public sealed class TimeoutOptions
{
    /// <summary>For the next command.</summary>
    public TimeSpan Command { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For the next octets of content.</summary>
    public TimeSpan Content { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For a TLS handshake.</summary>
    public TimeSpan Handshake { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>For an answer from the policies or the store.</summary>
    public TimeSpan Verdict { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For running messages when the server stops.</summary>
    public TimeSpan Shutdown { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Details of the protocol.</summary>
public sealed class ProtocolOptions
{
    /// <summary>A bare CR or LF in content: <c>refuse</c> or <c>normalize</c>.</summary>
    public string BareLineEndings { get; set; } = "refuse";

    /// <summary>A client that talks before the greeting: <c>refuse</c> or <c>allow</c>.</summary>
    public string EarlyTalkers { get; set; } = "refuse";

    /// <summary>How long the greeting waits for early talkers.</summary>
    public TimeSpan GreetingDelay { get; set; } = TimeSpan.Zero;

    /// <summary>EHLO keywords which are not offered.</summary>
    public List<string> Without { get; set; } = [];
}

/// <summary>Recordings of sessions.</summary>
public sealed class RecordOptions
{
    /// <summary>Whether sessions are recorded.</summary>
    public bool Sessions { get; set; } = true;

    /// <summary>Whether the content of messages is kept in recordings, up to 64 KiB of each.</summary>
    public bool Bodies { get; set; }

    /// <summary>How many recordings are kept, the newest.</summary>
    public int Keep { get; set; } = 10_000;

    /// <summary>How long a recording is kept.</summary>
    public TimeSpan Age { get; set; } = TimeSpan.FromDays(30);
}

/// <summary>The log.</summary>
public sealed class LogOptions
{
    /// <summary><c>verbose</c>, <c>debug</c>, <c>information</c>, <c>warning</c>, <c>error</c> or <c>fatal</c>.</summary>
    public string Level { get; set; } = "information";

    /// <summary><c>text</c> for people, <c>json</c> for machines, one compact object a line.</summary>
    public string Format { get; set; } = "text";

    /// <summary>A file that the log is written to as well; empty means the console alone. SIGHUP opens it anew.</summary>
    public string File { get; set; } = "";
}
