using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>Parameters of MAIL and RCPT as they stand on the wire.</summary>
internal static class EnvelopeWords
{
    public static string Of(MailOptions options)
    {
        var words = new List<string>();
        if (options.Size.Case is long size) words.Add(string.Create(CultureInfo.InvariantCulture, $"SIZE={size}"));
        if (options.Body != BodyType.SevenBit) words.Add(options.Body == BodyType.EightBitMime ? "BODY=8BITMIME" : "BODY=BINARYMIME");
        if (options.SmtpUtf8) words.Add("SMTPUTF8");
        if (options.Return.Case is ReturnContent content) words.Add(content == ReturnContent.Full ? "RET=FULL" : "RET=HDRS");
        if (options.EnvelopeId.Case is string id) words.Add($"ENVID={id}");
        if (options.Submitter.Case is Mailbox submitter) words.Add($"AUTH={submitter}");
        if (options.RequireTls) words.Add("REQUIRETLS");
        return string.Join(' ', words);
    }

    public static string Of(StoredEnvelope envelope)
    {
        var words = new List<string>();
        if (envelope.Body != "7BIT") words.Add($"BODY={envelope.Body}");
        if (envelope.SmtpUtf8) words.Add("SMTPUTF8");
        if (envelope.Return is { } content) words.Add($"RET={content}");
        if (envelope.EnvelopeId is { } id) words.Add($"ENVID={id}");
        if (envelope.Submitter is { } submitter) words.Add($"AUTH={submitter}");
        if (envelope.RequireTls) words.Add("REQUIRETLS");
        return string.Join(' ', words);
    }

    public static string Of(StoredRecipient recipient)
    {
        var words = new List<string>();
        if (recipient.Notify is { } notify) words.Add($"NOTIFY={notify}");
        if (recipient.OriginalRecipient is { } original) words.Add($"ORCPT={original}");
        return string.Join(' ', words);
    }
}
