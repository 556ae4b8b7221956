using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Pidgin;
using Smtp.Domain.Protocol;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>AUTH and the lines of its exchange (RFC 4954 §4, §8).</summary>
internal static class SaslGrammar
{
    private const int MaxMechanism = 20;

    private static readonly SearchValues<byte> Base64Text = Set(Alpha + Digit + "+/=");

    // RFC 4422 §3.1:
    // sasl-mech        = 1*20mech-char
    // mech-char        = UPPER-ALPHA / DIGIT / HYPHEN / UNDERSCORE
    // Lower case is read as upper: clients that send it mean the same.
    private static readonly Parser<byte, string> Mechanism = Run<string>(Set(Alpha + Digit + "-_"), ReadMechanism);

    // Whatever is no base64 is still one word, so that the answer can say what is wrong.
    private static readonly Parser<byte, Option<Secret>> Initial = Run<Option<Secret>>(
        SetWithUtf8(Characters(33, 126)), ReadInitial);

    // auth-command     = "AUTH" SP sasl-mech [SP initial-response] *(CRLF [base64]) [CRLF cancel-response] CRLF
    // initial-response = base64 / "="
    /// <summary>What follows AUTH; null where the initial response is no base64.</summary>
    public static Parser<byte, Command?> Auth { get; } = Parser.Map(
            static (mechanism, initial) => !initial.HasValue || initial.Value.IsSome
                ? (Command?)new Command.Auth(mechanism, initial.GetValueOrDefault())
                : null,
            Mechanism,
            Gap.Then(Initial).Optional())
        .Before(Parser<byte>.End);

    // cancel-response  = "*"
    /// <summary>A line of an exchange, any spaces around it taken off.</summary>
    public static Either<SyntaxError, Command> ReadLine(ReadOnlySpan<byte> line)
    {
        if (line.SequenceEqual("*"u8)) return new Command.SaslCancel();
        return Decode(line) is { } response ? new Command.SaslResponse(response) : SyntaxError.BadBase64;
    }

    private static bool ReadMechanism(ReadOnlySpan<byte> octets, out string? mechanism)
    {
        mechanism = null;
        if (octets.Length is 0 or > MaxMechanism) return false;
        mechanism = Encoding.ASCII.GetString(octets).ToUpperInvariant();
        return true;
    }

    private static bool ReadInitial(ReadOnlySpan<byte> octets, out Option<Secret> initial)
    {
        initial = default;
        if (octets.IsEmpty) return false;
        if (octets.SequenceEqual("="u8)) initial = Secret.Empty;
        else initial = Decode(octets);
        return true;
    }

    // base64           = base64-terminal / ( 1*(4base64-char) [base64-terminal] )
    // base64-char      = ALPHA / DIGIT / "+" / "/"  ; case-sensitive
    // base64-terminal  = (2base64-char "==") / (3base64-char "=")
    private static Secret? Decode(ReadOnlySpan<byte> base64)
    {
        // The decoder itself would step over white space.
        if (base64.ContainsAnyExcept(Base64Text)) return null;
        var octets = new byte[Base64.GetMaxDecodedFromUtf8Length(base64.Length)];
        var secret = Base64.DecodeFromUtf8(base64, octets, out _, out var length) == OperationStatus.Done
            ? new Secret(octets.AsSpan(0, length))
            : null;
        CryptographicOperations.ZeroMemory(octets);
        return secret;
    }
}
