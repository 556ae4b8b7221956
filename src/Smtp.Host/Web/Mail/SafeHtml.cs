using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;

namespace Smtp.Host.Web.Mail;

/// <summary>The HTML of a message as a frame shows it. That it can do no harm there is the response's doing
/// (<see cref="Security.SecurityHeaders.Mail"/>); what no policy stops, such as connections made ahead of time, is taken out here,
/// and so is what could only be refused.</summary>
internal static partial class SafeHtml
{
    /// <summary>So many octets of HTML are read; what is beyond is left out.</summary>
    public const int MostHtml = 2 * 1024 * 1024;

    private const int MostHtmlWritten = 32 * 1024 * 1024;

    private static readonly string[] Schemes = ["https://", "http://", "mailto:", "tel:", "cid:"];

    // Links open a window of their own, and never take the place of the message.
    private const string Head = "<!DOCTYPE html><meta charset=\"utf-8\"><base target=\"_blank\">"
        + "<style>:root{color-scheme:light;background:#fff}body{margin:16px;font:15px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
        + "img{max-width:100%;height:auto}</style>";

    /// <summary>The HTML; null where the message has none.</summary>
    public static SafePage? Of(MailDocument document)
    {
        if (document.Html is null) return null;
        var source = MailText.Read(document.Html, MostHtml + 1);
        var isCut = source.Length > MostHtml;
        var page = new Writing(new InlineParts(document));
        return page.Write(isCut ? source[..MostHtml] : source, isCut);
    }

    [GeneratedRegex("<(?=[a-zA-Z/!?])", RegexOptions.CultureInvariant)]
    private static partial Regex Tags();

    private sealed class Writing(InlineParts parts)
    {
        private readonly StringBuilder _html = new(Head);
        private bool _hasRemote;

        public SafePage Write(string source, bool isCut)
        {
            using var reader = new StringReader(source);
            using var text = new StringWriter(_html, System.Globalization.CultureInfo.InvariantCulture);
            using var output = new HtmlWriter(text);
            var tokens = new HtmlTokenizer(reader) { DecodeCharacterReferences = false };
            var (inScript, inStyle) = (false, false);
            while (_html.Length < MostHtmlWritten && tokens.ReadNextToken(out var token))
            {
                switch (token)
                {
                    case HtmlTagToken { Id: HtmlTagId.Script } script: inScript = !script.IsEndTag && !script.IsEmptyElement; break;
                    case HtmlTagToken tag when IsDropped(tag) || !IsPlain(tag.Name): break;
                    case HtmlTagToken tag:
                        inStyle = tag.Id == HtmlTagId.Style && !tag.IsEndTag && !tag.IsEmptyElement;
                        Tag(output, tag);
                        break;
                    case HtmlScriptDataToken: break;
                    case HtmlDataToken when inScript: break;
                    case HtmlDataToken data: output.WriteMarkupText(inStyle ? WithoutTags(Style(data.Data)) : data.Data); break;
                    // Comments show nothing, and some are read as something else by somebody.
                    case HtmlCommentToken or HtmlDocTypeToken: break;
                    default: token.WriteTo(text); break;
                }
            }
            output.Flush();
            return new SafePage(_html.ToString(), _hasRemote, isCut || _html.Length >= MostHtmlWritten);
        }

        private void Tag(HtmlWriter output, HtmlTagToken tag)
        {
            if (tag.IsEndTag)
            {
                output.WriteMarkupText($"</{tag.Name}>");
                return;
            }
            var text = new StringBuilder("<").Append(tag.Name);
            foreach (var attribute in tag.Attributes)
            {
                var name = attribute.Name;
                if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || IsDropped(name) || !IsPlain(name)) continue;
                if (IsLink(name) && !LeadsSomewhere(attribute.Value ?? "")) continue;
                text.Append(' ').Append(name);
                // What the tokenizer gives is as it was written; it goes out in quotation marks whichever way it came.
                if (attribute.Value is { } value) text.Append("=\"").Append(Shown(name, value).Replace("\"", "&quot;", StringComparison.Ordinal)).Append('"');
            }
            output.WriteMarkupText(text.Append(tag.IsEmptyElement ? "/>" : ">").ToString());
        }

        private string Shown(string name, string value)
        {
            var isLoaded = name.ToLowerInvariant() is "src" or "srcset" or "background" or "poster" or "style" or "xlink:href" or "data" or "lowsrc" or "dynsrc";
            return isLoaded ? Style(value) : value;
        }

        private string Style(string text)
        {
            if (!_hasRemote)
                _hasRemote = text.Contains("http:", StringComparison.OrdinalIgnoreCase) && IsLoading(text)
                    || text.Contains("https:", StringComparison.OrdinalIgnoreCase) && IsLoading(text) || text.TrimStart().StartsWith("//", StringComparison.Ordinal);
            return parts.PutInto(text, MostHtmlWritten - _html.Length);
        }

        // A style sheet has no tags; what looks like one is for whoever reads it as something else.
        private static string WithoutTags(string style) => Tags().Replace(style.Replace("<!--", "", StringComparison.Ordinal), "\\3c ");

        // An address by itself is what an attribute loads; in a style sheet it stands within url() or behind @import.
        private static bool IsLoading(string text) => text.TrimStart().StartsWith("http", StringComparison.OrdinalIgnoreCase)
            || text.Contains("url(", StringComparison.OrdinalIgnoreCase) || text.Contains("@import", StringComparison.OrdinalIgnoreCase)
            || text.Contains(" http", StringComparison.OrdinalIgnoreCase) && text.Contains(',', StringComparison.Ordinal) && text.Length < 4096;

        private static bool IsLink(string name) => name.ToLowerInvariant() is "href" or "xlink:href";

        // To somewhere on the web, to somebody, or to another place in the message: never to a script, nor to pages of our own.
        private static bool LeadsSomewhere(string value)
        {
            // Browsers see past white space and controls, and past references to characters.
            var plain = new string([.. System.Net.WebUtility.HtmlDecode(value).Where(one => one > ' ' && !char.IsControl(one))]);
            return plain.StartsWith('#') || Schemes.Any(scheme => plain.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        }

        private static bool IsPlain(string name) => name.Length <= 64 && name.All(one => char.IsAsciiLetterOrDigit(one) || one is '-' or '_' or ':');

        private static bool IsDropped(HtmlTagToken tag) => tag.Id is HtmlTagId.Base or HtmlTagId.Link or HtmlTagId.Meta or HtmlTagId.IFrame
            or HtmlTagId.Frame or HtmlTagId.FrameSet or HtmlTagId.Object or HtmlTagId.Embed or HtmlTagId.Applet or HtmlTagId.Html or HtmlTagId.NoScript;

        private static bool IsDropped(string attribute) =>
            attribute.ToLowerInvariant() is "ping" or "formaction" or "action" or "autofocus" or "target" or "srcdoc" or "http-equiv" or "is" or "nonce";
    }
}

/// <summary>HTML that is ready for a frame.</summary>
/// <param name="Html">The HTML.</param>
/// <param name="HasRemote">Whether it would load something from elsewhere.</param>
/// <param name="IsCut">Whether it was too long to be shown whole.</param>
internal sealed record SafePage(string Html, bool HasRemote, bool IsCut);
