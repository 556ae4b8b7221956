using System.Text;
using Smtp.Domain.Sending;

namespace Smtp.Parsing.Framing;

/// <summary>Finds out what content asks of a server that is to take it: its <see cref="ContentFacts"/>. One scanner a message;
/// however the same octets are split over calls, the same comes out.</summary>
public sealed class ContentScanner
{
    // RFC 5321 §4.5.3.1.6: 1000 octets, CRLF counted.
    private const int LongestLine = 998;

    private const byte Cr = (byte)'\r';
    private const byte Lf = (byte)'\n';

    private bool _eightBit, _utf8Header, _binary, _longLines;
    private bool _inHeader = true;
    private bool _afterCr;
    private long _line;

    /// <summary>Octets so far.</summary>
    public long Size { get; private set; }

    /// <summary>What is known once all octets were taken.</summary>
    public ContentFacts Facts => new(_eightBit, _utf8Header, _binary || _afterCr, _longLines, Size == 0 || (_line == 0 && !_afterCr));

    /// <summary>Takes octets of content.</summary>
    public void Scan(ReadOnlySpan<byte> octets)
    {
        Size += octets.Length;
        while (!octets.IsEmpty)
        {
            if (_afterCr)
            {
                _afterCr = false;
                if (octets[0] == Lf)
                {
                    // An empty line ends the header (RFC 5322 §2.1).
                    if (_line == 0) _inHeader = false;
                    _line = 0;
                    octets = octets[1..];
                    continue;
                }
                _binary = true;
                _line++;
            }
            var end = octets.IndexOfAny(Cr, Lf);
            var text = end < 0 ? octets : octets[..end];
            Text(text);
            if (end < 0) return;
            if (octets[end] == Cr) _afterCr = true;
            else
            {
                _binary = true;
                _line++;
            }
            octets = octets[(end + 1)..];
        }
    }

    private void Text(ReadOnlySpan<byte> text)
    {
        _line += text.Length;
        _longLines |= _line > LongestLine;
        _binary |= text.Contains((byte)0);
        if ((_eightBit && (_utf8Header || !_inHeader)) || Ascii.IsValid(text)) return;
        _eightBit = true;
        _utf8Header |= _inHeader;
    }
}
