using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Grammar;

/// <summary>The parameters of MAIL, each read as its own RFC wants it.</summary>
internal static class MailParameters
{
    // RFC 3461 §4.4: at most 100 characters of the identifier itself.
    private const int MaxEnvelopeId = 100;

    public static Parameter Read(string keyword, string? value) =>
        Known(keyword, value) ?? new Parameter.Invalid(keyword, value);

    // Null where the value is not as it should be.
    private static Parameter? Known(string keyword, string? value) => keyword.ToUpperInvariant() switch
    {
        "SIZE" => Size(value),
        "BODY" => Body(value),
        "SMTPUTF8" => value is null ? new Parameter.SmtpUtf8() : null,
        "RET" => Return(value),
        "ENVID" => EnvelopeId(value),
        "AUTH" => Auth(value),
        "REQUIRETLS" => value is null ? new Parameter.RequireTls() : null,
        _ => new Parameter.Unknown(keyword, value),
    };

    // RFC 1870 §3:
    // size-value = 1*20DIGIT
    // Twenty digits may say more than a long holds. That is too much for anyone, so the largest long says the same.
    private static Parameter.Size? Size(string? value)
    {
        if (value is null || value.Length is 0 or > 20 || value.AsSpan().ContainsAnyExceptInRange('0', '9')) return null;
        var fits = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var octets);
        return new Parameter.Size(fits ? octets : long.MaxValue);
    }

    // RFC 6152 §2, RFC 3030 §3:
    // body-value = "7BIT" / "8BITMIME" / "BINARYMIME"
    private static Parameter.Body? Body(string? value) => value?.ToUpperInvariant() switch
    {
        "7BIT" => new Parameter.Body(BodyType.SevenBit),
        "8BITMIME" => new Parameter.Body(BodyType.EightBitMime),
        "BINARYMIME" => new Parameter.Body(BodyType.BinaryMime),
        _ => null,
    };

    // RFC 3461 §4.3:
    // ret-value = "FULL" / "HDRS"
    private static Parameter.Return? Return(string? value) => value?.ToUpperInvariant() switch
    {
        "FULL" => new Parameter.Return(ReturnContent.Full),
        "HDRS" => new Parameter.Return(ReturnContent.Headers),
        _ => null,
    };

    // RFC 3461 §4.4:
    // envid-parameter = "ENVID=" xtext
    private static Parameter.EnvelopeId? EnvelopeId(string? value) =>
        value is not null && Xtext.Decode(value).Case is string { Length: > 0 and <= MaxEnvelopeId } id
            && Text.IsPrintableAscii(id)
            ? new Parameter.EnvelopeId(id)
            : null;

    // RFC 4954 §5: xtext of a mailbox, or "<>" for nobody that can be named.
    private static Parameter.Auth? Auth(string? value)
    {
        if (value is null || Xtext.Decode(value).Case is not string submitter) return null;
        if (submitter == "<>") return new Parameter.Auth(Option<Mailbox>.None);
        return Mailboxes.Parse(submitter).Case is Mailbox mailbox ? new Parameter.Auth(mailbox) : null;
    }
}
