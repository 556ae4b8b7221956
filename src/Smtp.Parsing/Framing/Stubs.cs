using System.Buffers;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Framing;

/// <summary>What became of a line.</summary>
public enum LineStatus
{
    /// <summary>The line is not whole yet: read more, and call again with all that was not consumed.</summary>
    Incomplete,

    /// <summary>A whole line, without its CRLF.</summary>
    Complete,

    /// <summary>A line longer than the limit came to its end; it was not kept.</summary>
    TooLong,

    /// <summary>The line ended with, or held, a bare LF or a bare CR.</summary>
    BareLineEnding,

    /// <summary>The octets are no text at all: a TLS ClientHello.</summary>
    Foreign,
}

/// <summary>Cuts octets into lines that end with CRLF (RFC 5321 §2.3.8), keeping nothing of a line that is too long.</summary>
public sealed class LineFramer
{
    /// <summary>Looks for the next line.</summary>
    /// <param name="input">All octets received and not yet consumed.</param>
    /// <param name="limit">Most octets of a line, CRLF counted.</param>
    /// <param name="line">The line without CRLF where the status is Complete; a slice of the input.</param>
    /// <param name="consumed">How many octets of the input are done with.</param>
    public LineStatus TryRead(ReadOnlySpan<byte> input, int limit, out ReadOnlySpan<byte> line, out int consumed) =>
        throw new NotImplementedException();
}

/// <summary>Reads the content that follows DATA: dots unstuffed, ended by CRLF.CRLF alone (RFC 5321 §4.1.1.4, §4.5.2).</summary>
public sealed class ContentDecoder(ContentRules rules)
{
    /// <summary>Octets of content so far, as meant.</summary>
    public long Size => throw new NotImplementedException();

    /// <summary>Why the content cannot be taken; absent so far, or for good once it is complete.</summary>
    public BodyFault? Fault => throw new NotImplementedException();

    /// <summary>Decodes what has come.</summary>
    /// <param name="input">Octets as received, any split of them.</param>
    /// <param name="output">Takes the content; at least <paramref name="input"/>.Length * 2 + 8 octets. Nothing is written once there is a fault.</param>
    /// <param name="consumed">Octets of the input that belonged to the content; the rest are the next commands.</param>
    /// <param name="written">Octets put into the output.</param>
    /// <returns>Whether the end, CRLF.CRLF, was reached.</returns>
    public bool Decode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written)
    {
        _ = rules;
        throw new NotImplementedException();
    }
}

/// <summary>Checks, and where asked normalises, the octets of BDAT chunks (RFC 3030 §2) across all chunks of one message.</summary>
public sealed class ChunkDecoder(ContentRules rules)
{
    /// <summary>Octets of content so far, as meant.</summary>
    public long Size => throw new NotImplementedException();

    /// <summary>Why the content cannot be taken; absent so far.</summary>
    public BodyFault? Fault => throw new NotImplementedException();

    /// <summary>Takes octets of a chunk, all of them.</summary>
    /// <param name="input">Octets as received, any split of them.</param>
    /// <param name="last">Whether the message ends with them.</param>
    /// <param name="output">Takes the content; at least <paramref name="input"/>.Length * 2 + 8 octets.</param>
    /// <param name="written">Octets put into the output; 0 once there is a fault.</param>
    public void Decode(ReadOnlySpan<byte> input, bool last, Span<byte> output, out int written)
    {
        _ = rules;
        throw new NotImplementedException();
    }
}

/// <summary>Writes replies as they stand on the wire (RFC 5321 §4.2.1; RFC 2034 §4).</summary>
public static class ReplyWriter
{
    /// <summary>Writes the reply, each line ended by CRLF.</summary>
    public static void Write(Reply reply, IBufferWriter<byte> output) => throw new NotImplementedException();
}
