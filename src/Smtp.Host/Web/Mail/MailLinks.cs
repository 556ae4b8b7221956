using System.Text;
using System.Text.RegularExpressions;
using MimeKit.Text;

namespace Smtp.Host.Web.Mail;

/// <summary>The links of a message: those of its HTML, and the addresses that stand in its text. Only <c>http</c>, <c>https</c> and
/// <c>mailto</c> are links; nothing is ever fetched.</summary>
internal static partial class MailLinks
{
    /// <summary>So many links of a message are told.</summary>
    public const int Most = 500;

    private const int Longest = 4096;
    private const int LongestText = 200;

    // What ends a sentence or a quotation does not belong to the address in front of it.
    private const string Trailing = ".,;:!?'*’”»…。，、）」";

    /// <summary>The links, each once: those of the HTML in their order with their words, then those that only the texts have.</summary>
    /// <param name="texts">The plain text of the message, and the text of its HTML.</param>
    /// <param name="html">Its HTML; empty where it has none.</param>
    public static IReadOnlyList<MailLink> Of(IEnumerable<string> texts, string html)
    {
        var links = new List<MailLink>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var link in InHtml(html).Concat(texts.SelectMany(InText).Select(found => new MailLink(found.Url, ""))))
        {
            if (links.Count == Most) break;
            if (known.Add(link.Url)) links.Add(link);
        }
        return links;
    }

    /// <summary>The addresses that stand in a text, and where.</summary>
    public static IEnumerable<(int Index, string Url)> InText(string text)
    {
        foreach (Match match in Addresses().Matches(text))
        {
            // Within angle brackets the address ends where they do (RFC 3986, Appendix C).
            var isBracketed = match.Index > 0 && text[match.Index - 1] == '<' && match.Index + match.Length < text.Length
                && text[match.Index + match.Length] == '>';
            var url = isBracketed ? match.Value : WithoutTail(match.Value);
            if (IsLink(url)) yield return (match.Index, url);
        }
    }

    private static IEnumerable<MailLink> InHtml(string html)
    {
        if (html.Length == 0) yield break;
        using var source = new StringReader(html);
        var tokens = new HtmlTokenizer(source) { DecodeCharacterReferences = true };
        string? open = null;
        var words = new StringBuilder();
        while (tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken { Id: HtmlTagId.A } tag:
                    // A link that is never closed ends where the next one begins.
                    if (open is not null) yield return new MailLink(open, MailText.OneLine(words.ToString(), LongestText));
                    open = tag.IsEndTag ? null : Address(tag);
                    words.Clear();
                    break;
                case HtmlTagToken { Id: HtmlTagId.Area, IsEndTag: false } area when Address(area) is { } url:
                    yield return new MailLink(url, MailText.OneLine(Value(area, HtmlAttributeId.Alt), LongestText));
                    break;
                case HtmlTagToken { Id: HtmlTagId.Image, IsEndTag: false } image when open is not null:
                    words.Append(' ').Append(Value(image, HtmlAttributeId.Alt));
                    break;
                case HtmlDataToken data when open is not null && words.Length < LongestText * 4: words.Append(data.Data); break;
                default: break;
            }
        }
        if (open is not null) yield return new MailLink(open, MailText.OneLine(words.ToString(), LongestText));
    }

    // As browsers read it: without white space around it, and without line ends and tabs within.
    private static string? Address(HtmlTagToken tag)
    {
        var url = Value(tag, HtmlAttributeId.Href)?.Trim().Replace("\r", "", StringComparison.Ordinal)
            .Replace("\n", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
        return url is not null && IsLink(url) ? url : null;
    }

    private static string? Value(HtmlTagToken tag, HtmlAttributeId id)
    {
        foreach (var attribute in tag.Attributes) if (attribute.Id == id) return attribute.Value;
        return null;
    }

    private static bool IsLink(string url)
    {
        if (url.Length > Longest || !Uri.TryCreate(url, UriKind.Absolute, out var uri)) return false;
        if (uri.Scheme == Uri.UriSchemeMailto) return url.Length > "mailto:".Length;
        return (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps) && uri.Host.Length > 0;
    }

    // A closing bracket stays where its opening one is in the address too, as in many of Wikipedia's.
    private static string WithoutTail(string url)
    {
        var (round, square) = (url.Count(one => one == ')') - url.Count(one => one == '('), url.Count(one => one == ']') - url.Count(one => one == '['));
        var end = url.Length;
        for (; end > 0; end--)
        {
            var last = url[end - 1];
            if (last == ')' && round > 0) round--;
            else if (last == ']' && square > 0) square--;
            else if (!Trailing.Contains(last, StringComparison.Ordinal)) break;
        }
        return url[..end];
    }

    [GeneratedRegex("""(?<![A-Za-z0-9])(?:https?://|mailto:)[^\s<>"“„«\\{}|^`]{1,5000}""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Addresses();
}

/// <summary>A link of a message.</summary>
/// <param name="Url">Where it leads, as it is written.</param>
/// <param name="Text">What its reader sees of it; empty where that is the address itself.</param>
internal sealed record MailLink(string Url, string Text);
