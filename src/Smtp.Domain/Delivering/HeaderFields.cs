using System.Text;

namespace Smtp.Domain.Delivering;

/// <summary>Looks at the header of a message, octet by octet as it is (RFC 5322 §2.2). It ends at an empty line, and where a
/// line is no field: some messages have no header at all.</summary>
public static class HeaderFields
{
    /// <summary>How many octets the header has, its last CRLF included, the empty line after it not.</summary>
    /// <param name="content">The message, or its beginning: then what was cut off is not seen.</param>
    public static int Length(ReadOnlySpan<byte> content)
    {
        var at = 0;
        while (Next(content, at, out _, out var end)) at = end;
        return at;
    }

    /// <summary>How many fields of a name there are, its case apart. For <c>Received</c>, how many hosts the message has
    /// passed (RFC 5321 §6.3).</summary>
    public static int Count(ReadOnlySpan<byte> content, string name)
    {
        var (count, at) = (0, 0);
        while (Next(content, at, out var field, out var end))
        {
            if (Ascii.EqualsIgnoreCase(content[field], name)) count++;
            at = end;
        }
        return count;
    }

    /// <summary>The value of the first field of a name, unfolded and trimmed; None where there is none, or where it is not UTF-8.</summary>
    public static Option<string> Find(ReadOnlySpan<byte> content, string name)
    {
        var at = 0;
        while (Next(content, at, out var field, out var end))
        {
            if (Ascii.EqualsIgnoreCase(content[field], name))
            {
                var value = content[at..end];
                value = value[(value.IndexOf((byte)':') + 1)..];
                return System.Text.Unicode.Utf8.IsValid(value)
                    ? Encoding.UTF8.GetString(value).Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Trim()
                    : None;
            }
            at = end;
        }
        return None;
    }

    /// <summary>The content without the fields of a name, its case apart; every other octet stays as it is.</summary>
    public static byte[] Without(ReadOnlySpan<byte> content, string name)
    {
        var left = new byte[content.Length];
        var (length, at) = (0, 0);
        while (Next(content, at, out var field, out var end))
        {
            if (!Ascii.EqualsIgnoreCase(content[field], name))
            {
                content[at..end].CopyTo(left.AsSpan(length));
                length += end - at;
            }
            at = end;
        }
        content[at..].CopyTo(left.AsSpan(length));
        return left[..(length + content.Length - at)];
    }

    /// <summary>What stands between lines that are put before a message and the message: nothing where it begins with a header
    /// or with the empty line that ends one, else an empty line, so that its first line does not become part of the header.</summary>
    public static string Separator(ReadOnlySpan<byte> content) =>
        content.IsEmpty || content.StartsWith("\r\n"u8) || Next(content, 0, out _, out _) ? "" : "\r\n";

    /// <summary>The next field: its name, and where it ends, continuation lines included.</summary>
    private static bool Next(ReadOnlySpan<byte> content, int at, out Range name, out int end)
    {
        (name, end) = (default, at);
        var line = content[at..];
        var length = LineLength(line);
        // RFC 5322 §3.6.8: a field name is printable US-ASCII without a colon; older mail has blanks before the colon (§4.5.8).
        var colon = line[..length].IndexOf((byte)':');
        if (colon <= 0) return false;
        var word = line[..colon].TrimEnd(" \t"u8);
        if (word.IsEmpty || word.ContainsAnyExceptInRange((byte)'!', (byte)'~')) return false;
        name = at..(at + word.Length);
        end = at + length;
        while (end < content.Length && content[end] is (byte)' ' or (byte)'\t') end += LineLength(content[end..]);
        return true;
    }

    private static int LineLength(ReadOnlySpan<byte> content)
    {
        var feed = content.IndexOf((byte)'\n');
        return feed < 0 ? content.Length : feed + 1;
    }
}
