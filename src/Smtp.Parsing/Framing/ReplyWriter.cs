using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Smtp.Domain.Protocol;

namespace Smtp.Parsing.Framing;

/// <summary>Writes replies as they stand on the wire (RFC 5321 §4.2.1; RFC 2034 §4).</summary>
/// <remarks>Text is UTF-8. A control character in it becomes <c>?</c>: whatever name or answer finds its way into a
/// sentence, it cannot end the reply and begin another. A line of more than 512 octets, CRLF counted (RFC 5321
/// §4.5.3.1.5), is cut between two characters.</remarks>
public static class ReplyWriter
{
    /// <summary>Most octets of a reply line, CRLF counted (RFC 5321 §4.5.3.1.5).</summary>
    public const int MaxLine = 512;

    // C0, DEL and C1: all that char.IsControl holds.
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        "\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u0009\u000a\u000b\u000c\u000d\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\u007f"
        + "\u0080\u0081\u0082\u0083\u0084\u0085\u0086\u0087\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u008f"
        + "\u0090\u0091\u0092\u0093\u0094\u0095\u0096\u0097\u0098\u0099\u009a\u009b\u009c\u009d\u009e\u009f");

    /// <summary>Writes the reply, each line ended by CRLF; all lines but the last have a hyphen behind the code.</summary>
    /// <param name="reply">The reply. One without any line is written as an empty line: a client waits for it.</param>
    /// <param name="output">Takes the octets; nothing else is allocated.</param>
    public static void Write(Reply reply, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentNullException.ThrowIfNull(output);
        var last = Math.Max(reply.Lines.Count, 1) - 1;
        for (var i = 0; i <= last; i++)
        {
            var text = i < reply.Lines.Count ? reply.Lines[i] : "";
            output.Advance(Line(reply, text, i == last, output.GetSpan(MaxLine)[..MaxLine]));
        }
    }

    private static int Line(Reply reply, ReadOnlySpan<char> text, bool last, Span<byte> line)
    {
        var length = Code(reply.Code.Value, line);
        line[length++] = last ? (byte)' ' : (byte)'-';
        if (reply.Status.IsSome)
        {
            var status = reply.Status.IfNone(default(EnhancedStatusCode));
            length += Number(status.Class, line[length..]);
            line[length++] = (byte)'.';
            length += Number(status.Subject, line[length..]);
            line[length++] = (byte)'.';
            length += Number(status.Detail, line[length..]);
            line[length++] = (byte)' ';
        }
        length += Text(text, line[length..^2]);
        line[length++] = (byte)'\r';
        line[length++] = (byte)'\n';
        return length;
    }

    /// <summary>Three digits.</summary>
    private static int Code(int value, Span<byte> line)
    {
        line[2] = (byte)('0' + (value % 10));
        line[1] = (byte)('0' + (value / 10 % 10));
        line[0] = (byte)('0' + (value / 100 % 10));
        return 3;
    }

    private static int Number(int value, Span<byte> line)
    {
        // All but a few are one digit.
        if (value is >= 0 and < 10)
        {
            line[0] = (byte)('0' + value);
            return 1;
        }
        value.TryFormat(line, out var length, default, CultureInfo.InvariantCulture);
        return length;
    }

    private static int Text(ReadOnlySpan<char> text, Span<byte> line)
    {
        var length = 0;
        while (!text.IsEmpty)
        {
            var control = text.IndexOfAny(Controls);
            var plain = control < 0 ? text : text[..control];
            Utf8.FromUtf16(plain, line[length..], out var read, out var written);
            length += written;
            if (read < plain.Length || control < 0 || length == line.Length) break;
            line[length++] = (byte)'?';
            text = text[(control + 1)..];
        }
        return length;
    }
}
