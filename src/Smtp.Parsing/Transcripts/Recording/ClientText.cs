using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Smtp.Domain.Mail;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>Writes what a client sent, as <see cref="ClientLines"/> reads it.</summary>
internal static class ClientText
{
    private const int MostPlain = 4096;

    /// <summary>A line with its CRLF, or any octets without one.</summary>
    public static string Line(ReadOnlySpan<byte> octets)
    {
        var text = octets.EndsWith("\r\n"u8) && octets.Length < MostPlain ? Spelling.Plain(octets[..^2]) : null;
        return text is null || text.Contains("{b64:", StringComparison.Ordinal) || text.Contains("{id:", StringComparison.Ordinal)
            ? $"C\" {Spelling.Escape(octets)}\""
            : Line(text);
    }

    /// <summary>The same, into a recording.</summary>
    public static void Write(ReadOnlySpan<byte> octets, LineBuffer lines)
    {
        // Nearly every line is short and ASCII, and has no brace that could be taken for a macro.
        if (octets.EndsWith("\r\n"u8) && octets.Length < MostPlain && Spelling.IsPlainAscii(octets[..^2]) && !octets.Contains((byte)'{'))
            lines.Add("C:"u8, octets[..^2]);
        else
            lines.Add(Line(octets));
    }

    /// <summary>A line of text, CRLF not counted.</summary>
    public static string Line(string text) => text.Length == 0 ? "C:" : $"C: {text}";

    /// <summary>Content, line by line.</summary>
    public static void Write(List<byte> content, LineBuffer lines)
    {
        for (var octets = CollectionsMarshal.AsSpan(content); !octets.IsEmpty;)
        {
            var end = octets.IndexOf("\r\n"u8);
            var length = end < 0 ? octets.Length : end + 2;
            Write(octets[..length], lines);
            octets = octets[length..];
        }
    }

    /// <summary>A line of so many octets, of which only the beginning is kept, and CRLF is its end.</summary>
    public static IEnumerable<Told> Long(byte[] beginning, long length)
    {
        if (beginning.Length > 0) yield return $"C\" {Spelling.Escape(beginning)}\"";
        yield return Invariant($"C* {Math.Max(1, length - beginning.Length - 2)} \"x\"");
        yield return "C\" \\r\\n\"";
    }

    /// <summary>What was wrong with content.</summary>
    public static string Fault(BodyFault fault) => fault switch
    {
        BodyFault.TooBig => " refused too-big",
        BodyFault.BareLineEnding => " refused bare-line-ending",
        BodyFault.LineTooLong => " refused line-too-long",
        BodyFault.NoStorage => " refused no-storage",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };

    /// <summary>Text in base64: as a macro where it can be read, else as it is.</summary>
    public static string Base64(string text)
    {
        if (Spelling.Unprintable(text.Replace("\0", "", StringComparison.Ordinal)) >= 0)
            return Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
        var macro = new StringBuilder("{b64:");
        foreach (var character in text)
        {
            if (character is '\\' or '}') macro.Append('\\');
            macro.Append(character == '\0' ? "\\0" : character.ToString());
        }
        return macro.Append('}').ToString();
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
