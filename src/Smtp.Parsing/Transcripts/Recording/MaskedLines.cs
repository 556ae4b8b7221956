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
    public static IEnumerable<string> Auth(Command command, ReadOnlySpan<byte> line, long length) => command switch
    {
        Command.Auth { Initial.Case: Secret initial } auth =>
            [ClientText.Line($"AUTH {Shown(auth.Mechanism)} {(initial.Length == 0 ? "=" : Initial(auth.Mechanism, initial))}")],
        Command.Auth auth => [ClientText.Line($"AUTH {Shown(auth.Mechanism)}")],
        Command.Malformed { Error: SyntaxError.BadBase64 } => [ClientText.Line($"AUTH {Shown(MechanismOf(line))} {Stars}")],
        Command.Malformed { Error: SyntaxError.BadArguments } =>
            [ClientText.Line(MechanismOf(line).Length == 0 ? "AUTH" : $"AUTH {Stars} {Stars}")],
        Command.Malformed { Error: SyntaxError.SaslLineTooLong } => ClientText.Long("AUTH "u8.ToArray(), length),
        Command.Malformed malformed => Hidden(malformed.Error, line, length),
        _ => [ClientText.Line(line)],
    };

    /// <summary>A line that is no command, where the client may have thought that a password was due.</summary>
    public static IEnumerable<string> Hidden(SyntaxError error, ReadOnlySpan<byte> line, long length) => error switch
    {
        SyntaxError.UnknownCommand or SyntaxError.BadBase64 => [ClientText.Line(Stars)],
        SyntaxError.BareLineEnding => [$"C\" {Stars}\\n\""],
        SyntaxError.LineTooLong or SyntaxError.SaslLineTooLong => ClientText.Long([], length),
        _ => [ClientText.Line(line)],
    };

    /// <summary>A line within an exchange.</summary>
    public static IEnumerable<string> Sasl(Exchange exchange, Command command, ReadOnlySpan<byte> line, long length) => command switch
    {
        Command.SaslResponse { Response: var response } =>
            [ClientText.Line(response.Length == 0 ? "" : Response(exchange, response))],
        Command.Malformed malformed => Hidden(malformed.Error, line, length),
        _ => [ClientText.Line(line)],
    };

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

    private static string Initial(string mechanism, Secret initial) => Mechanisms.Named(mechanism).Case switch
    {
        Mechanism.Plain => Plain(initial),
        Mechanism.Login => Name(initial),
        Mechanism.ScramSha256 => First(initial),
        _ => ClientText.Base64(Stars),
    };

    private static string Response(Exchange exchange, Secret response) => exchange switch
    {
        Exchange.Plain => Plain(response),
        Exchange.LoginUser => Name(response),
        Exchange.ScramFirst => First(response),
        Exchange.ScramFinal scram => WrongFinal(scram.Server, response),
        _ => ClientText.Base64(Stars),
    };

    private static string Name(Secret response) => response.RevealText().Case is string name ? ClientText.Base64(name) : NoText;

    private static string Plain(Secret response) =>
        response.RevealText().Case is not string message ? NoText
        : message.Split('\0') is [var identity, { Length: > 0 } user, { Length: > 0 }]
            ? ClientText.Base64($"{identity}\0{user}\0{Stars}")
            : ClientText.Base64(Stars);

    private static string First(Secret response) =>
        response.RevealText().Case is not string message ? NoText
        : ScramClientFirst.Read(message).IsSome ? ClientText.Base64(message)
        : ClientText.Base64(Stars);

    /// <summary>Whatever was wrong with it, it stays wrong; where only the proof was, the rest is kept.</summary>
    private static string WrongFinal(ScramServer server, Secret response) =>
        WithoutProof(response) is { } rest && rest.EndsWith(",r=" + server.Nonce, StringComparison.Ordinal) && rest.Split(',') is [['c', '=', ..], _]
            ? ClientText.Base64($"{rest},p={WrongProof}")
            : ClientText.Base64(Stars);

    private static string MechanismOf(ReadOnlySpan<byte> line)
    {
        var words = Encoding.Latin1.GetString(line).Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 ? words[1].ToUpperInvariant() : "";
    }
}
