using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>Writes the lines by which a client logs in, or tries to, so that the session answers them alike and nothing of a
/// password is left.</summary>
internal static class MaskedLines
{
    public const string Stars = "********";

    // Octets that are no UTF-8, and so are no message of any mechanism.
    private const string NoText = "/w==";

    // 32 octets of zero: no proof of any password.
    private const string WrongProof = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    /// <summary>Whether a line is AUTH, or would be but for a mistake.</summary>
    public static bool IsAuth(ReadOnlySpan<byte> line)
    {
        while (!line.IsEmpty && line[0] <= ' ') line = line[1..];
        return line.Length >= 4 && Ascii.EqualsIgnoreCase(line[..4], "AUTH"u8) && (line.Length == 4 || !char.IsAsciiLetterOrDigit((char)line[4]))
            // Nobody speaks POP3 here, but some try.
            || line.StartsWith("PASS "u8);
    }

    /// <summary>A line that begins with AUTH.</summary>
    /// <param name="command">What was read from it.</param>
    /// <param name="line">Its octets, CRLF too.</param>
    /// <param name="length">How many there were.</param>
    public static IEnumerable<Told> Auth(Command command, ReadOnlySpan<byte> line, long length) => command switch
    {
        Command.Auth { Initial.Case: Secret initial } auth =>
            [initial.Length == 0 ? ClientText.Line($"AUTH {Shown(auth.Mechanism)} =") : Initial(auth.Mechanism, initial)],
        Command.Auth auth => [ClientText.Line($"AUTH {Shown(auth.Mechanism)}")],
        Command.Malformed { Error: SyntaxError.BadBase64 } => [ClientText.Line($"AUTH {Shown(MechanismOf(line))} {Stars}")],
        Command.Malformed { Error: SyntaxError.BadArguments } =>
            [ClientText.Line(MechanismOf(line).Length == 0 ? "AUTH" : $"AUTH {Stars} {Stars}")],
        Command.Malformed { Error: SyntaxError.SaslLineTooLong } => ClientText.Long("AUTH "u8.ToArray(), length),
        Command.Malformed malformed => Hidden(malformed.Error, line, length),
        _ => [ClientText.Line(line)],
    };

    /// <summary>A line that is no command, where the client may have thought that a password was due.</summary>
    public static IEnumerable<Told> Hidden(SyntaxError error, ReadOnlySpan<byte> line, long length) => error switch
    {
        SyntaxError.UnknownCommand or SyntaxError.BadBase64 => [ClientText.Line(Stars)],
        SyntaxError.BareLineEnding => [$"C\" {Stars}\\n\""],
        SyntaxError.LineTooLong or SyntaxError.SaslLineTooLong => ClientText.Long([], length),
        _ => [ClientText.Line(line)],
    };

    /// <summary>A line within an exchange.</summary>
    public static IEnumerable<Told> Sasl(Exchange exchange, Command command, ReadOnlySpan<byte> line, long length) => command switch
    {
        Command.SaslResponse { Response: var response } =>
            [response.Length == 0 ? ClientText.Line("") : Response(exchange, response)],
        Command.Malformed malformed => Hidden(malformed.Error, line, length),
        _ => [ClientText.Line(line)],
    };

    /// <summary>A question about a login: it says who only where that may be shown.</summary>
    public static LateLine Question(Question.Login login)
    {
        string Line(Credentials shown) => Outputs.Question(login with { Credentials = shown });
        return login.Credentials switch
        {
            Credentials.Password given => new LateLine.Claim(given.User, name => Line(given with { User = name })),
            Credentials.Scram given => new LateLine.Claim(given.User, name => Line(given with { User = name })),
            _ => throw new InvalidOperationException($"No words for {login.Credentials.GetType().Name}."),
        };
    }

    /// <summary>The client-final-message without its proof; null where it has none.</summary>
    public static string? WithoutProof(Secret final)
    {
        var text = final.RevealText().IfNone("");
        var end = text.LastIndexOf(",p=", StringComparison.Ordinal);
        return end < 0 ? null : text[..end];
    }

