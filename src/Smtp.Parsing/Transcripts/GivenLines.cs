using System.Net;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;
using Extensions = Smtp.Domain.Receiving.ExtensionSet;

namespace Smtp.Parsing.Transcripts;

/// <summary>Reads <c>given</c> lines.</summary>
internal static class GivenLines
{
    private const int Begin = 6;

    private static readonly LineLimits Roomy = new(4096, 4096, 4096, 4096);

    /// <summary>What is given before, and by one line more.</summary>
    public static Either<Flaw, Givens> Read(Givens givens, string line)
    {
        var words = line[Begin..].Split(' ');
        var settings = givens.Settings;
        return words switch
        {
            ["host", var name] => HostOf(name) is { } host
                ? givens with { Settings = settings with { HostName = host } }
                : At(line, name, "is no host name"),
            ["role", "mx"] => givens with { Settings = settings with { Role = Role.Mx } },
            ["role", "submission"] => givens with { Settings = settings with { Role = Role.Submission } },
            ["role", "lmtp"] => givens with { Settings = settings with { Role = Role.Lmtp } },
            ["role", var role] => At(line, role, "is no role; the roles are mx, submission, lmtp"),
            ["tls", .. { Length: > 0 } modes] => Each(givens, line, modes, Tls),
            ["auth", "without", "tls", "on", "loopback"] =>
                givens with { Settings = settings with { PlaintextAuth = PlaintextAuth.Loopback } },
            ["auth", .. { Length: > 0 } mechanisms] => Each(givens, line, mechanisms, Mechanism),
            ["user", var name, "password", var password] => givens with { Users = givens.Users.Add(User(name, password)) },
            ["scram", var name, "salt", var salt, "iterations", var iterations, "nonce", var nonce] =>
                Scram(givens, line, name, salt, iterations, nonce),
            ["mailboxes" or "mailbox", .. { Length: > 0 } addresses] => Each(givens, line, addresses, Mailbox),
            ["domains" or "domain", .. { Length: > 0 } domains] => Each(givens, line, domains, Domain),
            ["limit", var name, var value] =>
                Spelling.Size(value) is not { } size ? At(line, value, "is no size: 1000, 64KiB, 10MiB")
                : Limit(settings.Limits, name, size) is { } limits ? givens with { Settings = settings with { Limits = limits } }
                : At(line, name, "is no limit, or the value is too large for it; the limits are messageSize, recipients, "
                    + "commandLine, saslLine, textLine, transactions, errors, junk, chunks"),
            ["patience", var name, var value] =>
                Spelling.Duration(value) is not { } time ? At(line, value, "is no time: 30s, 5m, 2h")
                : PatienceFor(settings.Patience, name, time) is { } longer
                    ? givens with { Settings = settings with { Patience = longer } }
                : At(line, name, "names no patience; there are command, content, handshake, verdict"),
            ["without", .. { Length: > 0 } extensions] => Each(givens, line, extensions, Without),
            ["bare", "line", "endings", "refuse"] =>
                givens with { Settings = settings with { BareLineEndings = BareLineEndings.Refuse } },
            ["bare", "line", "endings", "normalize"] =>
                givens with { Settings = settings with { BareLineEndings = BareLineEndings.Normalize } },
            ["client", "local"] => givens with { Client = Peer.Local },
            ["client", var address] => IPAddress.TryParse(address, out var client)
                ? givens with { Client = new Peer(client) }
                : At(line, address, "is no address"),
            ["early", "talkers", "refused"] => givens with { EarlyTalkersRefused = true },
            ["early", "talkers", "welcome"] => givens with { EarlyTalkersRefused = false },
            ["ids", "from", var first] => Spelling.Number(first) is { } id
                ? givens with { FirstId = id }
                : At(line, first, "is no number"),
            ["storage", "full"] => givens with { StorageFull = true },
            ["content", "shown"] => givens with { ContentShown = true },
            _ => new Flaw(Begin + 1, "one can be given host, role, tls, auth, user, scram, mailboxes, domain, limit, patience, "
                + "without, bare line endings, client, early talkers, ids from, storage full and content shown, each as "
                + "docs/transcripts.md has it"),
        };
    }

    private static Givens? Tls(Givens givens, string mode)
    {
        var settings = givens.Settings;
        return mode switch
        {
            "none" => givens with { Settings = settings with { Tls = TlsMode.None, TlsRequired = false } },
            "starttls" => givens with { Settings = settings with { Tls = TlsMode.StartTls } },
            "implicit" => givens with { Settings = settings with { Tls = TlsMode.Implicit } },
            "required" => givens with
            {
                Settings = settings with
                {
                    Tls = settings.Tls == TlsMode.None ? TlsMode.StartTls : settings.Tls,
                    TlsRequired = true,
                },
            },
            _ => null,
        };
    }

