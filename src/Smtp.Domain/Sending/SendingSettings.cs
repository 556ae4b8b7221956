using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>All that a client session knows of its own side and of how to treat the server; one value a connection.</summary>
public sealed record SendingSettings
{
    /// <summary>Who we say we are, in EHLO, HELO and LHLO (RFC 5321 §4.1.1.1).</summary>
    public HostName HostName { get; init; } = new HostName.Named(new DomainName("localhost"));

    /// <summary>Which protocol is spoken.</summary>
    public Dialect Dialect { get; init; } = Dialect.Smtp;

    /// <summary>Whether there is to be TLS, and whose certificate will do.</summary>
    public TlsUse Tls { get; init; } = TlsUse.Opportunistic;

    /// <summary>Whether TLS begins before the greeting (RFC 8314 §3.3). Then there is no STARTTLS, and no way without TLS.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Who to log in as; absent where nobody is to.</summary>
    public Option<ClientLogin> Login { get; init; }

    /// <summary>Whether mechanisms that show the password (PLAIN, LOGIN) may be used without TLS: only on this machine.</summary>
    public bool PlaintextLogin { get; init; }

    /// <summary>Whether BDAT is used wherever it is offered, or only where a message needs it (RFC 3030).</summary>
    public ChunkUse Chunks { get; init; } = ChunkUse.WhenNeeded;

    /// <summary>Whether RET, ENVID, NOTIFY and ORCPT are passed on to a server that offers DSN (RFC 3461 §5.2.1), which then
    /// reports to the sender itself.</summary>
    public bool ReportsPassedOn { get; init; } = true;

    /// <summary>The server, as diagnoses name it: a host name or an address.</summary>
    public string Remote { get; init; } = "";

    /// <summary>The name that the server's certificate must have; absent where it is <see cref="Remote"/>.</summary>
    public Option<string> TlsName { get; init; }

    /// <summary>How long each wait may take.</summary>
    public ClientPatience Patience { get; init; } = new();

    /// <summary>How large a reply may be.</summary>
    public ReplyLimits ReplyLimits { get; init; } = new();
}

/// <summary>Which protocol a client speaks.</summary>
public enum Dialect
{
    /// <summary>SMTP: EHLO, HELO where a server knows no better, and one reply to a message (RFC 5321).</summary>
    Smtp,

    /// <summary>LMTP: LHLO, and a reply for each recipient (RFC 2033).</summary>
    Lmtp,
}

/// <summary>Whether a client wants TLS.</summary>
public enum TlsUse
{
    /// <summary>Never; STARTTLS is not said even where it is offered.</summary>
    None,

    /// <summary>Where it is offered, with any certificate (RFC 7435). Where it then fails, the session ends as
    /// <see cref="ClientEnding.TlsUnavailable"/>, and may be tried anew with <see cref="None"/>.</summary>
    Opportunistic,

    /// <summary>Always, with any certificate: without it nothing is sent.</summary>
    Required,

    /// <summary>Always, and the certificate must be the server's own, from an authority that is trusted.</summary>
    Verified,
}

/// <summary>When a client sends content by BDAT.</summary>
public enum ChunkUse
{
    /// <summary>For messages that DATA cannot carry.</summary>
    WhenNeeded,

    /// <summary>Wherever the server offers CHUNKING.</summary>
    WhenOffered,
}

/// <summary>Who a client logs in as (RFC 4954).</summary>
/// <param name="User">The user.</param>
/// <param name="Password">The password.</param>
/// <param name="Nonce">For SCRAM: 18 or more random characters from <c>!</c> to <c>~</c> without commas, fresh for each
/// connection (RFC 5802 §5.1). Where it is none, SCRAM is not used.</param>
public sealed record ClientLogin(string User, Secret Password, string Nonce = "");

/// <summary>How long a client waits (RFC 5321 §4.5.3.2).</summary>
public sealed record ClientPatience
{
    /// <summary>For the greeting (§4.5.3.2.1).</summary>
    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to EHLO, HELO, LHLO, STARTTLS, AUTH and RSET.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the TLS handshake as a whole.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For the reply to MAIL (§4.5.3.2.2).</summary>
    public TimeSpan Mail { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to RCPT (§4.5.3.2.3).</summary>
    public TimeSpan Rcpt { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the reply to DATA (§4.5.3.2.4).</summary>
    public TimeSpan Data { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For the server to take the next block of content (§4.5.3.2.5).</summary>
    public TimeSpan Block { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>For the reply to the whole message (§4.5.3.2.6). Too short a time makes duplicates (RFC 1047).</summary>
    public TimeSpan Done { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For the reply to QUIT, on which nothing depends.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>How large a reply may be; beyond it the server is not talked to any further.</summary>
public sealed record ReplyLimits
{
    /// <summary>Octets of a line, its end counted. RFC 5321 §4.5.3.1.5 has 512; servers that say more exist.</summary>
    public int Line { get; init; } = 2048;

    /// <summary>Lines of a reply.</summary>
    public int Lines { get; init; } = 256;

    /// <summary>Octets of a reply, all its lines and their ends counted.</summary>
    public int Octets { get; init; } = 64 * 1024;
}
