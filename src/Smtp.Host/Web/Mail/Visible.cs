using System.Globalization;
using System.Text;

namespace Smtp.Host.Web.Mail;

/// <summary>Text of strangers as a page shows it: what could not be seen, or would turn the direction of the text, is spelt out.</summary>
internal static class Visible
{
    /// <summary>Many lines.</summary>
    public static string Text(string text) => Spell(text, keepLines: true);

    /// <summary>One line.</summary>
    public static string Line(string text) => Spell(text, keepLines: false);

    private static string Spell(string text, bool keepLines)
    {
        var shown = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var one = text[i];
            if (one == '\r' && keepLines && i + 1 < text.Length && text[i + 1] == '\n') continue;
            if (one == '\t' || one == '\n' && keepLines) shown.Append(one);
            else if (char.IsSurrogate(one))
            {
                var isPair = char.IsHighSurrogate(one) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
                if (isPair) shown.Append(one).Append(text[++i]);
                else shown.Append('\uFFFD');
            }
            else if (IsHidden(one)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)one:X4}");
            else shown.Append(one);
        }
        return shown.ToString();
    }

    // A soft hyphen or a joiner is a part of words; controls and marks that turn the direction are not.
    private static bool IsHidden(char one) => char.IsControl(one)
        || char.GetUnicodeCategory(one) == UnicodeCategory.Format && one is not ('\u00AD' or '\u200C' or '\u200D')
        || one is '\u2028' or '\u2029';
}
