using System.Text.Json.Serialization;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Mailpit;

/// <summary>A message in a list, and in the event that says it has come.</summary>
internal sealed record MailpitSummary(
    string ID, string MessageID, bool Read, NamedAddress From, IReadOnlyList<NamedAddress> To, IReadOnlyList<NamedAddress> Cc,
    IReadOnlyList<NamedAddress> Bcc, IReadOnlyList<NamedAddress> ReplyTo, string Subject, DateTimeOffset Created, string Username,
    IReadOnlyList<string> Tags, long Size, int Attachments, string Snippet)
{
    /// <summary>Nobody.</summary>
    public static NamedAddress Nobody { get; } = new("", "");

    /// <summary>The summary of an entry.</summary>
    public static MailpitSummary Of(MessageEntry entry) => new(
        entry.Id.Text, entry.MessageId, !entry.Unread, entry.Addresses.From is [var from, ..] ? from : Nobody, entry.Addresses.To,
        entry.Addresses.Cc, entry.Addresses.Bcc, entry.Addresses.ReplyTo, entry.Subject, entry.ReceivedAt, entry.User ?? "", entry.Tags,
        entry.Size, entry.Attachments, entry.Snippet);
}

/// <summary>A list of messages.</summary>
/// <param name="Total">Messages in all.</param>
/// <param name="Unread">Those of them that nobody has read.</param>
/// <param name="Count">Messages in this answer.</param>
/// <param name="MessagesCount">Messages that match.</param>
/// <param name="MessagesUnread">Those of them that nobody has read.</param>
/// <param name="Start">How many were left out first.</param>
/// <param name="Tags">All tags.</param>
/// <param name="Messages">The messages.</param>
internal sealed record MailpitList(
    [property: JsonPropertyName("total")] long Total,
    [property: JsonPropertyName("unread")] long Unread,
    [property: JsonPropertyName("count")] long Count,
    [property: JsonPropertyName("messages_count")] long MessagesCount,
    [property: JsonPropertyName("messages_unread")] long MessagesUnread,
    [property: JsonPropertyName("start")] int Start,
    [property: JsonPropertyName("tags")] IReadOnlyList<string> Tags,
    [property: JsonPropertyName("messages")] IReadOnlyList<MailpitSummary> Messages);

/// <summary>A message as a whole.</summary>
internal sealed record MailpitMessage(
    string ID, string MessageID, NamedAddress From, IReadOnlyList<NamedAddress> To, IReadOnlyList<NamedAddress> Cc,
    IReadOnlyList<NamedAddress> Bcc, IReadOnlyList<NamedAddress> ReplyTo, string ReturnPath, string Subject,
    MailpitUnsubscribe ListUnsubscribe, DateTimeOffset Date, IReadOnlyList<string> Tags, string Username, string Text,
    [property: JsonPropertyName("HTML")] string Html, long Size, IReadOnlyList<MailpitAttachment> Inline,
    IReadOnlyList<MailpitAttachment> Attachments);

/// <summary>A part that comes with a message, or that its text shows.</summary>
internal sealed record MailpitAttachment(
    string PartID, string FileName, string ContentType, string ContentID, long Size, MailpitChecksums Checksums);

/// <summary>The checksums of a part, decoded, in hexadecimal.</summary>
internal sealed record MailpitChecksums(string MD5, string SHA1, string SHA256);

/// <summary>What <c>List-Unsubscribe</c> offers (RFC 2369 §3.2, RFC 8058).</summary>
internal sealed record MailpitUnsubscribe(string Header, IReadOnlyList<string> Links, string Errors, string HeaderPost);
