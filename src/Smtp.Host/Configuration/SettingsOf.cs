using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using static LanguageExt.Prelude;

namespace Smtp.Host.Configuration;

/// <summary>What the pure core needs to know of the configuration.</summary>
public static class SettingsOf
{
    /// <summary>The EHLO keywords that <c>protocol.without</c> takes; STARTTLS and AUTH have keys of their own.</summary>
    public static IReadOnlyDictionary<string, ExtensionSet> Keywords { get; } =
        new Dictionary<string, ExtensionSet>(StringComparer.OrdinalIgnoreCase)
        {
            ["PIPELINING"] = ExtensionSet.Pipelining,
            ["SIZE"] = ExtensionSet.Size,
            ["8BITMIME"] = ExtensionSet.EightBitMime,
            ["SMTPUTF8"] = ExtensionSet.SmtpUtf8,
            ["ENHANCEDSTATUSCODES"] = ExtensionSet.EnhancedStatusCodes,
            ["CHUNKING"] = ExtensionSet.Chunking,
            ["BINARYMIME"] = ExtensionSet.BinaryMime,
            ["DSN"] = ExtensionSet.Dsn,
            ["REQUIRETLS"] = ExtensionSet.RequireTls,
            ["LIMITS"] = ExtensionSet.Limits,
        };

    /// <summary>The settings of a listener.</summary>
    /// <param name="options">Options that were checked.</param>
    /// <param name="listener">One of their listeners.</param>
    /// <param name="hasAccounts">Whether anybody could log in; without accounts AUTH is not offered.</param>
    public static Settings Listener(SmtpOptions options, ListenerOptions listener, bool hasAccounts) => new()
    {
        HostName = new HostName.Named(new DomainName(options.HostName)),
        Role = RoleOf(listener),
        Tls = TlsOf(listener),
        TlsRequired = listener.TlsRequired,
        Mechanisms = hasAccounts ? toSeq(options.Auth.Mechanisms).Map(MechanismOf).Strict() : [],
        PlaintextAuth = options.Auth.WithoutTls == "loopback" ? PlaintextAuth.Loopback : PlaintextAuth.Never,
        Extensions = options.Protocol.Without.Aggregate(ExtensionSet.All, (all, keyword) => all & ~Keywords[keyword]),
        BareLineEndings = options.Protocol.BareLineEndings == "normalize" ? BareLineEndings.Normalize : BareLineEndings.Refuse,
        Limits = new Limits
        {
            MessageSize = options.Limits.MessageSize,
            Recipients = options.Limits.Recipients,
            CommandLine = options.Limits.CommandLine,
            SaslLine = options.Limits.SaslLine,
            TextLine = options.Limits.TextLine,
            Transactions = options.Limits.Transactions,
            Errors = options.Limits.Errors,
            Junk = options.Limits.Junk,
            Chunks = options.Limits.Chunks,
        },
        Patience = new Patience
        {
            Command = options.Timeouts.Command,
            Content = options.Timeouts.Content,
            Handshake = options.Timeouts.Handshake,
            Verdict = options.Timeouts.Verdict,
        },
    };

    /// <summary>The role of a listener.</summary>
    public static Role RoleOf(ListenerOptions listener) => listener.Role switch
    {
        "mx" => Role.Mx,
        "submission" => Role.Submission,
        "lmtp" => Role.Lmtp,
        _ => throw new InvalidOperationException($"There is no role '{listener.Role}'."),
    };

    /// <summary>How TLS begins on a listener.</summary>
    public static TlsMode TlsOf(ListenerOptions listener) => listener.Tls switch
    {
        "none" => TlsMode.None,
        "starttls" => TlsMode.StartTls,
        "implicit" => TlsMode.Implicit,
        _ => throw new InvalidOperationException($"There is no TLS mode '{listener.Tls}'."),
    };

    private static Mechanism MechanismOf(string name) =>
        Mechanisms.Named(name).IfNone(() => throw new InvalidOperationException($"There is no mechanism '{name}'."));
}
