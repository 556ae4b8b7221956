using MimeKit;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Mail;

/// <summary>What a message is listed and searched by.</summary>
internal static class MailSummary
{
    private const int MostSearched = 256 * 1024;
    private const int MostAddresses = 100;
    private const int SnippetLength = 250;

    /// <summary>What the index takes of a message.</summary>
    public static IndexedContent Of(StoredMessage stored, MailDocument document)
    {
        var message = document.Message;
        var text = Text(document);
        var attachments = document.Parts.Where(part => part.Role == MailPartRole.Attachment).ToList();
        return new IndexedContent(
            stored.Id, DateOf(message), MailText.OneLine(message.Subject, 1000), AddressesOf(message, stored.Envelope),
            MailText.OneLine(message.MessageId, 255), MailText.Snippet(text, SnippetLength), attachments.Count,
            document.Parts.Count(part => part.Role == MailPartRole.Inline),
            string.Join('\n', attachments.Select(part => part.FileName)), text, Tags(message));
    }

    /// <summary>The same for a message that cannot be read: what the envelope says.</summary>
    public static IndexedContent OfUnreadable(StoredMessage stored) => new(
        stored.Id, null, "", AddressesOf(null, stored.Envelope), "", "", 0, 0, "", "", []);

    /// <summary>When it was written, as it says; null where it does not.</summary>
    public static DateTimeOffset? DateOf(MimeMessage message) =>
        message.Headers.Contains(HeaderId.Date) && message.Date != default && message.Date.Year > 1900 ? message.Date : null;

    /// <summary>The addresses of its header. Where it names no sender, the envelope's; recipients whom it does not name are in Bcc.</summary>
    public static MessageAddresses AddressesOf(MimeMessage? message, StoredEnvelope envelope)
    {
        var from = Named(message?.From);
        if (from.Count == 0 && envelope.From.Length > 0) from = [new NamedAddress("", envelope.From)];
        var (to, cc) = (Named(message?.To), Named(message?.Cc));
        var named = to.Concat(cc).Select(one => one.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var bcc = envelope.To.Select(recipient => recipient.Address).Where(address => !named.Contains(address))
            .Distinct(StringComparer.OrdinalIgnoreCase).Take(MostAddresses).Select(address => new NamedAddress("", address)).ToList();
        return new MessageAddresses(from, to, cc, bcc, Named(message?.ReplyTo));
    }

    /// <summary>A tag as it is kept: letters, digits, spaces and <c>-_.</c>, 100 of them at most; empty where nothing is left.</summary>
    public static string Tag(string text)
    {
        var kept = new string([.. text.Where(one => char.IsLetterOrDigit(one) || one is ' ' or '-' or '_' or '.')]).Trim();
        return kept.Length > 100 ? kept[..100].Trim() : kept;
    }

    /// <summary>Whether it can be a tag as it is.</summary>
    public static bool IsTag(string text) => text.Length > 0 && Tag(text) == text;

    private static string Text(MailDocument document)
    {
        var text = MailText.Read(document.Text, MostSearched);
        if (document.Html is null || !string.IsNullOrWhiteSpace(text)) return text;
        return MailText.OfHtml(MailText.Read(document.Html, MostSearched), MostSearched);
    }

    private static List<NamedAddress> Named(InternetAddressList? list) => list is null ? [] :
    [
        .. list.Mailboxes.Take(MostAddresses)
            .Select(one => new NamedAddress(MailText.OneLine(one.Name, 255), MailText.OneLine(one.Address, 320))),
    ];

    // Mailpit's way to tag a message as it is sent.
    private static List<string> Tags(MimeMessage message) =>
    [
        .. (message.Headers["X-Tags"] ?? "").Split(',').Select(Tag).Where(tag => tag.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase).Take(20),
    ];
}
