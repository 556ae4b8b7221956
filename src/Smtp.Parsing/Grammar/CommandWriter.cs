using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Grammar;

/// <summary>Writes what a client speaks. What is written reads back as the same value.</summary>
public static class CommandWriter
{
    /// <summary>The command's line, without CRLF. It may hold UTF-8, and for AUTH and SASL lines it holds the secret.</summary>
    /// <exception cref="ArgumentException">The command is not one that a client speaks.</exception>
    public static string Write(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return command switch
        {
            Command.Helo helo => $"HELO {helo.Name}",
            Command.Ehlo ehlo => $"EHLO {ehlo.Name}",
            Command.Lhlo lhlo => $"LHLO {lhlo.Name}",
            Command.Mail mail => $"MAIL FROM:{(mail.Lenient ? " " : "")}{mail.From}{Write(mail.Parameters)}",
            Command.Rcpt rcpt => $"RCPT TO:{(rcpt.Lenient ? " " : "")}{rcpt.To}{Write(rcpt.Parameters)}",
            Command.Data => "DATA",
            Command.Bdat bdat => bdat.Last ? $"BDAT {bdat.Size} LAST" : $"BDAT {bdat.Size}",
            Command.StartTls => "STARTTLS",
            Command.Auth auth => auth.Initial.Case is Secret initial
                ? $"AUTH {auth.Mechanism} {(initial.Length == 0 ? "=" : Base64(initial))}"
                : $"AUTH {auth.Mechanism}",
            Command.SaslResponse sasl => Base64(sasl.Response),
            Command.SaslCancel => "*",
            Command.Rset => "RSET",
            Command.Noop => "NOOP",
            Command.Vrfy vrfy => $"VRFY {vrfy.Name}",
            Command.Expn expn => $"EXPN {expn.List}",
            Command.Help => "HELP",
            Command.Quit => "QUIT",
            Command.Malformed or Command.Answered or Command.BodyReceived or Command.BodyRefused or Command.ChunkReceived
                or Command.TlsStarted or Command.TlsFailed or Command.Desynchronised or Command.TimedOut or Command.Stopping
                or Command.Lost => throw new ArgumentException($"{command.GetType().Name} is not spoken.", nameof(command)),
            _ => throw new ArgumentException($"No line is known for {command.GetType().Name}.", nameof(command)),
        };
    }

    /// <summary>The parameter as it stands behind a path: <c>keyword</c> or <c>keyword=value</c>.</summary>
    /// <exception cref="ArgumentException">The parameter says nothing: a NOTIFY of nothing.</exception>
    public static string Write(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter switch
        {
            Parameter.Size size => $"SIZE={size.Octets}",
            Parameter.Body body => $"BODY={Name(body.Type)}",
            Parameter.SmtpUtf8 => "SMTPUTF8",
            Parameter.Return back => back.Content == ReturnContent.Full ? "RET=FULL" : "RET=HDRS",
            Parameter.EnvelopeId id => $"ENVID={Xtext.Encode(id.Value)}",
            Parameter.Auth auth => $"AUTH={(auth.Submitter.Case is Mailbox mailbox ? Xtext.Encode(mailbox.ToString()) : "<>")}",
            Parameter.RequireTls => "REQUIRETLS",
            Parameter.Notification notification => $"NOTIFY={Names(notification.Notify)}",
            Parameter.Original original => $"ORCPT={OriginalRecipients.Write(original.Recipient)}",
            Parameter.Unknown unknown => WithValue(unknown.Keyword, unknown.Value),
            Parameter.Invalid invalid => WithValue(invalid.Keyword, invalid.Value),
            _ => throw new ArgumentException($"No form is known for {parameter.GetType().Name}.", nameof(parameter)),
        };
    }

    private static string Write(Seq<Parameter> parameters) =>
        string.Concat(parameters.Map(static parameter => $" {Write(parameter)}"));

    private static string WithValue(string keyword, Option<string> value) =>
        value.Case is string text ? $"{keyword}={text}" : keyword;

    private static string Name(BodyType type) => type switch
    {
        BodyType.SevenBit => "7BIT",
        BodyType.EightBitMime => "8BITMIME",
        BodyType.BinaryMime => "BINARYMIME",
        _ => throw new ArgumentException($"No such body: {type}.", nameof(type)),
    };

    private static string Names(Notify notify)
    {
        if (notify == Notify.Never) return "NEVER";
        List<string> names = [];
        if (notify.HasFlag(Notify.Success)) names.Add("SUCCESS");
        if (notify.HasFlag(Notify.Failure)) names.Add("FAILURE");
        if (notify.HasFlag(Notify.Delay)) names.Add("DELAY");
        return names.Count > 0 && !notify.HasFlag(Notify.Never)
            ? string.Join(',', names)
            : throw new ArgumentException($"NOTIFY cannot say {notify}.", nameof(notify));
    }

    private static string Base64(Secret secret) => Convert.ToBase64String(secret.Reveal());
}
