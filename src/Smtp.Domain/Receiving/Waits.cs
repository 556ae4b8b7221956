using Smtp.Domain.Mail;

namespace Smtp.Domain.Receiving;

/// <summary>How the states phrase what they want.</summary>
internal static class Waits
{
    // What the extensions add to MAIL and RCPT: SIZE 26 (RFC 1870 §3), BODY 17 (RFC 6152 §2), AUTH 500 (RFC 4954 §3),
    // SMTPUTF8 10 (RFC 6531 §3.1), RET and ENVID 500 and NOTIFY and ORCPT 500 (RFC 3461 §4), REQUIRETLS 11 (RFC 8689 §2).
    private const int OnMail = 26 + 17 + 500 + 10 + 500 + 11;
    private const int OnRcpt = 500;

    public static Want Nothing { get; } = new Want.Nothing();

    public static Want ForCommand(Settings settings) =>
        new Want.Line(LineKind.Command, Lines(settings), settings.Patience.Command);

    public static Want ForSasl(Settings settings) =>
        new Want.Line(LineKind.Sasl, Lines(settings), settings.Patience.Command);

    public static Want For(Client client, Question question) =>
        new Want.Verdict(question, client.Settings.Patience.Verdict);

    public static ContentRules Rules(Client client, Envelope envelope) => new(
        client.Settings.Limits.MessageSize,
        envelope.Options.Body == BodyType.BinaryMime ? 0 : client.Settings.Limits.TextLine,
        envelope.Options.Body == BodyType.BinaryMime ? None : client.Settings.BareLineEndings);

    private static LineLimits Lines(Settings settings)
    {
        var limits = settings.Limits;
        return new LineLimits(
            limits.CommandLine, limits.CommandLine + OnMail, limits.CommandLine + OnRcpt, limits.SaslLine);
    }
}
