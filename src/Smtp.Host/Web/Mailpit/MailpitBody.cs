using MimeKit;
using MimeKit.Text;

namespace Smtp.Host.Web.Mailpit;

/// <summary>The body of a message that is sent: text, HTML, pictures within it and attachments.</summary>
internal static class MailpitBody
{
    /// <summary>The body.</summary>
    /// <exception cref="MailpitException">There is a file that is none.</exception>
    public static MimeEntity Of(MailpitSendRequest asked)
    {
        var files = (asked.Attachments ?? []).OfType<MailpitFile>().Select(Part).ToList();
        // A picture that no HTML could show comes as any other file.
        var shown = string.IsNullOrEmpty(asked.HTML) ? [] : files.Where(part => part.ContentId is not null).ToList();
        MimeEntity body = new TextPart(TextFormat.Plain) { Text = asked.Text ?? "" };
        if (!string.IsNullOrEmpty(asked.HTML))
        {
            MimeEntity html = new TextPart(TextFormat.Html) { Text = asked.HTML };
            if (shown.Count > 0) html = Join(new MultipartRelated(), [html, .. shown]);
            body = string.IsNullOrEmpty(asked.Text) ? html : Join(new MultipartAlternative(), [body, html]);
        }
        var others = files.Except(shown).ToList();
        return others.Count == 0 ? body : Join(new Multipart("mixed"), [body, .. others]);
    }

    private static Multipart Join(Multipart whole, IEnumerable<MimeEntity> parts)
    {
        foreach (var part in parts) whole.Add(part);
        return whole;
    }

    private static MimePart Part(MailpitFile file)
    {
        var name = string.IsNullOrWhiteSpace(file.Filename) ? "attachment" : file.Filename;
        if (file.Content is not { } octets) throw new MailpitException($"The attachment '{name}' has no content.");
        var id = file.ContentID?.Trim().Trim('<', '>') ?? "";
        if (id.Any(one => one is <= ' ' or > '~' or '<' or '>')) throw new MailpitException($"'{id}' is no Content-ID.");
        var part = new MimePart(TypeOf(file.ContentType, name))
        {
            Content = new MimeContent(new MemoryStream(octets)),
            ContentTransferEncoding = ContentEncoding.Base64,
            ContentDisposition = new ContentDisposition(id.Length > 0 ? ContentDisposition.Inline : ContentDisposition.Attachment),
            FileName = name,
        };
        if (id.Length > 0) part.ContentId = id;
        return part;
    }

    // What is made of parts itself is never base64 (RFC 2045 §6.4).
    private static ContentType TypeOf(string? said, string name) =>
        ContentType.TryParse(string.IsNullOrWhiteSpace(said) ? MimeTypes.GetMimeType(name) : said, out var type) && type is not null
            && !type.IsMimeType("multipart", "*") && !type.IsMimeType("message", "*")
            ? type
            : new ContentType("application", "octet-stream");
}
