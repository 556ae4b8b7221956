using Smtp.Host.Storage;

namespace Smtp.Host.Web.Api;

/// <summary>A message as lists show it.</summary>
/// <param name="Id">Its name.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="Date">When it was written, as it says.</param>
/// <param name="From">Who wrote it.</param>
/// <param name="To">To whom.</param>
/// <param name="Cc">Who else was to know.</param>
/// <param name="Bcc">Recipients whom the header does not name.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Snippet">How its text begins.</param>
/// <param name="Size">Octets of content.</param>
/// <param name="Attachments">How many attachments it has.</param>
/// <param name="Unread">Whether nobody has read it.</param>
/// <param name="Mailboxes">The mailboxes that it lies in.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Session">The session that brought it; empty where none did.</param>
internal record MessageRow(
    string Id, DateTimeOffset ReceivedAt, DateTimeOffset? Date, IReadOnlyList<NamedAddress> From, IReadOnlyList<NamedAddress> To,
    IReadOnlyList<NamedAddress> Cc, IReadOnlyList<NamedAddress> Bcc, string Subject, string Snippet, long Size, int Attachments, bool Unread,
    IReadOnlyList<string> Mailboxes, IReadOnlyList<string> Tags, string Session)
{
    /// <summary>The row of an entry.</summary>
    public static MessageRow Of(MessageEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new(
            entry.Id.Text, entry.ReceivedAt, entry.Date, entry.Addresses.From, entry.Addresses.To, entry.Addresses.Cc, entry.Addresses.Bcc,
            entry.Subject, entry.Snippet, entry.Size, entry.Attachments, entry.Unread, entry.Mailboxes, entry.Tags, entry.Session);
    }
}
