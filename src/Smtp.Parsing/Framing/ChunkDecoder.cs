using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Framing;

/// <summary>Checks, and where asked normalises, the octets of BDAT chunks (RFC 3030 §2) across all chunks of one message.
/// One decoder a message; however the same octets are split over chunks and calls, the outcome is the same.</summary>
/// <remarks>Dots mean nothing here, and the message need not end with CRLF. A CR at the end of one chunk and an LF at the
/// beginning of the next are one CRLF; a CR is written only once the octet behind it is known, so it may come out one call
/// later than it went in. Bare line ends and limits are treated as <see cref="ContentDecoder"/> does.</remarks>
/// <param name="rules">What is taken. Sizes are of octets as meant: a normalised line end counts twice. A message or a
/// line may have exactly its limit; a last line without CRLF is measured as it is.</param>
public sealed class ChunkDecoder(ContentRules rules)
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private readonly ContentOutput content = new(rules);

    // The last octet was a CR, not yet written.
    private bool afterCr;

    /// <summary>Octets of content so far, as meant; once there is a fault, those that were written before it.</summary>
    public long Size => content.Size;

    /// <summary>Why the content cannot be taken; absent so far.</summary>
    public BodyFault? Fault => content.Fault;

    /// <summary>Takes octets of a chunk, all of them.</summary>
    /// <param name="input">Octets as received, any split of them.</param>
    /// <param name="last">Whether the message ends with them; they may be none (<c>BDAT 0 LAST</c>).</param>
    /// <param name="output">Takes the content; at least <paramref name="input"/>.Length * 2 + 8 octets.</param>
    /// <param name="written">Octets put into the output; 0 once there is a fault.</param>
    public void Decode(ReadOnlySpan<byte> input, bool last, Span<byte> output, out int written)
    {
        written = 0;
        var rest = input;
        while (!rest.IsEmpty && content.Fault is null)
        {
            if (!afterCr) rest = rest[Text(rest, output, ref written)..];
            else rest = rest[AfterCr(rest[0], output, ref written)..];
        }
        if (last && afterCr) content.Bare("\r"u8, output, ref written);
        if (last) afterCr = false;
    }

    private int AfterCr(byte octet, Span<byte> output, ref int written)
    {
        afterCr = false;
        if (octet != Lf)
        {
            content.Bare("\r"u8, output, ref written);
            return 0;
        }
        content.LineEnd(output, ref written);
        return 1;
    }

    /// <summary>Takes what is left of a line, as far as it has come, up to and including a CR or a lone LF.</summary>
    private int Text(ReadOnlySpan<byte> input, Span<byte> output, ref int written)
    {
        var length = content.SeesLineFeeds ? input.IndexOfAny(Cr, Lf) : content.SeesLines ? input.IndexOf(Cr) : -1;
        if (length < 0)
        {
            content.Text(input, output, ref written);
            return input.Length;
        }
        content.Text(input[..length], output, ref written);
        if (input[length] == Cr) afterCr = true;
        else content.Bare("\n"u8, output, ref written);
        return length + 1;
    }
}
