using Pidgin;
using Smtp.Domain.Protocol;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>What follows the path of MAIL and RCPT (RFC 5321 §4.1.2, Mail-parameters, Rcpt-parameters).</summary>
internal static class ParameterGrammar
{
    /// <summary>More than all extensions together know; a line with more of them has bad arguments.</summary>
    public const int MostParameters = 32;

    // esmtp-keyword    = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
    private static readonly Parser<byte, string> Keyword = Run<string>(Set(Alpha + Digit + "-"), ReadKeyword);

    // esmtp-value      = 1*(%d33-60 / %d62-126)
    //                  ; any CHAR excluding "=", SP, and control characters
    // RFC 6531 §3.3:
    // esmtp-value      =/ UTF8-non-ascii
    private static readonly Parser<byte, string> Value =
        Run<string>(SetWithUtf8(Characters(33, 60) + Characters(62, 126)), ReadValue);

    // Mail-parameters  = esmtp-param *(SP esmtp-param)
    public static Parser<byte, Seq<Parameter>> OfMail { get; } = Of(MailParameters.Read);

    // Rcpt-parameters  = esmtp-param *(SP esmtp-param)
    public static Parser<byte, Seq<Parameter>> OfRcpt { get; } = Of(RcptParameters.Read);

    // esmtp-param      = esmtp-keyword ["=" esmtp-value]
    private static Parser<byte, Seq<Parameter>> Of(Func<string, string?, Parameter> read) =>
        Gap.Then(Parser.Map(
                (keyword, value) => read(keyword, value.GetValueOrDefault()),
                Keyword,
                Octet('=').Then(Value).Optional()))
            .Many()
            // Never [.. parameters]: that compiles, and makes an empty Seq.
            .Map(static parameters => Prelude.toSeq(parameters).Strict())
            .Where(static parameters => parameters.Count <= MostParameters);

    private static bool ReadKeyword(ReadOnlySpan<byte> octets, out string? keyword)
    {
        keyword = octets.IsEmpty || octets[0] == '-' ? null : Text.Read(octets);
        return keyword is not null;
    }

    private static bool ReadValue(ReadOnlySpan<byte> octets, out string? value)
    {
        value = octets.IsEmpty ? null : Text.Read(octets);
        return value is not null;
    }
}
