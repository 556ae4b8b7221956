namespace Smtp.Host.Cli;

/// <summary>The header of a message, as far as people want to read it.</summary>
internal static class MessagesHeader
{
    /// <summary>Most octets of header that are shown.</summary>
    public const int MaxOctets = 64 * 1024;

    /// <summary>The lines before the first empty one (RFC 5322 §2.1), each without its end.</summary>
    /// <returns>The lines, and whether there was more than <see cref="MaxOctets"/>.</returns>
    public static async Task<(IReadOnlyList<byte[]> Lines, bool Cut)> ReadAsync(Stream content, CancellationToken stop)
    {
        var buffer = new byte[MaxOctets];
        var length = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop);
        var lines = new List<byte[]>();
        for (var at = 0; at < length;)
        {
            var rest = buffer.AsSpan(at, length - at);
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            if (line is [.., (byte)'\r']) line = line[..^1];
            if (line.IsEmpty) return (lines, false);
            lines.Add(line.ToArray());
            at = end < 0 ? length : at + end + 1;
        }
        return (lines, length == buffer.Length);
    }
}
