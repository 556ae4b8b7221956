using MimeKit;
using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Pages.Conversations;

namespace Smtp.Host.Web.Api.Messages;

/// <summary>Opens messages, and tells what is in them, within bounds.</summary>
internal sealed class MessageDetails(SqliteStore store, MailReader reader)
{
    private const int MostText = 1024 * 1024;
    private const int MostFields = 1000;
    private const int MostValue = 16 * 1024;

    /// <summary>Everything about a message; null where it is not there any more.</summary>
    public async Task<MessageDetail?> ReadAsync(MessageEntry entry, CancellationToken stop)
    {
        if (await store.FindMessageAsync(entry.Id, stop) is not { } stored) return null;
        var isQueued = await store.CountQueueAsync(new QueueFilter(entry.Id), stop) > 0;
        using var document = await reader.OpenAsync(entry.Id, stop);
        return document is null ? null : await Task.Run(() => Read(entry, stored, document, isQueued), stop);
    }

    /// <summary>A message with its links and codes; null where it is not there any more.</summary>
    public async Task<ArrivedMessage?> ReadArrivedAsync(MessageEntry entry, CancellationToken stop)
    {
        using var document = await reader.OpenAsync(entry.Id, stop);
        return document is null ? null : await Task.Run(() => Read(entry, Texts.Of(document)), stop);
    }

    private static ArrivedMessage Read(MessageEntry entry, Texts texts) => new(MessageRow.Of(entry))
    {
        Codes = texts.CodesWith(entry.Subject),
        Links = texts.Links(),
    };

    private static MessageDetail Read(MessageEntry entry, StoredMessage stored, MailDocument document, bool isQueued)
    {
        var texts = Texts.Of(document);
        var fromHtml = string.IsNullOrWhiteSpace(texts.Plain) && texts.Html is not null;
        var headers = document.Message.Headers;
        return new MessageDetail(MessageRow.Of(entry))
        {
            Codes = texts.CodesWith(entry.Subject),
            Links = texts.Links(),
            MessageId = entry.MessageId,
            ReplyTo = entry.Addresses.ReplyTo,
            Text = fromHtml ? texts.Seen.Trim() : texts.Plain,
            TextIsFromHtml = fromHtml,
            Html = texts.Html,
            IsCut = texts.IsCut || headers.Count > MostFields || document.PartCount > MailDocument.MostParts || !document.IsWhole
                || headers.Any(header => header.Value?.Length > MostValue),
            Headers = [.. headers.Take(MostFields).Select(header => new HeaderField(header.Field, Cut(header.Value ?? "", MostValue)))],
            Parts = [.. document.Parts.Select(PartOf)],
            PartCount = document.PartCount,
            Envelope = EnvelopeOf(stored.Envelope, document.Message),
            Origin = OriginOf(stored.Origin),
            IsQueued = isQueued,
        };
    }

    private static MessagePartInfo PartOf(MailPart part) => new(
        part.Id, part.Depth, part.Role, part.MediaType, part.FileName, part.ContentId, part.Entity.ContentType.Charset ?? "",
        part.Entity is MimePart { Content.Stream: { CanSeek: true } stream } ? stream.Length : null);

    private static MessageEnvelope EnvelopeOf(StoredEnvelope envelope, MimeMessage message)
    {
        var named = message.To.Mailboxes.Concat(message.Cc.Mailboxes).Select(one => one.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new MessageEnvelope(envelope.From, EnvelopeWords.Of(envelope), [
            .. envelope.To.Select(one => new EnvelopeRecipient(one.Address, EnvelopeWords.Of(one), one.Mailbox, !named.Contains(one.Address))),
        ]);
    }

    private static MessageOrigin OriginOf(Origin origin) =>
        new(origin.Session, origin.Peer, origin.Hello, origin.Protocol, origin.Tls, origin.User);

    private static string Cut(string text, int most) => text.Length > most ? text[..most] : text;

    /// <summary>The texts of a message.</summary>
    /// <param name="Plain">Its plain text.</param>
    /// <param name="Html">Its HTML; null where it has none.</param>
    /// <param name="Seen">What is seen of the HTML.</param>
    /// <param name="IsCut">Whether there is more of them.</param>
    private sealed record Texts(string Plain, string? Html, string Seen, bool IsCut)
    {
        public IReadOnlyList<MailLink> Links() => MailLinks.Of([Plain, Seen], Html ?? "");

        public IReadOnlyList<string> CodesWith(string subject) => OneTimeCodes.Of(subject, Plain, Seen);

        public static Texts Of(MailDocument document)
        {
            var plain = MailText.Read(document.Text, MostText, out var plainIsCut);
            var html = MailText.Read(document.Html, MostText, out var htmlIsCut);
            return new Texts(plain, document.Html is null ? null : html, MailText.OfHtml(html, MostText), plainIsCut || htmlIsCut);
        }
    }
}
