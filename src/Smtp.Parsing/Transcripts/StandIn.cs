using System.Text;

namespace Smtp.Parsing.Transcripts;

/// <summary>Text in place of content of which only the size is known.</summary>
internal static class StandIn
{
    // RFC 5322 §2.1.1: lines should be no longer, CRLF apart.
    private const int Line = 78;

    /// <summary>Lines without dots, the last one ended too, of so many octets; a single octet cannot end a line.</summary>
    public static void Add(ClientStream stream, long size)
    {
        var pattern = new string('x', Line - 2) + "\r\n";
        // One octet left over for the last line would be too few for its CRLF: the line before lends it some.
        var lines = size % Line == 1 ? Math.Max(0, size / Line - 1) : size / Line;
        var rest = (int)(size - lines * Line);
        if (lines > 0) stream.Add(Encoding.ASCII.GetBytes(pattern), lines * Line);
        if (rest > Line) Text(stream, rest - Line / 2);
        if (rest > 0) Text(stream, rest > Line ? Line / 2 : rest);
    }

    private static void Text(ClientStream stream, int size) =>
        stream.Add(Encoding.ASCII.GetBytes(size < 2 ? "x" : new string('x', size - 2) + "\r\n"), size);
}
