using System.Text;
using System.Text.RegularExpressions;

namespace Smtp.Host.Web.Pages.Conversations;

/// <summary>What stands behind the base64 of AUTH (RFC 4954 §4), for people. A recording has no password in it, so neither has this.</summary>
internal static partial class Base64Words
{
    // What no client sees, and this does: the separator of AUTH PLAIN (RFC 4616 §2).
    private const char Nul = '\u2400';

    /// <summary>A line of a transcript with what its macros stand for.</summary>
    public static string OfMacros(string line) => Macro().Replace(line, match => Shown(Unescaped(match.Groups[1].Value)));

    /// <summary>What a challenge of the server says (<c>334 VXNlcm5hbWU6</c>); empty where the line is none.</summary>
    public static string OfChallenge(string line)
    {
        if (line is not ['3', '3', '4', ' ', .. { Length: > 0 and <= 4096 } base64]) return "";
        var octets = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, octets, out var length) ? Shown(Encoding.UTF8.GetString(octets, 0, length)) : "";
    }

    private static string Shown(string text) => Mail.Visible.Line(text.Replace('\0', Nul));

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length) plain.Append(text[i]);
            else plain.Append(text[++i] == '0' ? '\0' : text[i]);
        }
        return plain.ToString();
    }

    [GeneratedRegex("""\{b64:((?:[^\\}]|\\.)*)\}""", RegexOptions.CultureInvariant)]
    private static partial Regex Macro();
}
