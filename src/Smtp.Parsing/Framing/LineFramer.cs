namespace Smtp.Parsing.Framing;

/// <summary>Cuts octets into lines that end with CRLF (RFC 5321 §2.3.8), keeping nothing of a line that is too long.
/// One framer a connection; however the same octets are split over calls, the same lines come out.</summary>
/// <remarks>
/// Every LF is where a line stops, so that framer and client can never disagree for longer than one line. What the
/// line was is then told by the rest of it: <see cref="LineStatus.TooLong"/> when it has more octets than the limit,
/// else <see cref="LineStatus.BareLineEnding"/> when no CR stands before that LF or a CR stands anywhere else, else
/// <see cref="LineStatus.Complete"/>. NUL and every other octet are ordinary here: the grammar judges them.
/// </remarks>
public sealed class LineFramer
{
    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    // A TLS record that holds a handshake, and the major version that SSL 3.0 to TLS 1.3 all write (RFC 8446 §5.1).
    private static ReadOnlySpan<byte> TlsHandshake => [0x16, 0x03];

    private Phase phase = Phase.Opening;

    // How many octets of what the caller still holds are known to have no LF: they need no second look.
    private int searched;

    private enum Phase
    {
        /// <summary>Nothing came yet: it may still be TLS.</summary>
        Opening,

        /// <summary>Lines.</summary>
        Lines,

        /// <summary>Inside a line that is too long already.</summary>
        Discarding,

        /// <summary>It was TLS; whatever follows means nothing.</summary>
        Foreign,
    }

    /// <summary>Looks for the next line.</summary>
    /// <param name="input">All octets received and not yet consumed; each call begins with those that the last one left.</param>
    /// <param name="limit">Most octets of a line, CRLF counted.</param>
    /// <param name="line">The line without CRLF where the status is Complete; a slice of the input. Otherwise empty.</param>
    /// <param name="consumed">How many octets of the input are done with. With Incomplete it is 0, or all of them where
    /// the line is too long already (it is reported when its end comes) or the connection turned out to be Foreign.</param>
    /// <returns>What the next line is; Foreign once at most, for the first two octets of a connection alone.</returns>
    public LineStatus TryRead(ReadOnlySpan<byte> input, int limit, out ReadOnlySpan<byte> line, out int consumed)
    {
        line = default;
        consumed = 0;
        if (phase == Phase.Opening)
        {
            if (input.StartsWith(TlsHandshake))
            {
                phase = Phase.Foreign;
                consumed = input.Length;
                return LineStatus.Foreign;
            }
            if (TlsHandshake.StartsWith(input)) return LineStatus.Incomplete;
            phase = Phase.Lines;
        }
        if (phase == Phase.Foreign)
        {
            consumed = input.Length;
            return LineStatus.Incomplete;
        }

        var from = Math.Min(searched, input.Length);
        var found = input[from..].IndexOf(Lf);
        return found < 0
            ? Wait(input.Length, limit, out consumed)
            : Finish(input[..(from + found + 1)], limit, out line, out consumed);
    }

    private LineStatus Finish(ReadOnlySpan<byte> whole, int limit, out ReadOnlySpan<byte> line, out int consumed)
    {
        var tooLong = phase == Phase.Discarding || whole.Length > limit;
        phase = Phase.Lines;
        searched = 0;
        line = default;
        consumed = whole.Length;
        if (tooLong) return LineStatus.TooLong;
        if (whole.Length < 2 || whole[^2] != Cr || whole[..^2].Contains(Cr)) return LineStatus.BareLineEnding;
        line = whole[..^2];
        return LineStatus.Complete;
    }

    /// <summary>There is no LF yet. Once not even the next octet could end the line in time, nothing of it is kept.</summary>
    private LineStatus Wait(int length, int limit, out int consumed)
    {
        if (length >= limit) phase = Phase.Discarding;
        consumed = phase == Phase.Discarding ? length : 0;
        searched = length - consumed;
        return LineStatus.Incomplete;
    }
}
