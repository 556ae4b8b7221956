using System.Buffers;
using System.Text;
using Pidgin;
using Smtp.Domain.Protocol;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads the value of a parameter; null where it is not as its RFC wants it.</summary>
/// <param name="value">Empty where none was given, for none that is given is empty.</param>
internal delegate Parameter? ValueReader(ReadOnlySpan<byte> value);

/// <summary>What follows the path of MAIL and RCPT (RFC 5321 §4.1.2, Mail-parameters, Rcpt-parameters).</summary>
internal static class ParameterGrammar
{
    /// <summary>More than all extensions together know; a line with more of them has bad arguments.</summary>
    public const int MostParameters = 32;

    // REQUIRETLS has ten characters, and no parameter known here has more.
    private const int LongestKeyword = 10;

    // esmtp-keyword    = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
    private static readonly SearchValues<byte> KeywordOctets = Set(Alpha + Digit + "-");

    // esmtp-value      = 1*(%d33-60 / %d62-126)
    //                  ; any CHAR excluding "=", SP, and control characters
    // RFC 6531 §3.3:
    // esmtp-value      =/ UTF8-non-ascii
    private static readonly SearchValues<byte> ParameterOctets = SetWithUtf8(Characters(33, 126));

    // Mail-parameters  = esmtp-param *(SP esmtp-param)
    public static Parser<byte, Seq<Parameter>> OfMail { get; } = Of(MailParameters.Reader);

    // Rcpt-parameters  = esmtp-param *(SP esmtp-param)
    public static Parser<byte, Seq<Parameter>> OfRcpt { get; } = Of(RcptParameters.Reader);

    // esmtp-param      = esmtp-keyword ["=" esmtp-value]
    // All of it is one run, parted by the only "=" that it may hold.
    private static Parser<byte, Seq<Parameter>> Of(Func<ReadOnlySpan<char>, ValueReader?> readers) => Many(
        ' ',
        Gap.Then(Run(ParameterOctets, (ReadOnlySpan<byte> octets, out Parameter? parameter) =>
        {
            var equals = octets.IndexOf((byte)'=');
            var keyword = equals < 0 ? octets : octets[..equals];
            var value = equals < 0 ? [] : octets[(equals + 1)..];
            parameter = IsKeyword(keyword) && (equals < 0 || IsValue(value)) ? Read(readers, keyword, value) : null;
            return parameter is not null;
        })),
        MostParameters);

    private static bool IsKeyword(ReadOnlySpan<byte> octets) =>
        !octets.IsEmpty && octets[0] != '-' && !octets.ContainsAnyExcept(KeywordOctets);

    private static bool IsValue(ReadOnlySpan<byte> octets) =>
        !octets.IsEmpty && !octets.Contains((byte)'=') && (Ascii.IsValid(octets) || Text.Read(octets) is not null);

    private static Parameter Read(
        Func<ReadOnlySpan<char>, ValueReader?> readers, ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        Span<char> upper = stackalloc char[LongestKeyword];
        return Ascii.ToUpper(keyword, upper, out var length) == OperationStatus.Done && readers(upper[..length]) is { } read
            ? read(value) ?? new Parameter.Invalid(TextOf(keyword), OptionOf(value))
            : new Parameter.Unknown(TextOf(keyword), OptionOf(value));
    }

    private static string TextOf(ReadOnlySpan<byte> octets) => Encoding.UTF8.GetString(octets);

    private static Option<string> OptionOf(ReadOnlySpan<byte> octets) => octets.IsEmpty ? Prelude.None : TextOf(octets);
}
