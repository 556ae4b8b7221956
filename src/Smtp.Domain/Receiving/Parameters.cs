using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>What the parameters of MAIL and RCPT mean, each only where its extension is offered: else 555, as for a keyword
/// that nobody knows (RFC 5321 §4.1.1.11). A parameter given twice is an error.</summary>
internal static class Parameters
{
    public static (MailOptions Options, Seq<Reply>? Error) OfMail(Client client, Seq<Parameter> parameters)
    {
        if (parameters.IsEmpty) return (MailOptions.None, null);
        var (size, body, utf8, tls) = (Option<long>.None, BodyType.SevenBit, false, false);
        var (returned, id, submitter) = (Option<ReturnContent>.None, Option<string>.None, Option<Mailbox>.None);
        for (var index = 0; index < parameters.Count; index++)
        {
            var parameter = parameters[index];
            if (Problem(client, parameter, parameters, index) is { } error) return (MailOptions.None, error);
            switch (parameter)
            {
                case Parameter.Size one: size = one.Octets; break;
                case Parameter.Body one: body = one.Type; break;
                case Parameter.SmtpUtf8: utf8 = true; break;
                case Parameter.Return one: returned = one.Content; break;
                case Parameter.EnvelopeId one: id = one.Value; break;
                // Whoever has not proved who it is cannot vouch for another (RFC 4954 §5).
                case Parameter.Auth one: submitter = client.User.IsSome ? one.Submitter : None; break;
                case Parameter.RequireTls: tls = true; break;
                default: return (MailOptions.None, Replies.UnknownParameter(Keyword(parameter)));
            }
        }
        return (new MailOptions
        {
            Size = size,
            Body = body,
            SmtpUtf8 = utf8,
            Return = returned,
            EnvelopeId = id,
            Submitter = submitter,
            RequireTls = tls,
        }, null);
    }

    public static (Recipient Recipient, Seq<Reply>? Error) OfRcpt(Client client, Command.Rcpt rcpt)
    {
        var (notify, original) = (Notify.Unspecified, Option<OriginalRecipient>.None);
        for (var index = 0; index < rcpt.Parameters.Count; index++)
        {
            var parameter = rcpt.Parameters[index];
            if (Problem(client, parameter, rcpt.Parameters, index) is { } error) return (Recipient.Of(rcpt.To), error);
            switch (parameter)
            {
                case Parameter.Notification one: notify = one.Notify; break;
                case Parameter.Original one: original = one.Recipient; break;
                default: return (Recipient.Of(rcpt.To), Replies.UnknownParameter(Keyword(parameter)));
            }
        }
        return (new Recipient(rcpt.To, notify, original), null);
    }

    private static Seq<Reply>? Problem(Client client, Parameter parameter, Seq<Parameter> all, int index)
    {
        if (!Offered(client, parameter)) return Replies.UnknownParameter(Keyword(parameter));
        if (parameter is Parameter.Invalid) return Replies.BadParameter(Keyword(parameter));
        var keyword = Keyword(parameter);
        for (var earlier = 0; earlier < index; earlier++)
            if (Keyword(all[earlier]) == keyword) return Replies.RepeatedParameter(keyword);
        return null;
    }

    private static bool Offered(Client client, Parameter parameter) =>
        client.Hello.Kind != HelloKind.Helo && OfferedTo(client, parameter is Parameter.Body body
            ? body.Type == BodyType.BinaryMime ? "BINARYMIME" : "BODY"
            : Keyword(parameter));

    private static bool OfferedTo(Client client, string keyword) => keyword switch
    {
        "SIZE" => Offers.Has(client.Settings, ExtensionSet.Size),
        "BODY" => Offers.Has(client.Settings, ExtensionSet.EightBitMime),
        "BINARYMIME" => Offers.BinaryMime(client.Settings),
        "SMTPUTF8" => Offers.SmtpUtf8(client.Settings),
        "RET" or "ENVID" or "NOTIFY" or "ORCPT" => Offers.Has(client.Settings, ExtensionSet.Dsn),
        "AUTH" => Offers.Auth(client.Link, client.Tls),
        "REQUIRETLS" => Offers.RequireTls(client.Settings, client.Tls),
        _ => false,
    };

    private static string Keyword(Parameter parameter) => parameter switch
    {
        Parameter.Size => "SIZE",
        Parameter.Body => "BODY",
        Parameter.SmtpUtf8 => "SMTPUTF8",
        Parameter.Return => "RET",
        Parameter.EnvelopeId => "ENVID",
        Parameter.Auth => "AUTH",
        Parameter.RequireTls => "REQUIRETLS",
        Parameter.Notification => "NOTIFY",
        Parameter.Original => "ORCPT",
        Parameter.Unknown unknown => unknown.Keyword.ToUpperInvariant(),
        Parameter.Invalid invalid => invalid.Keyword.ToUpperInvariant(),
        _ => throw new InvalidOperationException($"No keyword is known for {parameter.GetType().Name}."),
    };
}
