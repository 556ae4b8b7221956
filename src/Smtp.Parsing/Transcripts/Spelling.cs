using System.Globalization;
using System.Text;

namespace Smtp.Parsing.Transcripts;

/// <summary>What is wrong with a line, and where in it (columns count from 1).</summary>
internal sealed record Flaw(int Column, string Message);

/// <summary>How octets, sizes and times are spelled in transcripts.</summary>
internal static class Spelling
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a quoted text; <paramref name="at"/> is the index behind the opening quote, then behind the closing
    /// one.</summary>
    public static Either<Flaw, Seq<byte>> Quoted(string line, ref int at)
    {
        var octets = new List<byte>();
        while (at < line.Length && line[at] != '"')
        {
            if (line[at] != '\\')
            {
                var end = line.AsSpan(at).IndexOfAny('"', '\\');
                var plain = end < 0 ? line[at..] : line.Substring(at, end);
                octets.AddRange(Encoding.UTF8.GetBytes(plain));
                at += plain.Length;
                continue;
            }
            var escape = at + 1 < line.Length ? line[at + 1] : ' ';
            if (escape == 'x' && at + 3 < line.Length && char.IsAsciiHexDigit(line[at + 2]) && char.IsAsciiHexDigit(line[at + 3]))
            {
                octets.Add(Convert.ToByte(line.Substring(at + 2, 2), 16));
                at += 4;
                continue;
            }
            if (Escaped(escape) is not { } octet) return new Flaw(at + 1, @"an escape is one of \r \n \t \0 \"" \\ and \xNN");
            octets.Add(octet);
            at += 2;
        }
        if (at >= line.Length) return new Flaw(line.Length + 1, "the closing quote is missing");
        at++;
        return Octets(octets);
    }

    /// <summary>Octets that a transcript can show as text on a line of their own, or nothing.</summary>
    public static string? Plain(ReadOnlySpan<byte> octets)
    {
        string text;
        try { text = Strict.GetString(octets); }
        catch (DecoderFallbackException) { return null; }
        return text.EndsWith(' ') || Unprintable(text) >= 0 ? null : text;
    }

    /// <summary>Whether <see cref="Plain"/> gives the octets as they are, and they are ASCII; false may mean that they are more.</summary>
    public static bool IsPlainAscii(ReadOnlySpan<byte> octets) =>
        !octets.ContainsAnyExceptInRange((byte)' ', (byte)'~') && !octets.EndsWith((byte)' ');

    /// <summary>Octets with escapes, to stand between quotes, so that every one of them can be seen.</summary>
    public static string Escape(ReadOnlySpan<byte> octets)
    {
        var text = new StringBuilder();
        while (!octets.IsEmpty)
        {
            var valid = Rune.DecodeFromUtf8(octets, out var rune, out var consumed) == System.Buffers.OperationStatus.Done;
            if (valid && rune.Value is '"' or '\\') text.Append('\\').Append((char)rune.Value);
            else if (valid && rune.Value == '\r') text.Append(@"\r");
            else if (valid && rune.Value == '\n') text.Append(@"\n");
            else if (valid && !IsUnprintable(rune)) text.Append(rune);
            else foreach (var octet in octets[..consumed]) text.Append(CultureInfo.InvariantCulture, $@"\x{octet:x2}");
            octets = octets[consumed..];
        }
        return text.ToString();
    }

    /// <summary>The index of the first character that nobody could see, or -1.</summary>
    public static int Unprintable(string text)
    {
        // Nearly all text is ASCII.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~')) return -1;
        for (var i = 0; i < text.Length; i++)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune) || IsUnprintable(rune)) return i;
            if (rune.Utf16SequenceLength == 2) i++;
        }
        return -1;
    }

    /// <summary><c>1000</c>, <c>64KiB</c>, <c>100MiB</c>, <c>1GiB</c>, in octets.</summary>
    public static long? Size(string text)
    {
        var (digits, unit) = text switch
        {
            [.. var number, 'K', 'i', 'B'] => (number, 1L << 10),
            [.. var number, 'M', 'i', 'B'] => (number, 1L << 20),
            [.. var number, 'G', 'i', 'B'] => (number, 1L << 30),
            _ => (text, 1L),
        };
        return Number(digits) is { } count && count <= (1L << 50) / unit ? count * unit : null;
    }

    /// <summary><c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>4d</c>.</summary>
    public static TimeSpan? Duration(string text) => text switch
    {
        [.. var number, 'm', 's'] => Times(number, TimeSpan.FromMilliseconds(1)),
        [.. var number, 's'] => Times(number, TimeSpan.FromSeconds(1)),
        [.. var number, 'm'] => Times(number, TimeSpan.FromMinutes(1)),
        [.. var number, 'h'] => Times(number, TimeSpan.FromHours(1)),
        [.. var number, 'd'] => Times(number, TimeSpan.FromDays(1)),
        _ => null,
    };

    /// <summary>A whole number of at most 15 digits.</summary>
    public static long? Number(string text) =>
        text.Length <= 15 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A list of octets as a value that can be compared.</summary>
    public static Seq<byte> Octets(List<byte> octets) => new(octets.ToArray());

    private static TimeSpan? Times(string number, TimeSpan unit) =>
        Number(number) is { } count and < 1_000_000 ? count * unit : null;

    private static byte? Escaped(char escape) => escape switch
    {
        'r' => (byte)'\r',
        'n' => (byte)'\n',
        't' => (byte)'\t',
        '0' => 0,
        '"' => (byte)'"',
        '\\' => (byte)'\\',
        _ => null,
    };

    private static bool IsUnprintable(Rune rune) =>
        Rune.IsControl(rune) || rune == Rune.ReplacementChar || rune.Value is 0x2028 or 0x2029 or 0xfeff or 0x00a0;
}
