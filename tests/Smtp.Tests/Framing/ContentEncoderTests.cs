using System.Text;
using CsCheck;
using Smtp.Domain.Receiving;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;

namespace Smtp.Tests.Framing;

/// <summary>Content on its way out: what a decoder makes of it is what was meant.</summary>
public sealed class ContentEncoderTests
{
    private static readonly Gen<byte[]> Content =
        Gen.OneOf(".", "..", "\r\n", "x", "hello", ".\r\n", "\0", "\u00ff").Array[0, 40]
            .Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));

    [Fact]
    public void What_is_decoded_is_what_was_encoded_however_both_are_split() =>
        Gen.Select(Content, Gen.Int[1, 9].Array[1, 6], Gen.Int[1, 9].Array[1, 6]).Sample((content, sizes, reads) =>
        {
            var wire = Encode(content, sizes, out var bare);
            Assert.False(bare);
            var expected = content.Length == 0 || content.AsSpan().EndsWith("\r\n"u8) ? content : [.. content, (byte)'\r', (byte)'\n'];
            var decoder = new ContentDecoder(new ContentRules(0, 0, BareLineEndings.Refuse));
            List<byte> decoded = [];
            var done = false;
            for (int at = 0, turn = 0; at < wire.Length; turn++)
            {
                Assert.False(done);
                var count = Math.Min(reads[turn % reads.Length], wire.Length - at);
                var room = new byte[count * 2 + 8];
                done = decoder.Decode(wire.AsSpan(at, count), room, out var consumed, out var written);
                Assert.Equal(count, consumed);
                decoded.AddRange(room[..written]);
                at += count;
            }
            Assert.True(done);
            Assert.Null(decoder.Fault);
            Assert.Equal(expected, decoded);
        });

    [Theory]
    [InlineData("", ".\r\n")]
    [InlineData("x", "x\r\n.\r\n")]
    [InlineData("x\r\n", "x\r\n.\r\n")]
    [InlineData(".\r\n", "..\r\n.\r\n")]
    [InlineData("..a\r\n.b", "...a\r\n..b\r\n.\r\n")]
    public void Dots_are_stuffed_and_the_end_is_marked(string content, string wire) =>
        Assert.Equal(wire, Encoding.Latin1.GetString(Encode(Encoding.Latin1.GetBytes(content), [3], out _)));

    [Theory]
    [InlineData("a\n.\nMAIL FROM:<x@example.com>\r\n")]
    [InlineData("a\r.\r\n")]
    [InlineData("a\r\r\n")]
    [InlineData("\n")]
    [InlineData("a\r")]
    public void A_bare_line_ending_never_leaves(string content)
    {
        foreach (var size in (int[])[1, 2, 100])
        {
            var wire = Encode(Encoding.Latin1.GetBytes(content), [size], out var bare);
            Assert.True(bare);
            Assert.DoesNotContain((byte)'\n', wire);
        }
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\nhello\r\n", false, false, false, false, true)]
    [InlineData("", false, false, false, false, true)]
    [InlineData("Subject: x\r\n\r\nh\u00e4llo", true, false, false, false, false)]
    [InlineData("Subject: h\u00e4llo\r\n\r\n", true, true, false, false, true)]
    [InlineData("x\r\n\r\na\nb\r\n", false, false, true, false, true)]
    [InlineData("x\r\n\r\na\rb\r\n", false, false, true, false, true)]
    [InlineData("x\r\n\r\na\0b\r\n", false, false, true, false, true)]
    [InlineData("x\r", false, false, true, false, false)]
    public void The_facts_of_content(string content, bool eightBit, bool utf8Header, bool binary, bool longLines, bool endsWithLine)
    {
        var octets = Encoding.UTF8.GetBytes(content);
        foreach (var size in (int[])[1, 2, 100])
        {
            var scanner = new ContentScanner();
            for (var at = 0; at < octets.Length; at += size) scanner.Scan(octets.AsSpan(at, Math.Min(size, octets.Length - at)));
            Assert.Equal(new ContentFacts(eightBit, utf8Header, binary, longLines, endsWithLine), scanner.Facts);
            Assert.Equal(octets.Length, scanner.Size);
        }
    }

    [Fact]
    public void A_line_of_1000_octets_is_not_long_and_one_more_is()
    {
        foreach (var (length, isLong) in ((int, bool)[])[(998, false), (999, true)])
        {
            var scanner = new ContentScanner();
            scanner.Scan(Encoding.ASCII.GetBytes($"x\r\n\r\n{new string('a', length)}\r\n"));
            Assert.Equal(isLong, scanner.Facts.HasLongLines);
        }
    }

    private static byte[] Encode(byte[] content, int[] sizes, out bool bare)
    {
        var encoder = new ContentEncoder();
        List<byte> wire = [];
        for (int at = 0, turn = 0; at < content.Length; turn++)
        {
            var count = Math.Min(sizes[turn % sizes.Length], content.Length - at);
            var room = new byte[ContentEncoder.MostEncoded(count)];
            wire.AddRange(room[..encoder.Encode(content.AsSpan(at, count), room)]);
            at += count;
        }
        var end = new byte[5];
        try { wire.AddRange(end[..encoder.Finish(end)]); }
        catch (InvalidOperationException) when (encoder.HasBareLineEnding) { /* It has no end. */ }
        bare = encoder.HasBareLineEnding;
        return [.. wire];
    }
}
