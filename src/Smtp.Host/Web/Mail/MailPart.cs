using MimeKit;

namespace Smtp.Host.Web.Mail;

/// <summary>A part of a message.</summary>
/// <param name="Id">Its place: <c>1</c>, <c>2.1</c>; the parts of a multipart are counted from 1 (RFC 9051 §6.4.5.1).</param>
/// <param name="Depth">How many parts it is within.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Entity">The part itself.</param>
internal sealed record MailPart(string Id, int Depth, MailPartRole Role, MimeEntity Entity)
{
    /// <summary>Its media type, in lower case.</summary>
    public string MediaType => Entity.ContentType.MimeType.ToLowerInvariant();

    /// <summary>The name of its file; empty where it has none. Never a path.</summary>
    public string FileName => Plain(Entity switch
    {
        MimePart { FileName: { Length: > 0 } name } => name,
        _ => Entity.ContentDisposition?.FileName ?? Entity.ContentType.Name ?? "",
    });

    /// <summary>By which the text refers to it, without angle brackets; empty where it has none.</summary>
    public string ContentId => Entity.ContentId ?? "";

    private static string Plain(string name)
    {
        var file = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return MailText.OneLine(file, 255);
    }
}

/// <summary>What a part is for.</summary>
internal enum MailPartRole
{
    /// <summary>It holds other parts.</summary>
    Container,

    /// <summary>The plain text.</summary>
    Text,

    /// <summary>The text in HTML.</summary>
    Html,

    /// <summary>Something that the text shows.</summary>
    Inline,

    /// <summary>Something that comes with it.</summary>
    Attachment,
}
