namespace Smtp.Parsing.Framing;

/// <summary>Writes the content that follows DATA: a dot put before each line that begins with one, CRLF at the end where it is
/// missing, and the final CRLF.CRLF (RFC 5321 §4.1.1.4, §4.5.2). One encoder a message; however the same octets are split over
/// calls, the same comes out. The dual of <see cref="ContentDecoder"/>.</summary>
/// <remarks>A CR or LF that is not part of CRLF stops everything (<see cref="HasBareLineEnding"/>): servers that take it for a
/// line end could be made to see another message in the midst of this one. Such content goes by BDAT or not at all.</remarks>
public sealed class ContentEncoder
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';
    private const byte Dot = (byte)'.';

    private Place _place = Place.LineStart;

    private enum Place
    {
        LineStart,
        Text,
        Cr,
    }

    /// <summary>Whether there was a CR or LF that stands alone. Nothing is written from there on, and the message must not be
    /// ended.</summary>
    public bool HasBareLineEnding { get; private set; }

    /// <summary>The most octets that so many become.</summary>
    public static int MostEncoded(int octets) => octets + octets / 3 + 1;

    /// <summary>Takes octets of content, all of them.</summary>
    /// <param name="input">Octets as meant, any split of them.</param>
    /// <param name="output">Takes them; at least <see cref="MostEncoded"/>.</param>
    /// <returns>Octets put into the output.</returns>
    public int Encode(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var written = 0;
        while (!input.IsEmpty && !HasBareLineEnding)
        {
            if (_place == Place.Cr)
            {
                if (input[0] != Lf)
                {
                    HasBareLineEnding = true;
                    break;
                }
                output[written++] = Lf;
                input = input[1..];
                _place = Place.LineStart;
                continue;
            }
            if (_place == Place.LineStart && input[0] == Dot) output[written++] = Dot;
            var length = input.IndexOfAny(Cr, Lf);
            var text = length < 0 ? input : input[..(length + 1)];
            if (length >= 0 && input[length] == Lf)
            {
                HasBareLineEnding = true;
                break;
            }
            text.CopyTo(output[written..]);
            written += text.Length;
            input = input[text.Length..];
            _place = length < 0 ? Place.Text : Place.Cr;
        }
        return written;
    }

    /// <summary>Ends the content.</summary>
    /// <param name="output">Takes the end; at least 5 octets.</param>
    /// <returns>Octets put into the output.</returns>
    /// <exception cref="InvalidOperationException">There is a bare line ending, a CR at the very end for one.</exception>
    public int Finish(Span<byte> output)
    {
        HasBareLineEnding |= _place == Place.Cr;
        if (HasBareLineEnding) throw new InvalidOperationException("Content with a bare line ending has no end here.");
        var end = _place == Place.LineStart ? ".\r\n"u8 : "\r\n.\r\n"u8;
        end.CopyTo(output);
        return end.Length;
    }
}
