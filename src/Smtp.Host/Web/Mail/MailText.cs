using System.Globalization;
using System.Text;
using MimeKit;
using MimeKit.Text;

namespace Smtp.Host.Web.Mail;

/// <summary>Text out of messages, as much of it as is wanted and no more.</summary>
internal static class MailText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a part, decoded, up to so many octets; empty where it has none.</summary>
    public static string Read(MailPart? part, int most) => Read(part, most, out _);

    /// <summary>The same, and whether it has more than that.</summary>
    public static string Read(MailPart? part, int most, out bool isCut)
    {
        isCut = false;
        if (part?.Entity is not MimePart { Content: { } content } mime) return "";
        // One octet more than wanted tells whether there are more.
        var octets = ReadOctets(content, most + 1);
        isCut = octets.Length > most;
        return Decode(octets.AsSpan(0, Math.Min(octets.Length, most)), mime.ContentType.CharsetEncoding);
    }

    /// <summary>What somebody sees of HTML, without its marks.</summary>
    public static string OfHtml(string html, int most)
    {
        var text = new StringBuilder();
        var hidden = 0;
        using var source = new StringReader(html);
        var tokens = new HtmlTokenizer(source) { DecodeCharacterReferences = true };
        while (text.Length < most && tokens.ReadNextToken(out var token))
        {
            switch (token)
            {
                case HtmlTagToken tag when tag.Id is HtmlTagId.Script or HtmlTagId.Style or HtmlTagId.Title or HtmlTagId.Head:
                    if (tag.IsEndTag) hidden = Math.Max(0, hidden - 1);
                    else if (!tag.IsEmptyElement) hidden++;
                    break;
                // A head that is never closed must not hide the body.
                case HtmlTagToken { Id: HtmlTagId.Body }: hidden = 0; break;
                case HtmlTagToken tag when IsBreak(tag.Id): text.Append('\n'); break;
                case HtmlDataToken data when hidden == 0: text.Append(data.Data); break;
                default: break;
            }
        }
        return text.Length > most ? text.ToString(0, most) : text.ToString();
    }

    /// <summary>How a text begins: one line, its spaces run together.</summary>
    public static string Snippet(string text, int most)
    {
        var snippet = new StringBuilder(most);
        var gap = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsWhiteSpace(rune) || IsInvisible(rune)) gap = snippet.Length > 0;
            else
            {
                if (snippet.Length + rune.Utf16SequenceLength + (gap ? 1 : 0) > most) break;
                if (gap) snippet.Append(' ');
                gap = false;
                snippet.Append(rune.ToString());
            }
        }
        return snippet.ToString();
    }

    /// <summary>A text of a header as one line, without what could not be seen.</summary>
    public static string OneLine(string? text, int most) => text is null ? "" : Snippet(text.Length > most * 4 ? text[..(most * 4)] : text, most);

    /// <summary>Octets as text: in the charset that they are said to be in, or in UTF-8 if they are that, or in Latin-1, which
    /// anything is.</summary>
    public static string Decode(ReadOnlySpan<byte> octets, Encoding? said)
    {
        if (octets.StartsWith("\xEF\xBB\xBF"u8)) octets = octets[3..];
        if (said is not null && said.CodePage is not (65001 or 20127)) return said.GetString(octets);
        try
        {
            return Strict.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            // Cut off within a character, or no UTF-8 at all?
            return said?.CodePage == 65001 ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets);
        }
    }

    private static byte[] ReadOctets(IMimeContent content, int most)
    {
        using var decoded = content.Open();
        using var octets = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (octets.Length < most && decoded.Read(buffer, 0, (int)Math.Min(buffer.Length, most - octets.Length)) is > 0 and var count)
            octets.Write(buffer, 0, count);
        return octets.ToArray();
    }

    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate || rune.Value is 0x034F or 0x00AD;

    private static bool IsBreak(HtmlTagId tag) => tag is HtmlTagId.Br or HtmlTagId.P or HtmlTagId.Div or HtmlTagId.TR or HtmlTagId.LI
        or HtmlTagId.H1 or HtmlTagId.H2 or HtmlTagId.H3 or HtmlTagId.H4 or HtmlTagId.TD or HtmlTagId.TH or HtmlTagId.HR or HtmlTagId.Table;
}
