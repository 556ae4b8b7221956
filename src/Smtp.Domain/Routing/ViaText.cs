using System.Globalization;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;

namespace Smtp.Domain.Routing;

/// <summary>Reads the ways of routes. Nothing that is told of a bad one holds a password.</summary>
internal static class ViaText
{
    // The path of a Unix socket ends with a NUL in a field of 108 octets (unix(7)).
    private const int MaxSocketOctets = 107;

    public static Either<string, Via> Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (scheme, rest) = colon < 0 ? ("", text) : (text[..colon].ToLowerInvariant(), text[(colon + 1)..]);
        return scheme switch
        {
            "mailbox" => rest.Length == 0 ? Via.Embedded.Mailbox : Problem("mailbox: stands alone"),
            "maildir" => MaildirPath.Read(rest).Map(path => (Via)new Via.Maildir(path)),
            "lmtp" => Lmtp(rest),
            "lmtp+unix" => IsSocketPath(rest)
                ? new Via.LmtpUnix(rest)
                : Problem("lmtp+unix: needs the path of a socket, from the root on and of 107 octets at most, such as lmtp+unix:/run/dovecot/lmtp"),
            "smtp" => Smarthost("smtp", rest, startsWithTls: false, 25),
            "smtps" => Smarthost("smtps", rest, startsWithTls: true, 465),
            "mx" => Mx(rest),
            _ => Problem("give " + Via.Allowed),
        };
    }

    public static TlsUse TlsByDefault(bool startsWithTls, bool hasLogin) =>
        startsWithTls || hasLogin ? TlsUse.Verified : TlsUse.Opportunistic;

    public static string Write(TlsUse use) => use switch
    {
        TlsUse.None => "none",
        TlsUse.Opportunistic => "opportunistic",
        TlsUse.Required => "required",
        TlsUse.Verified => "verified",
        _ => throw new ArgumentOutOfRangeException(nameof(use)),
    };

    private static Either<string, Via> Lmtp(string rest)
    {
        if (!Split("lmtp", rest, out var login, out var hop, out var options, out var problem)) return problem;
        if (login is not null) return Problem("lmtp:// takes no user and no password");
        if (options.Count > 0) return Problem("lmtp:// takes no options");
        if (Endpoint.Read(hop, 24).Case is not Endpoint endpoint) return NoHost("lmtp");
        // RFC 2033 §5: LMTP must not be spoken on port 25.
        return endpoint.Port == 25 ? Problem("LMTP must not be spoken on port 25 (RFC 2033 §5)") : new Via.Lmtp(endpoint);
    }

    private static Either<string, Via> Smarthost(string scheme, string rest, bool startsWithTls, int port)
    {
        if (!Split(scheme, rest, out var login, out var hop, out var options, out var problem)) return problem;
        if (Endpoint.Read(hop, port).Case is not Endpoint endpoint) return NoHost(scheme);
        RouteLogin? who = null;
        if (login is not null && (who = ReadLogin(login)) is null)
            return Problem($"{scheme}:// needs both a user and a password before the @, as USER:PASSWORD; write %40 for an @ in them, "
                + "%3A for a colon, %2F for a slash, %25 for a percent sign");
        var tls = TlsByDefault(startsWithTls, who is not null);
        foreach (var (name, value) in options)
        {
            if (name != "tls") return Problem($"{scheme}:// takes one option, tls");
            if (ReadTls(value) is not { } use) return NoTls();
            tls = use;
        }
        var bare = tls is TlsUse.None or TlsUse.Opportunistic;
        if (startsWithTls && bare) return Problem("smtps:// begins with TLS; give tls=required or tls=verified");
        // Whoever stands between could take away the offer of TLS, and read the password.
        if (who is not null && bare && !endpoint.IsLoopback)
            return Problem("a password must not travel in the clear; give tls=required or tls=verified");
        return new Via.Smarthost(endpoint, Optional(who), tls, startsWithTls);
    }

    private static Either<string, Via> Mx(string rest)
    {
        if (rest.Length > 0 && rest[0] != '?') return Problem("mx: names no host, its domain tells; options come after a ?");
        if (ReadOptions(rest) is not { } options) return NoOptions("mx:");
        var mx = new Via.Mx();
        foreach (var (name, value) in options)
        {
            switch (name)
            {
                case "port" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= ushort.MaxValue:
                    mx = mx with { Port = port };
                    break;
                case "port": return Problem("port is a number from 1 to 65535");
                case "tls" when ReadTls(value) is { } use:
                    mx = mx with { Tls = use };
                    break;
                case "tls": return NoTls();
                default: return Problem("mx: takes the options port and tls");
            }
        }
        return mx;
    }

    /// <summary>Takes <c>//[LOGIN@]HOP[/][?OPTIONS]</c> apart.</summary>
    private static bool Split(
        string scheme, string rest, out string? login, out string hop, out List<(string Name, string Value)> options, out string problem)
    {
        (login, hop, options, problem) = (null, "", [], "");
        if (!rest.StartsWith("//", StringComparison.Ordinal))
        {
            problem = $"{scheme}: is followed by //HOST:PORT";
            return false;
        }
        // The last @ ends the login: a host has none, and neither has an option that is known.
        var at = rest.LastIndexOf('@');
        if (at >= 0) login = rest[2..at];
        var place = at >= 0 ? rest[(at + 1)..] : rest[2..];
        var question = place.IndexOf('?', StringComparison.Ordinal);
        hop = (question < 0 ? place : place[..question]).TrimEnd('/');
        if (ReadOptions(question < 0 ? "" : place[question..]) is not { } read)
        {
            problem = NoOptions($"{scheme}://");
            return false;
        }
        options = read;
        return true;
    }

    private static List<(string Name, string Value)>? ReadOptions(string text)
    {
        List<(string, string)> options = [];
        if (text.Length == 0) return options;
        foreach (var option in text[1..].Split('&'))
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) return null;
            var name = option[..equals].ToLowerInvariant();
            if (options.Exists(other => other.Item1 == name)) return null;
            options.Add((name, option[(equals + 1)..]));
        }
        return options;
    }

    private static RouteLogin? ReadLogin(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || colon == text.Length - 1) return null;
        var (user, password) = (Uri.UnescapeDataString(text[..colon]), Uri.UnescapeDataString(text[(colon + 1)..]));
        // RFC 4616 §2: neither may have a NUL; and no other control character was ever meant.
        return user.AsSpan().ContainsAnyInRange('\0', '\x1f') || password.AsSpan().ContainsAnyInRange('\0', '\x1f')
            ? null
            : new RouteLogin(user, new Secret(password));
    }

    private static TlsUse? ReadTls(string text) => text.ToLowerInvariant() switch
    {
        "none" => TlsUse.None,
        "opportunistic" => TlsUse.Opportunistic,
        "required" => TlsUse.Required,
        "verified" => TlsUse.Verified,
        _ => null,
    };

    private static bool IsSocketPath(string path) =>
        path.Length > 1 && path[0] == '/' && path[^1] != '/' && !path.Contains('\0', StringComparison.Ordinal)
        && Encoding.UTF8.GetByteCount(path) <= MaxSocketOctets;

    private static Either<string, Via> Problem(string problem) => Left<string, Via>(problem);

    private static Either<string, Via> NoHost(string scheme) =>
        Problem($"{scheme}:// needs a host, and after a colon a port from 1 to 65535: {scheme}://mail.example.org:25, {scheme}://[2001:db8::1]:25");

    private static Either<string, Via> NoTls() => Problem("tls is one of none, opportunistic, required, verified");

    private static string NoOptions(string scheme) => $"the options of {scheme} are NAME=VALUE, each once, joined by &";
}
