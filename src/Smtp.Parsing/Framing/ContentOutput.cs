using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Framing;

/// <summary>What DATA and BDAT have in common: content written as meant, counted, and stopped at the first fault.</summary>
/// <remarks>Octets are counted as they are written, one after the other: exactly those that fit the limits are written
/// before the fault. Where the same octet is one too many for both limits, the message is too big.</remarks>
internal sealed class ContentOutput(ContentRules rules)
{
    private readonly BareLineEndings? bare = rules.BareLineEndings.IsSome
        ? rules.BareLineEndings.IfNone(BareLineEndings.Refuse)
        : null;

    // Octets of the line so far, as meant.
    private long line;

    /// <summary>Octets written since the message began.</summary>
    public long Size { get; private set; }

    /// <summary>The first fault.</summary>
    public BodyFault? Fault { get; private set; }

    /// <summary>Whether a lone LF makes any difference from now on.</summary>
    public bool SeesLineFeeds => bare is not null && Fault is null;

    /// <summary>Whether line ends make any difference from now on.</summary>
    public bool SeesLines => Fault is null && (bare is not null || rules.TextLine > 0);

    /// <summary>Octets that are no line end.</summary>
    public void Text(ReadOnlySpan<byte> text, Span<byte> output, ref int written)
    {
        if (Fault is not null || text.IsEmpty) return;
        var roomInMessage = rules.Limit > 0 ? rules.Limit - Size : long.MaxValue;
        var roomInLine = rules.TextLine > 0 ? rules.TextLine - line : long.MaxValue;
        var fitting = (int)Math.Min(text.Length, Math.Min(roomInMessage, roomInLine));
        text[..fitting].CopyTo(output[written..]);
        written += fitting;
        Size += fitting;
        line += fitting;
        if (fitting < text.Length) Fault = roomInMessage <= roomInLine ? BodyFault.TooBig : BodyFault.LineTooLong;
    }

    /// <summary>A CRLF.</summary>
    public void LineEnd(Span<byte> output, ref int written)
    {
        Text("\r\n"u8, output, ref written);
        line = 0;
    }

    /// <summary>A CR that no LF follows, or an LF that no CR precedes.</summary>
    public void Bare(ReadOnlySpan<byte> ending, Span<byte> output, ref int written)
    {
        if (Fault is not null) return;
        switch (bare)
        {
            case BareLineEndings.Normalize:
                LineEnd(output, ref written);
                break;
            case null:
                Text(ending, output, ref written);
                break;
            case BareLineEndings.Refuse:
            default:
                Fault = BodyFault.BareLineEnding;
                break;
        }
    }
}
