using MimeKit;
using Smtp.Host.Storage;
using Smtp.Host.Web.Mail;
using Smtp.Host.Web.Pages.Models;

namespace Smtp.Host.Web.Pages;

/// <summary>The sides of a message. Each has its bounds, whatever somebody sent.</summary>
internal sealed class MessageTabs(SqliteStore store, MailReader reader, SessionPages sessions)
{
    private const int MostText = 512 * 1024;
    private const int MostSource = 256 * 1024;
    private const int MostFields = 300;
    private const int MostValue = 4000;
    private const int MostParts = 200;
    private const int MostAttachments = 50;

    /// <summary>A side of a message; the one that is best to read where none is named. Null where it is not there any more.</summary>
    public async Task<MessageModel?> ReadAsync(MessageEntry entry, MailPlace place, MessageTab? wanted, bool remote, CancellationToken stop)
    {
        if (await store.FindMessageAsync(entry.Id, stop) is not { } stored) return null;
        var isQueued = (await store.ListQueueAsync(new QueueFilter(entry.Id), 1, stop)).Count > 0;
        using var document = await reader.OpenAsync(entry.Id, stop);
        if (document is null) return null;
        var tab = wanted ?? (document.Html is not null ? MessageTab.Html : MessageTab.Text);
        var content = tab switch
        {
            MessageTab.Html => await Task.Run(() => Html(document, entry, remote), stop),
            MessageTab.Text => await Task.Run(() => Text(document), stop),
            MessageTab.Source => await SourceAsync(entry, stop),
            MessageTab.Headers => Headers(document),
            MessageTab.Parts => new TabModel.Parts([.. document.Parts.Take(MostParts).Select(PartOf)], document.PartCount),
            MessageTab.Envelope => new TabModel.Envelope(),
            MessageTab.Conversation => new TabModel.Conversation(await sessions.ReadAsync(stored.Origin.Session, entry.Id.Text, stop)),
            _ => throw new InvalidOperationException($"There is no side {tab}."),
        };
        List<PartModel> attachments =
            [.. document.Parts.Where(part => part.Role is MailPartRole.Attachment).Take(MostAttachments).Select(PartOf)];
        return new MessageModel(entry, stored, place, tab, content, document.Html is not null, attachments, document.PartCount, isQueued);
    }

    private static TabModel Html(MailDocument document, MessageEntry entry, bool remote)
    {
        if (SafeHtml.Of(document) is not { } page) return new TabModel.Unreadable("This message has no HTML.");
        return new TabModel.Html($"/mail/{entry.Id.Text}/frame{(remote ? "?remote=1" : "")}", page.HasRemote, remote, page.IsCut);
    }

    private static TabModel.Text Text(MailDocument document)
    {
        var text = MailText.Read(document.Text, MostText + 1);
        var fromHtml = string.IsNullOrWhiteSpace(text) && document.Html is not null;
        if (fromHtml) text = MailText.OfHtml(MailText.Read(document.Html, MostText), MostText + 1);
        var isCut = text.Length > MostText;
        return new TabModel.Text(Visible.Text(isCut ? text[..MostText] : text), isCut, fromHtml);
    }

    private async Task<TabModel> SourceAsync(MessageEntry entry, CancellationToken stop)
    {
        await using var content = await store.OpenContentAsync(entry.Id, stop);
        if (content is null) return new TabModel.Unreadable("This message is gone.");
        var octets = new byte[MostSource];
        var length = await content.ReadAtLeastAsync(octets, octets.Length, throwOnEndOfStream: false, stop);
        return new TabModel.Source(Visible.Text(MailText.Decode(octets.AsSpan(0, length), null)), entry.Size > length);
    }

    private static TabModel.Headers Headers(MailDocument document)
    {
        var headers = document.Message.Headers;
        return new TabModel.Headers(
            [.. headers.Take(MostFields).Select(header => new FieldModel(Visible.Line(Short(header.Field, 200)), Visible.Line(Short(header.Value ?? "", MostValue))))],
            headers.Count, headers.Count > MostFields || !document.IsWhole);
    }

    private static PartModel PartOf(MailPart part) => new(
        part.Id, part.Depth, part.Role switch
        {
            MailPartRole.Container => "",
            MailPartRole.Text => "text",
            MailPartRole.Html => "HTML",
            MailPartRole.Inline => "inline",
            MailPartRole.Attachment => "attachment",
            _ => throw new InvalidOperationException($"No words for {part.Role}."),
        },
        Visible.Line(Short(part.MediaType, 100)), part.FileName, Facts(part), OctetsOf(part));

    private static string Facts(MailPart part)
    {
        var facts = new List<string>();
        if (part.Entity.ContentType.Charset is { Length: > 0 } charset) facts.Add(Short(charset, 40));
        if (part.Entity is MimePart { ContentTransferEncoding: not ContentEncoding.Default } mime)
            facts.Add(mime.ContentTransferEncoding switch
            {
                ContentEncoding.SevenBit => "7bit",
                ContentEncoding.EightBit => "8bit",
                ContentEncoding.QuotedPrintable => "quoted-printable",
                ContentEncoding.UUEncode => "uuencode",
                var other => other.ToString().ToLowerInvariant(),
            });
        if (part.ContentId.Length > 0) facts.Add($"<{Short(part.ContentId, 80)}>");
        return Visible.Line(string.Join(", ", facts));
    }

    // Decoding it only to count would read it all: of base64 three quarters are left, give or take the line ends.
    private static long? OctetsOf(MailPart part)
    {
        if (part.Entity is not MimePart { Content.Stream: { CanSeek: true } stream } mime) return null;
        return mime.ContentTransferEncoding == ContentEncoding.Base64 ? stream.Length * 73 / 100 : stream.Length;
    }

    private static string Short(string text, int most) => text.Length > most ? string.Concat(text.AsSpan(0, most), " …") : text;
}
