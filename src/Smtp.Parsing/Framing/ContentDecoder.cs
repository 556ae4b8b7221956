using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Framing;

/// <summary>Reads the content that follows DATA: dots unstuffed, ended by CRLF.CRLF alone (RFC 5321 §4.1.1.4, §4.5.2).
/// One decoder a message; however the same octets are split over calls, the outcome is the same.</summary>
/// <remarks>
/// <para>A line end is a CR with an LF right behind it, and nothing else. Only after one (or at the very beginning, which
/// stands behind the CRLF of the DATA command) does a dot mean anything: followed by CRLF it ends the content, followed by
/// anything else it is taken away. <c>LF.LF</c>, <c>CR.CR</c>, <c>LF.CRLF</c>, <c>CRLF.LF</c>, <c>CRLF.CR</c>,
/// <c>CR CR LF.CR CR LF</c> and NULs around the dot therefore never end it: two hosts that disagree on what ends a message
/// would let its sender smuggle another one in.</para>
/// <para>A CR without LF or an LF without CR is a fault (Refuse), becomes CRLF (Normalize), or stays what it is (no rule).
/// None of this moves where the content ends or where dots are taken away: with Normalize, <c>LF.CRLF</c> is stored as
/// <c>CRLF.CRLF</c>, in which the dot is content.</para>
/// <para>The first fault stands. Content with a fault is still read to its true end, and none of it is written from there
/// on; what was written before is to be thrown away.</para>
/// </remarks>
/// <param name="rules">What is taken. Sizes are of octets as meant: the CRLF before the last dot counts, the dot that
/// was taken away does not, a normalised line end counts twice. A message or a line may have exactly its limit.</param>
public sealed class ContentDecoder(ContentRules rules)
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';
    private const byte Dot = (byte)'.';

    private readonly ContentOutput content = new(rules);
    private Place place = Place.LineStart;

    /// <summary>What the last octet was.</summary>
    private enum Place
    {
        /// <summary>The LF of a CRLF, or there was none.</summary>
        LineStart,

        /// <summary>A dot that begins a line: it is taken away, whatever comes.</summary>
        Dot,

        /// <summary>A CR right behind that dot.</summary>
        DotCr,

        /// <summary>Any octet inside a line.</summary>
        Text,

        /// <summary>A CR, which the next octet will tell the meaning of.</summary>
        Cr,

        /// <summary>The LF that ended the content.</summary>
        End,
    }

    /// <summary>Octets of content so far, as meant; once there is a fault, those that were written before it.</summary>
    public long Size => content.Size;

    /// <summary>Why the content cannot be taken; absent so far, or for good once it is complete.</summary>
    public BodyFault? Fault => content.Fault;

    /// <summary>Decodes what has come.</summary>
    /// <param name="input">Octets as received, any split of them.</param>
    /// <param name="output">Takes the content; at least <paramref name="input"/>.Length * 2 + 8 octets. Nothing is written
    /// once there is a fault.</param>
    /// <param name="consumed">Octets of the input that belonged to the content; the rest are the next commands. Until the
    /// end is reached that is all of the input, after it nothing.</param>
    /// <param name="written">Octets put into the output.</param>
    /// <returns>Whether the end, CRLF.CRLF, was reached.</returns>
    public bool Decode(ReadOnlySpan<byte> input, Span<byte> output, out int consumed, out int written)
    {
        consumed = 0;
        written = 0;
        while (consumed < input.Length && place != Place.End)
        {
            var octet = input[consumed];
            switch (place)
            {
                case Place.LineStart when octet == Dot:
                    place = Place.Dot;
                    consumed++;
                    break;
                case Place.Dot when octet == Cr:
                    place = Place.DotCr;
                    consumed++;
                    break;
                case Place.DotCr when octet == Lf:
                    place = Place.End;
                    consumed++;
                    break;
                case Place.Cr when octet == Lf:
                    content.LineEnd(output, ref written);
                    place = Place.LineStart;
                    consumed++;
                    break;
                case Place.Cr or Place.DotCr:
                    content.Bare("\r"u8, output, ref written);
                    place = Place.Text;
                    break;
                default:
                    consumed += Text(input[consumed..], output, ref written);
                    break;
            }
        }
        return place == Place.End;
    }

    /// <summary>Takes what is left of a line, as far as it has come, up to and including a CR or a lone LF.</summary>
    private int Text(ReadOnlySpan<byte> input, Span<byte> output, ref int written)
    {
        var length = content.SeesLineFeeds ? input.IndexOfAny(Cr, Lf) : input.IndexOf(Cr);
        place = Place.Text;
        if (length < 0)
        {
            content.Text(input, output, ref written);
            return input.Length;
        }
        content.Text(input[..length], output, ref written);
        if (input[length] == Cr) place = Place.Cr;
        else content.Bare("\n"u8, output, ref written);
        return length + 1;
    }
}
