using System.Text;
using LanguageExt;
using MimeKit;
using MimeKit.Utils;
using Smtp.Domain.Mail;
using Smtp.Host.Web.Mail;
using Smtp.Parsing.Grammar;

namespace Smtp.Host.Web.Mailpit;

/// <summary>Makes a message of what <c>/send</c> is given (RFC 5322, RFC 2045).</summary>
internal static class MailpitLetter
{
    // They have a place of their own in the request, or say what follows, which nobody else knows.
    private static readonly string[] Ours = ["From", "To", "Cc", "Bcc", "Reply-To", "Subject", "Date", "MIME-Version"];

    /// <summary>The message and its envelope. Those in <c>Bcc</c> are on the envelope alone.</summary>
    /// <exception cref="MailpitException">No message can be made of it.</exception>
    public static (MimeMessage Message, Envelope Envelope) Of(MailpitSendRequest asked, string hostName, DateTimeOffset now)
    {
        var message = new MimeMessage { Date = now, MessageId = MimeUtils.GenerateMessageId(hostName), Subject = Line(asked.Subject) };
        var (sender, from) = Address("From", asked.From);
        message.From.Add(from);
        var people = new List<Mailbox> { sender };
        var recipients = new List<Mailbox>();
        foreach (var (field, list, addresses) in new[]
        {
            ("To", message.To, asked.To), ("Cc", message.Cc, asked.Cc), ("Reply-To", message.ReplyTo, asked.ReplyTo),
        })
        {
            foreach (var one in addresses ?? [])
            {
                var (mailbox, named) = Address(field, one);
                list.Add(named);
                people.Add(mailbox);
                if (field != "Reply-To") recipients.Add(mailbox);
            }
        }
        foreach (var one in asked.Bcc ?? []) recipients.Add(Address("Bcc", new MailpitPerson(one, null)).Mailbox);
        if (recipients.Count == 0) throw new MailpitException("There is no recipient: give To, Cc or Bcc.");
        if (asked.Tags is { Count: > 0 } tags) message.Headers.Add("X-Tags", string.Join(", ", tags.OfType<string>().Select(MailSummary.Tag)));
        foreach (var (name, value) in asked.Headers ?? new Dictionary<string, string?>()) AddHeader(message, name, value ?? "");
        message.Body = MailpitBody.Of(asked);
        message.Prepare(EncodingConstraint.SevenBit);
        var international = people.Concat(recipients).Any(one => !one.IsAscii);
        var options = new MailOptions { SmtpUtf8 = international, Body = international ? BodyType.EightBitMime : BodyType.SevenBit };
        var all = recipients.DistinctBy(one => one.ToString()).Select(one => Recipient.Of(new ForwardPath.Of(one)));
        return (message, new Envelope(new ReversePath.Of(sender), options, Prelude.toSeq(all).Strict()));
    }

    private static (Mailbox Mailbox, MailboxAddress Named) Address(string field, MailpitPerson? person)
    {
        var text = person?.Email?.Trim() ?? "";
        if (Mailboxes.Parse(text).Case is not Mailbox mailbox || !MailboxAddress.TryParse(text, out var named))
            throw new MailpitException(text.Length == 0 ? $"{field} lacks an address." : $"{field}: '{text}' is no address.");
        named.Name = Line(person?.Name);
        return (mailbox, named);
    }

    private static void AddHeader(MimeMessage message, string name, string value)
    {
        if (Ours.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase))
            throw new MailpitException($"The header '{name}' cannot be set in Headers.");
        // RFC 5322 §3.6.8; a line end in a value would begin another field.
        if (name.Length is 0 or > 76 || name.Any(one => one is <= ' ' or > '~' or ':'))
            throw new MailpitException($"'{name}' is no name of a header.");
        if (value.Any(one => char.IsControl(one) && one != '\t'))
            throw new MailpitException($"The header '{name}' has more than one line.");
        message.Headers.Replace(new Header(Encoding.UTF8, name, value));
    }

    private static string Line(string? text) => text is null ? "" : new string([.. text.Select(one => char.IsControl(one) ? ' ' : one)]);
}
