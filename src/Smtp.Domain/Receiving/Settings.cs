using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>All that a session knows of the server it is part of; one value a listener.</summary>
public sealed record Settings
{
    /// <summary>Who we say we are, in the greeting and in the answers to HELO, EHLO and LHLO.</summary>
    public HostName HostName { get; init; } = new HostName.Named(new DomainName("localhost"));

    /// <summary>What the listener is for.</summary>
    public Role Role { get; init; } = Role.Mx;

    /// <summary>How TLS begins.</summary>
    public TlsMode Tls { get; init; } = TlsMode.None;

    /// <summary>Whether mail is refused (530 5.7.0) until TLS has started.</summary>
    public bool TlsRequired { get; init; }

    /// <summary>The SASL mechanisms offered, the strongest first; none means no AUTH at all.</summary>
    public Seq<Mechanism> Mechanisms { get; init; } = [];

    /// <summary>Who may authenticate without TLS.</summary>
    public PlaintextAuth PlaintextAuth { get; init; } = PlaintextAuth.Never;

    /// <summary>The extensions which may be offered; STARTTLS and AUTH follow from the settings above.</summary>
    public ExtensionSet Extensions { get; init; } = ExtensionSet.All;

    /// <summary>What to do with a CR or an LF that stands alone in content (RFC 5321 §2.3.8).</summary>
    public BareLineEndings BareLineEndings { get; init; } = BareLineEndings.Refuse;

    /// <summary>What may grow, and how far.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>How long each wait may take.</summary>
    public Patience Patience { get; init; } = new();
}

/// <summary>What a listener is for.</summary>
public enum Role
{
    /// <summary>Takes mail for the domains of this host from anyone (RFC 5321).</summary>
    Mx,

    /// <summary>Takes mail from its own users, after AUTH (RFC 6409).</summary>
    Submission,

    /// <summary>Takes mail from an MTA beside it and answers for each recipient (RFC 2033).</summary>
    Lmtp,
}

/// <summary>How TLS begins.</summary>
public enum TlsMode
{
    /// <summary>Never.</summary>
    None,

    /// <summary>When the client says STARTTLS (RFC 3207).</summary>
    StartTls,

    /// <summary>At once, before the greeting (RFC 8314 §3.3).</summary>
    Implicit,
}

/// <summary>Who may authenticate without TLS (RFC 4954 §4: 538).</summary>
public enum PlaintextAuth
{
    /// <summary>Nobody.</summary>
    Never,

    /// <summary>Clients on this machine.</summary>
    Loopback,
}

/// <summary>What to do with a CR or an LF that stands alone in content.</summary>
public enum BareLineEndings
{
    /// <summary>Read the message to its true end, then refuse it: 550 5.6.11.</summary>
    Refuse,

    /// <summary>Make it the CRLF that was probably meant.</summary>
    Normalize,
}

/// <summary>The extensions which may be offered.</summary>
[Flags]
public enum ExtensionSet
{
    /// <summary>None: a server of 1982.</summary>
    None = 0,

    /// <summary>PIPELINING.</summary>
    Pipelining = 1,

    /// <summary>SIZE.</summary>
    Size = 2,

    /// <summary>8BITMIME.</summary>
    EightBitMime = 4,

    /// <summary>SMTPUTF8; needs 8BITMIME (RFC 6531 §3.1).</summary>
    SmtpUtf8 = 8,

    /// <summary>ENHANCEDSTATUSCODES.</summary>
    EnhancedStatusCodes = 16,

    /// <summary>CHUNKING.</summary>
    Chunking = 32,

    /// <summary>BINARYMIME; needs CHUNKING (RFC 3030 §3).</summary>
    BinaryMime = 64,

    /// <summary>DSN.</summary>
    Dsn = 128,

    /// <summary>REQUIRETLS; offered only over TLS (RFC 8689 §2).</summary>
    RequireTls = 256,

    /// <summary>LIMITS.</summary>
    Limits = 512,

    /// <summary>Every one.</summary>
    All = 1023,
}