    private static Givens? Mechanism(Givens givens, string name) => Mechanisms.Named(name).Case is Mechanism mechanism
        ? givens with { Settings = givens.Settings with { Mechanisms = givens.Settings.Mechanisms.Add(mechanism) } }
        : null;

    private static Givens? Mailbox(Givens givens, string address) =>
        Read($"RCPT TO:<{address}>") is Command.Rcpt { To: ForwardPath.Of to }
            ? givens with { Mailboxes = givens.Mailboxes.Add(to.Mailbox) }
            : null;

    private static Givens? Domain(Givens givens, string name) =>
        HostOf(name) is { } domain ? givens with { Domains = givens.Domains.Add(domain) } : null;

    private static Givens? Without(Givens givens, string keyword)
    {
        Extensions? extension = keyword switch
        {
            "PIPELINING" => ExtensionSet.Pipelining,
            "SIZE" => ExtensionSet.Size,
            "8BITMIME" => ExtensionSet.EightBitMime,
            "SMTPUTF8" => ExtensionSet.SmtpUtf8,
            "ENHANCEDSTATUSCODES" => ExtensionSet.EnhancedStatusCodes,
            "CHUNKING" => ExtensionSet.Chunking,
            "BINARYMIME" => ExtensionSet.BinaryMime,
            "DSN" => ExtensionSet.Dsn,
            "REQUIRETLS" => ExtensionSet.RequireTls,
            "LIMITS" => ExtensionSet.Limits,
            _ => null,
        };
        return extension is { } known
            ? givens with { Settings = givens.Settings with { Extensions = givens.Settings.Extensions & ~known } }
            : null;
    }

    private static Limits? Limit(Limits limits, string name, long value) => name switch
    {
        "messageSize" => limits with { MessageSize = value },
        _ when value > int.MaxValue => null,
        "recipients" => limits with { Recipients = (int)value },
        "commandLine" => limits with { CommandLine = (int)value },
        "saslLine" => limits with { SaslLine = (int)value },
        "textLine" => limits with { TextLine = (int)value },
        "transactions" => limits with { Transactions = (int)value },
        "errors" => limits with { Errors = (int)value },
        "junk" => limits with { Junk = (int)value },
        "chunks" => limits with { Chunks = (int)value },
        _ => null,
    };

    private static Patience? PatienceFor(Patience patience, string name, TimeSpan time) => name switch
    {
        "command" => patience with { Command = time },
        "content" => patience with { Content = time },
        "handshake" => patience with { Handshake = time },
        "verdict" => patience with { Verdict = time },
        _ => null,
    };

    private static GivenUser User(string name, string password) =>
        new(name, new Secret(password), GivenLogins.SaltOf(name), GivenLogins.Iterations, GivenLogins.Nonce);

    private static Either<Flaw, Givens> Scram(
        Givens givens, string line, string name, string salt, string iterations, string nonce)
    {
        var octets = new byte[salt.Length];
        if (!Convert.TryFromBase64String(salt, octets, out var length)) return At(line, salt, "is not base64");
        if (Spelling.Number(iterations) is not (> 0 and <= 100_000 and var count))
            return At(line, iterations, "is no count from 1 to 100000");
        if (!givens.Users.Exists(user => user.Name == name)) return At(line, name, "is no user given before");
        return givens with
        {
            Users = givens.Users.Map(user => user.Name == name
                ? user with { Salt = new Secret(octets.AsSpan(0, length)), Iterations = (int)count, Nonce = nonce }
                : user).Strict(),
        };
    }

    private static HostName? HostOf(string name) => Read($"EHLO {name}") is Command.Ehlo { Name: var host } ? host : null;

    /// <summary>Names and addresses are what the grammar of commands says they are.</summary>
    private static Command? Read(string command) =>
        CommandGrammar.Read(Encoding.UTF8.GetBytes(command), LineKind.Command, Roomy).Case as Command;

    private static Either<Flaw, Givens> Each(Givens givens, string line, string[] words, Func<Givens, string, Givens?> add)
    {
        foreach (var word in words)
        {
            if (add(givens, word) is not { } more) return At(line, word, $"cannot be given in '{line[Begin..]}'");
            givens = more;
        }
        return givens;
    }

    private static Flaw At(string line, string word, string message)
    {
        var index = $"{line} ".IndexOf($" {word} ", Begin, StringComparison.Ordinal);
        return new Flaw(Math.Max(index + 2, Begin + 1), $"'{word}' {message}");
    }
}
