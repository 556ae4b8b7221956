using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;

namespace Smtp.Host.Web.Pages;

/// <summary>Text in which addresses of the web are links.</summary>
internal static partial class Linked
{
    private const int MostLinks = 500;

    /// <summary>The text; everything in it but the links is text.</summary>
    public static RenderFragment Of(string text) => builder =>
    {
        var (at, links) = (0, 0);
        foreach (Match match in Addresses().Matches(text))
        {
            if (links++ == MostLinks) break;
            // What ends a sentence does not belong to the address.
            var url = match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', ']', '\'');
            builder.AddContent(0, text[at..match.Index]);
            builder.OpenElement(1, "a");
            builder.AddAttribute(2, "href", url);
            builder.AddAttribute(3, "target", "_blank");
            builder.AddAttribute(4, "rel", "noreferrer noopener");
            builder.AddContent(5, url);
            builder.CloseElement();
            at = match.Index + url.Length;
        }
        builder.AddContent(6, text[at..]);
    };

    [GeneratedRegex("""https?://[^\s<>"\\]{1,2000}""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Addresses();
}
