using Microsoft.Net.Http.Headers;
using MimeKit;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web.Mail;

/// <summary>A part of a message as a file to be saved. Whatever it is, no browser shows it or runs it.</summary>
internal static class PartFile
{
    /// <summary>Whether there is something in it to be saved.</summary>
    public static bool CanBeSaved(MailPart part) => part.Entity is MimePart or MessagePart;

    /// <summary>Writes it, decoded.</summary>
    /// <param name="context">The request.</param>
    /// <param name="part">The part.</param>
    /// <param name="type">As what: nothing that a browser would take for a page or a script.</param>
    /// <param name="stop">The client is gone.</param>
    public static async Task SendAsync(HttpContext context, MailPart part, string type, CancellationToken stop)
    {
        var headers = context.Response.Headers;
        context.Response.ContentType = type;
        headers.ContentSecurityPolicy = "sandbox; " + SecurityHeaders.Data;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(part.FileName.Length > 0 ? part.FileName : $"part-{part.Id}{(part.Entity is MessagePart ? ".eml" : "")}");
        headers.ContentDisposition = disposition.ToString();
        if (part.Entity is MimePart { Content: { } content }) await content.DecodeToAsync(context.Response.Body, stop);
        else if (part.Entity is MessagePart { Message: { } message }) await message.WriteToAsync(context.Response.Body, stop);
    }
}
