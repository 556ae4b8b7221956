using Microsoft.AspNetCore.Components;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Web.Pages;

/// <summary>Text in which addresses of the web are links.</summary>
internal static class Linked
{
    private const int MostLinks = 500;

    /// <summary>The text; everything in it but the links is text.</summary>
    public static RenderFragment Of(string text) => builder =>
    {
        var at = 0;
        foreach (var (index, url) in MailLinks.InText(text).Where(link => !link.Url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase)).Take(MostLinks))
        {
            builder.AddContent(0, text[at..index]);
            builder.OpenElement(1, "a");
            builder.AddAttribute(2, "href", url);
            builder.AddAttribute(3, "target", "_blank");
            builder.AddAttribute(4, "rel", "noreferrer noopener");
            builder.AddContent(5, url);
            builder.CloseElement();
            at = index + url.Length;
        }
        builder.AddContent(6, text[at..]);
    };
}
