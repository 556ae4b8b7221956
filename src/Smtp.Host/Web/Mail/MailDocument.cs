using MimeKit;

namespace Smtp.Host.Web.Mail;

/// <summary>A message that is open for reading. Its contents stay in the store until they are asked for.</summary>
internal sealed class MailDocument : IDisposable
{
    /// <summary>So many parts are told of; more than that no reader looks at.</summary>
    public const int MostParts = 1000;

    private readonly Stream _content;
    private readonly Action _closed;
    private int _disposed;

    /// <param name="message">The message.</param>
    /// <param name="content">Where its contents are read from.</param>
    /// <param name="isWhole">Whether it was read to its end.</param>
    /// <param name="closed">What is done when it is closed.</param>
    public MailDocument(MimeMessage message, Stream content, bool isWhole, Action closed)
    {
        (Message, _content, IsWhole, _closed) = (message, content, isWhole, closed);
        Parts = Walk(message.Body, out var count);
        PartCount = count;
        Text = Parts.FirstOrDefault(part => part.Role == MailPartRole.Text);
        Html = Parts.FirstOrDefault(part => part.Role == MailPartRole.Html);
    }

    /// <summary>The message.</summary>
    public MimeMessage Message { get; }

    /// <summary>Whether it was read to its end; a header beyond reason is not.</summary>
    public bool IsWhole { get; }

    /// <summary>Its parts, the first thousand, each behind those that it is within.</summary>
    public IReadOnlyList<MailPart> Parts { get; }

    /// <summary>How many parts it has.</summary>
    public int PartCount { get; }

    /// <summary>Its plain text; null where it has none.</summary>
    public MailPart? Text { get; }

    /// <summary>Its text in HTML; null where it has none.</summary>
    public MailPart? Html { get; }

    /// <summary>A part by its place; null where there is none.</summary>
    public MailPart? Find(string id) => Parts.FirstOrDefault(part => part.Id == id);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        Message.Dispose();
        _content.Dispose();
        _closed();
    }

    private static List<MailPart> Walk(MimeEntity? body, out int count)
    {
        var parts = new List<MailPart>();
        count = 0;
        if (body is null) return parts;
        var (hasText, hasHtml) = (false, false);
        var todo = new Stack<(MimeEntity Entity, string Id, int Depth, bool Related)>();
        todo.Push((body, body is Multipart ? "" : "1", 0, false));
        while (todo.TryPop(out var next))
        {
            count++;
            var role = RoleOf(next.Entity, next.Related, ref hasText, ref hasHtml);
            // The outermost multipart has no number of its own, as in IMAP.
            if (parts.Count < MostParts) parts.Add(new MailPart(next.Id.Length == 0 ? "0" : next.Id, next.Depth, role, next.Entity));
            if (next.Entity is not Multipart multipart) continue;
            for (var i = multipart.Count - 1; i >= 0; i--)
            {
                var id = Configuration.Quantities.Write(i + 1);
                todo.Push((multipart[i], next.Id.Length == 0 ? id : $"{next.Id}.{id}", next.Depth + 1, multipart is MultipartRelated));
            }
        }
        return parts;
    }

    private static MailPartRole RoleOf(MimeEntity entity, bool related, ref bool hasText, ref bool hasHtml)
    {
        if (entity is Multipart) return MailPartRole.Container;
        if (entity.IsAttachment || entity is MessagePart) return MailPartRole.Attachment;
        if (entity is TextPart { IsHtml: true } && !hasHtml)
        {
            hasHtml = true;
            return MailPartRole.Html;
        }
        if (entity is TextPart { IsHtml: false } text && !hasText && (text.IsPlain || text.FileName is null))
        {
            hasText = true;
            return MailPartRole.Text;
        }
        var isShown = related || entity.ContentId is not null
            || entity.ContentDisposition is { Disposition: { } disposition } && disposition.Equals("inline", StringComparison.OrdinalIgnoreCase);
        return isShown ? MailPartRole.Inline : MailPartRole.Attachment;
    }
}
