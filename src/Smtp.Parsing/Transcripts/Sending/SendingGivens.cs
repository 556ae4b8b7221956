using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;

namespace Smtp.Parsing.Transcripts.Sending;

/// <summary>The world of a client's transcript: what its <c>given</c> lines say behind <c>given side client</c>.</summary>
public sealed record SendingGivens
{
    /// <summary>Nothing given: a client that takes TLS where it is offered.</summary>
    public static SendingGivens None { get; } = new();

    /// <summary>The client's settings: <c>given host</c>, <c>given tls</c>, <c>given lmtp</c>, <c>given login</c>,
    /// <c>given remote</c>, <c>given chunks</c>.</summary>
    public SendingSettings Settings { get; init; } = new() { Remote = "mx.example.net" };

    /// <summary><c>given secrets masked</c>: what proves a password is shown as <c>********</c>, as recordings have it.</summary>
    public bool SecretsMasked { get; init; }
}

/// <summary>Reads <c>given</c> lines of a client's transcript.</summary>
internal static class SendingGivenLines
{
    private const int Begin = 6;

    /// <summary>What is given before, and by one line more.</summary>
    public static Either<Flaw, SendingGivens> Read(SendingGivens givens, string line)
    {
        var settings = givens.Settings;
        return line[Begin..].Split(' ') switch
        {
            ["host", var name] when DomainName.IsValid(name) =>
                givens with { Settings = settings with { HostName = new HostName.Named(new DomainName(name)) } },
            ["remote", var name] => givens with { Settings = settings with { Remote = name } },
            ["lmtp"] => givens with { Settings = settings with { Dialect = Dialect.Lmtp } },
            ["tls", "none"] => givens with { Settings = settings with { Tls = TlsUse.None } },
            ["tls", "opportunistic"] => givens with { Settings = settings with { Tls = TlsUse.Opportunistic } },
            ["tls", "required"] => givens with { Settings = settings with { Tls = TlsUse.Required } },
            ["tls", "verified"] => givens with { Settings = settings with { Tls = TlsUse.Verified } },
            ["tls", "implicit"] => givens with { Settings = settings with { Tls = TlsUse.Required, ImplicitTls = true } },
            ["login", "without", "tls"] => givens with { Settings = settings with { PlaintextLogin = true } },
            ["login", var user, var password] => givens with { Settings = settings with { Login = new ClientLogin(user, new Secret(password)) } },
            ["login", var user, var password, "nonce", var nonce] =>
                givens with { Settings = settings with { Login = new ClientLogin(user, new Secret(password), nonce) } },
            ["chunks", "when", "offered"] => givens with { Settings = settings with { Chunks = ChunkUse.WhenOffered } },
            ["secrets", "masked"] => givens with { SecretsMasked = true },
            _ => new Flaw(
                Begin + 1, "a client is given host NAME, remote NAME, lmtp, tls none|opportunistic|required|verified|implicit, "
                    + "login USER PASSWORD [nonce NONCE], login without tls, chunks when offered, secrets masked"),
        };
    }
}
