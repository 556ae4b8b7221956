using System.Collections.Frozen;
using System.Text.Json;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Domain.Routing;

namespace Smtp.Host.Telemetry;

/// <summary>The values of attributes: words that are there already, so that none is made for a measurement.</summary>
internal static class Values
{
    /// <summary>Whatever is none of those we know; what clients make up is not repeated.</summary>
    public const string Other = "other";

    /// <summary>The verb of a line that a client said; null where the client said nothing, or goes on with an exchange.</summary>
    public static string? Verb(Command command) => command switch
    {
        Command.Helo => "HELO",
        Command.Ehlo => "EHLO",
        Command.Lhlo => "LHLO",
        Command.Mail => "MAIL",
        Command.Rcpt => "RCPT",
        Command.Data => "DATA",
        Command.Bdat => "BDAT",
        Command.StartTls => "STARTTLS",
        Command.Auth => "AUTH",
        Command.Rset => "RSET",
        Command.Noop => "NOOP",
        Command.Vrfy => "VRFY",
        Command.Expn => "EXPN",
        Command.Help => "HELP",
        Command.Quit => "QUIT",
        Command.Malformed => "malformed",
        _ => null,
    };

    /// <summary>The class of a reply, by its first digit.</summary>
    public static string Class(int digit) => digit switch
    {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        5 => "5xx",
        _ => Other,
    };

    /// <summary>A SASL mechanism that is offered.</summary>
    public static string Mechanism(string name) =>
        name.Equals("SCRAM-SHA-256", StringComparison.OrdinalIgnoreCase) ? "SCRAM-SHA-256"
        : name.Equals("PLAIN", StringComparison.OrdinalIgnoreCase) ? "PLAIN"
        : name.Equals("LOGIN", StringComparison.OrdinalIgnoreCase) ? "LOGIN"
        : Other;

    /// <summary>The TLS version below a session.</summary>
    public static string Version(Option<TlsFacts> tls) => tls.Case is not TlsFacts facts ? "none" : facts.Version switch
    {
        "TLSv1.3" => "1.3",
        "TLSv1.2" => "1.2",
        _ => Other,
    };

    /// <summary>By what way mail goes.</summary>
    public static string Of(Via via) => via switch
    {
        Via.Embedded => "mailbox",
        Via.Maildir => "maildir",
        Via.Lmtp => "lmtp",
        Via.LmtpUnix => "lmtp+unix",
        Via.Smarthost { Implicit: true } => "smtps",
        Via.Smarthost => "smtp",
        Via.Mx => "mx",
        _ => Other,
    };

    /// <summary>By what way mail goes to a next hop, by its name.</summary>
    public static string OfDestination(string destination)
    {
        var colon = destination.IndexOf(':', StringComparison.Ordinal);
        return destination.AsSpan(0, Math.Max(0, colon)) switch
        {
            "mailbox" => "mailbox",
            "maildir" => "maildir",
            "lmtp" => "lmtp",
            "lmtp+unix" => "lmtp+unix",
            "smtp" => "smtp",
            "smtps" => "smtps",
            "mx" => "mx",
            "nowhere" => "nowhere",
            _ => Other,
        };
    }

    /// <summary>Why a reply is not what the client wished for.</summary>
    public static string Reason(State before, Command command, int code) => command switch
    {
        Command.Answered { Verdict: Verdict.Refused no } => Values<Reason>.Of(no.Reason),
        Command.Answered { Verdict: Verdict.Deferred later } => Values<Reason>.Of(later.Reason),
        Command.Answered => "recipients_differ",
        Command.BodyRefused refusal => Values<Domain.Mail.BodyFault>.Of(refusal.Fault),
        Command.Desynchronised => "spoke_too_early",
        Command.Stopping => "stopping",
        Command.TimedOut => before.Wants is Want.Verdict ? "no_answer" : "idle",
        _ when code == 421 => "limit",
        Command.Malformed malformed => Values<SyntaxError>.Of(malformed.Error),
        Command.SaslCancel => "cancelled",
        Command.SaslResponse or Command.Auth when code == 535 => Values<Reason>.Of(Domain.Receiving.Reason.BadCredentials),
        _ => code switch
        {
            452 or 552 => "limit",
            500 or 502 or 504 => "not_offered",
            501 or 553 or 555 => "bad_parameter",
            503 or 554 => "out_of_sequence",
            530 or 538 => "tls_or_login_first",
            _ => Other,
        },
    };
}

/// <summary>The names of an enumeration as words: <c>TooManyConnections</c> is <c>too_many_connections</c>.</summary>
internal static class Values<T> where T : struct, Enum
{
    private static readonly FrozenDictionary<T, string> All =
        Enum.GetValues<T>().ToFrozenDictionary(value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

    public static string Of(T value) => All[value];
}