    /// <summary>A mechanism that has a name; where there is none of that name, it may be anything.</summary>
    private static string Shown(string mechanism) => mechanism is "PLAIN" or "LOGIN" or "SCRAM-SHA-256" or "SCRAM-SHA-1"
        or "SCRAM-SHA-256-PLUS" or "SCRAM-SHA-1-PLUS" or "CRAM-MD5" or "DIGEST-MD5" or "NTLM" or "GSSAPI" or "EXTERNAL" or "ANONYMOUS"
        or "XOAUTH2" or "OAUTHBEARER" ? mechanism : "UNKNOWN";

    private static Told Initial(string mechanism, Secret initial)
    {
        string Line(string message) => ClientText.Line($"AUTH {Shown(mechanism)} {message}");
        return Mechanisms.Named(mechanism).Case switch
        {
            Mechanism.Plain => Plain(initial, Line),
            Mechanism.Login => Name(initial, Line),
            Mechanism.ScramSha256 => First(initial, Line),
            _ => Line(ClientText.Base64(Stars)),
        };
    }

    private static Told Response(Exchange exchange, Secret response) => exchange switch
    {
        Exchange.Plain => Plain(response, ClientText.Line),
        Exchange.LoginUser => Name(response, ClientText.Line),
        Exchange.ScramFirst => First(response, ClientText.Line),
        Exchange.ScramFinal scram => ClientText.Line(WrongFinal(scram.Server, response)),
        _ => ClientText.Line(ClientText.Base64(Stars)),
    };

    private static Told Name(Secret response, Func<string, string> line) =>
        response.RevealText().Case is string name ? new LateLine.Claim(name, shown => line(ClientText.Base64(shown))) : line(NoText);

    private static Told Plain(Secret response, Func<string, string> line)
    {
        if (response.RevealText().Case is not string message) return line(NoText);
        if (message.Split('\0') is not [var identity, { Length: > 0 } user, { Length: > 0 }]) return line(ClientText.Base64(Stars));
        // Whoever acts for another is refused, whoever that is.
        return new LateLine.Claim(user, shown => line(ClientText.Base64(
            $"{(identity.Length == 0 ? "" : identity == user ? shown : $"not {shown}")}\0{shown}\0{Stars}")));
    }

    private static Told First(Secret response, Func<string, string> line)
    {
        if (response.RevealText().Case is not string message) return line(NoText);
        if (ScramClientFirst.Read(message).Case is not ScramClientFirst first) return line(ClientText.Base64(Stars));
        // RFC 5802 §7: gs2-header [reserved-mext ","] username "," nonce ["," extensions]
        var (flag, rest) = (first.Gs2[0], first.Bare[first.Bare.IndexOf(',', StringComparison.Ordinal)..]);
        return new LateLine.Claim(first.User, shown => line(ClientText.Base64(
            shown == first.User ? message : $"{flag},{(HasIdentity(first) ? $"a={shown}" : "")},n={shown}{rest}")));
    }

    /// <summary>Whatever was wrong with it, it stays wrong; where only the proof was, the rest is kept.</summary>
    private static string WrongFinal(ScramServer server, Secret response) =>
        WithoutProof(response) is { } rest && rest.EndsWith(",r=" + server.Nonce, StringComparison.Ordinal) && rest.Split(',') is [['c', '=', ..], _]
        && !HasIdentity(server.First)
            ? ClientText.Base64($"{rest},p={WrongProof}")
            : ClientText.Base64(Stars);

    /// <summary>Whether the name stands in the GS2 header too, which the final message repeats.</summary>
    private static bool HasIdentity(ScramClientFirst first) => first.Gs2.Length > 3;

    private static string MechanismOf(ReadOnlySpan<byte> line)
    {
        var words = Encoding.Latin1.GetString(line).Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? words[1].ToUpperInvariant() : "";
    }
}
