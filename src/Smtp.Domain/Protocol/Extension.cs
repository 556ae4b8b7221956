using System.Globalization;

namespace Smtp.Domain.Protocol;

/// <summary>A service extension, as one line of the answer to EHLO (RFC 5321 §4.1.1.1).</summary>
public abstract record Extension
{
    private Extension(string line) => Line = line;

    /// <summary>The keyword and its parameters, as they stand in the line.</summary>
    public string Line { get; }

    /// <inheritdoc/>
    public sealed override string ToString() => Line;

    /// <summary>PIPELINING (RFC 2920).</summary>
    public sealed record Pipelining() : Extension("PIPELINING");

    /// <summary>SIZE (RFC 1870); 0 octets means that no fixed limit is in force.</summary>
    public sealed record Size(long Octets) : Extension("SIZE " + Octets.ToString(CultureInfo.InvariantCulture));

    /// <summary>8BITMIME (RFC 6152).</summary>
    public sealed record EightBitMime() : Extension("8BITMIME");

    /// <summary>SMTPUTF8 (RFC 6531).</summary>
    public sealed record SmtpUtf8() : Extension("SMTPUTF8");

    /// <summary>ENHANCEDSTATUSCODES (RFC 2034).</summary>
    public sealed record EnhancedStatusCodes() : Extension("ENHANCEDSTATUSCODES");

    /// <summary>CHUNKING (RFC 3030 §2).</summary>
    public sealed record Chunking() : Extension("CHUNKING");

    /// <summary>BINARYMIME (RFC 3030 §3).</summary>
    public sealed record BinaryMime() : Extension("BINARYMIME");

    /// <summary>DSN (RFC 3461).</summary>
    public sealed record Dsn() : Extension("DSN");

    /// <summary>STARTTLS (RFC 3207).</summary>
    public sealed record StartTls() : Extension("STARTTLS");

    /// <summary>AUTH (RFC 4954), the strongest mechanism first.</summary>
    public sealed record Auth(Seq<Mechanism> Mechanisms)
        : Extension("AUTH " + string.Join(' ', Mechanisms.Map(mechanism => mechanism.Name())));

    /// <summary>REQUIRETLS (RFC 8689).</summary>
    public sealed record RequireTls() : Extension("REQUIRETLS");

    /// <summary>LIMITS (RFC 9422): transactions a session, recipients a transaction.</summary>
    public sealed record Limits(int MailMax, int RecipientMax) : Extension(
        string.Create(CultureInfo.InvariantCulture, $"LIMITS MAILMAX={MailMax} RCPTMAX={RecipientMax}"));

    /// <summary>HELP (RFC 5321 §4.1.1.8), the one optional command offered.</summary>
    public sealed record Help() : Extension("HELP");
}

/// <summary>A SASL mechanism.</summary>
public enum Mechanism
{
    /// <summary>SCRAM-SHA-256 (RFC 5802, RFC 7677): the password never travels.</summary>
    ScramSha256,

    /// <summary>PLAIN (RFC 4616).</summary>
    Plain,

    /// <summary>LOGIN, which was never standardised and which many clients speak.</summary>
    Login,
}

/// <summary>The names of SASL mechanisms.</summary>
public static class Mechanisms
{
    /// <summary>The name as it stands in AUTH.</summary>
    public static string Name(this Mechanism mechanism) => mechanism switch
    {
        Mechanism.ScramSha256 => "SCRAM-SHA-256",
        Mechanism.Plain => "PLAIN",
        Mechanism.Login => "LOGIN",
        _ => throw new ArgumentOutOfRangeException(nameof(mechanism)),
    };

    /// <summary>The mechanism of that name, in any case; absent where it is none of ours.</summary>
    public static Option<Mechanism> Named(string name) => name.ToUpperInvariant() switch
    {
        "SCRAM-SHA-256" => Mechanism.ScramSha256,
        "PLAIN" => Mechanism.Plain,
        "LOGIN" => Mechanism.Login,
        _ => None,
    };
}
