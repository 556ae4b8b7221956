using System.Globalization;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Grammar;

/// <summary>The parameters of MAIL, each read as its own RFC wants it.</summary>
internal static class MailParameters
{
    // RFC 3461 §4.4: at most 100 characters of the identifier itself.
    private const int MaxEnvelopeId = 100;

    /// <summary>What reads the value of a parameter; null for one that MAIL does not have.</summary>
    /// <param name="keyword">In upper case.</param>
    public static ValueReader? Reader(ReadOnlySpan<char> keyword) => keyword switch
    {
        "SIZE" => Size,
        "BODY" => Body,
        "SMTPUTF8" => static value => value.IsEmpty ? new Parameter.SmtpUtf8() : null,
        "RET" => Return,
        "ENVID" => EnvelopeId,
        "AUTH" => Auth,
        "REQUIRETLS" => static value => value.IsEmpty ? new Parameter.RequireTls() : null,
        _ => null,
    };

    // RFC 1870 §3:
    // size-value = 1*20DIGIT
    // Twenty digits may say more than a long holds. That is too much for anyone, so the largest long says the same.
    private static Parameter.Size? Size(ReadOnlySpan<byte> value)
    {
        if (value.Length is 0 or > 20 || value.ContainsAnyExceptInRange((byte)'0', (byte)'9')) return null;
        var fits = long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var octets);
        return new Parameter.Size(fits ? octets : long.MaxValue);
    }

    // RFC 6152 §2, RFC 3030 §3:
    // body-value = "7BIT" / "8BITMIME" / "BINARYMIME"
    private static Parameter.Body? Body(ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(value, "7BIT"u8) ? new Parameter.Body(BodyType.SevenBit)
        : Ascii.EqualsIgnoreCase(value, "8BITMIME"u8) ? new Parameter.Body(BodyType.EightBitMime)
        : Ascii.EqualsIgnoreCase(value, "BINARYMIME"u8) ? new Parameter.Body(BodyType.BinaryMime)
        : null;

    // RFC 3461 §4.3:
    // ret-value = "FULL" / "HDRS"
    private static Parameter.Return? Return(ReadOnlySpan<byte> value) =>
        Ascii.EqualsIgnoreCase(value, "FULL"u8) ? new Parameter.Return(ReturnContent.Full)
        : Ascii.EqualsIgnoreCase(value, "HDRS"u8) ? new Parameter.Return(ReturnContent.Headers)
        : null;

    // RFC 3461 §4.4:
    // envid-parameter = "ENVID=" xtext
    private static Parameter.EnvelopeId? EnvelopeId(ReadOnlySpan<byte> value) =>
        Xtext.Decode(value).Case is string { Length: > 0 and <= MaxEnvelopeId } id
            && Text.IsPrintableAscii(id)
            ? new Parameter.EnvelopeId(id)
            : null;

    // RFC 4954 §5: xtext of a mailbox, or "<>" for nobody that can be named.
    private static Parameter.Auth? Auth(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || Xtext.Decode(value).Case is not string submitter) return null;
        if (submitter == "<>") return new Parameter.Auth(Option<Mailbox>.None);
        return Mailboxes.Parse(submitter).Case is Mailbox mailbox ? new Parameter.Auth(mailbox) : null;
    }
}
