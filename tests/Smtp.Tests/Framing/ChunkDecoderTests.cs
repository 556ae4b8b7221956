using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;

namespace Smtp.Tests.Framing;

public sealed class ChunkDecoderTests
{
    private static readonly ContentRules Refuse = new(0, 0, BareLineEndings.Refuse);
    private static readonly ContentRules Normalize = new(0, 0, BareLineEndings.Normalize);
    private static readonly ContentRules Keep = new(0, 0, Option<BareLineEndings>.None);

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a\r\n", "a\r\n")]
    [InlineData("a\r\n.\r\n..\r\n", "a\r\n.\r\n..\r\n")]
    [InlineData("a\0\r\n", "a\0\r\n")]
    public void Chunks_are_taken_as_they_are_and_dots_mean_nothing(string input, string content) =>
        Assert.Equal(new Outcome(true, input.Length, content, content.Length, null), Read(Refuse, input));

    [Theory] // what comes from the client, what becomes of it when normalised
    [InlineData("a\r", "a\r\n")]
    [InlineData("a\n", "a\r\n")]
    [InlineData("\n\r", "\r\n\r\n")]
    [InlineData("a\r\r\n", "a\r\n\r\n")]
    [InlineData("\rb", "\r\nb")]
    public void A_lone_CR_or_LF_is_refused_normalised_or_kept(string input, string normalized)
    {
        Assert.Equal(BodyFault.BareLineEnding, Read(Refuse, input).Fault);
        Assert.Equal(new Outcome(true, input.Length, normalized, normalized.Length, null), Read(Normalize, input));
        Assert.Equal(new Outcome(true, input.Length, input, input.Length, null), Read(Keep, input));
    }

    [Fact]
    public void A_CR_and_an_LF_in_two_chunks_are_one_line_end()
    {
        var decoder = new ChunkDecoder(Refuse);
        var output = new byte[16];
        decoder.Decode("a\r"u8, last: false, output, out var written);
        Assert.Equal("a", Wire.Text(output.AsSpan(0, written)));
        decoder.Decode([], last: false, output, out written);
        Assert.Equal(0, written);
        decoder.Decode("\nb"u8, last: true, output, out written);
        Assert.Equal("\r\nb", Wire.Text(output.AsSpan(0, written)));
        Assert.Null(decoder.Fault);
        Assert.Equal(4, decoder.Size);
    }

    [Fact]
    public void The_last_chunk_may_be_empty_and_tells_that_a_CR_was_bare()
    {
        var decoder = new ChunkDecoder(Refuse);
        var output = new byte[16];
        decoder.Decode("a\r"u8, last: false, output, out _);
        Assert.Null(decoder.Fault);
        decoder.Decode([], last: true, output, out var written);
        Assert.Equal((0, BodyFault.BareLineEnding), (written, decoder.Fault!.Value));
    }

    [Fact]
    public void The_end_told_twice_is_one_end()
    {
        var decoder = new ChunkDecoder(Normalize);
        var output = new byte[16];
        decoder.Decode("a\r"u8, last: true, output, out var written);
        Assert.Equal("a\r\n", Wire.Text(output.AsSpan(0, written)));
        decoder.Decode([], last: true, output, out written);
        Assert.Equal(0, written);
    }

    [Theory]
    [InlineData("12345678\r\n", 10, 10, null)]
    [InlineData("1234567890", 10, 10, null)]
    [InlineData("12345678901", 10, 0, BodyFault.TooBig)]
    [InlineData("123456789\r\n", 0, 10, BodyFault.LineTooLong)]
    [InlineData("12345678\r\n1234567890", 0, 10, null)]
    public void Size_and_line_may_have_exactly_their_limit(string input, long limit, int line, BodyFault? fault) =>
        Assert.Equal(fault, Read(Refuse with { Limit = limit, TextLine = line }, input).Fault);

    [Fact]
    public void Any_split_gives_what_the_plainest_reading_gives() =>
        Gen.Select(Wire.Octets, Wire.Reads, NaiveContent.Rules, Gen.Bool).Sample(
            (octets, reads, rules, emptyLast) =>
                Assert.Equal(NaiveContent.Chunks(rules, octets), Run(rules, octets, reads, emptyLast)),
            iter: 5000);

    [Theory]
    [InlineData("A line of an ordinary message, as long as most of them are, is about this long.\r\n", 64)]
    [InlineData("binary\n\r\0", 4)]
    public void A_message_of_any_size_is_held_nowhere(string pattern, int mebibytes)
    {
        var block = Wire.Bytes(string.Concat(Enumerable.Repeat(pattern, 64 * 1024 / pattern.Length)));
        var output = new byte[block.Length * 2 + 8];
        var decoders = Enumerable.Range(0, Allocations.Tries).Select(_ => new ChunkDecoder(Normalize)).ToArray();
        var decoder = decoders[0];
        var sum = 0L;
        Allocations.MustBeNoneIn(number =>
        {
            (decoder, sum) = (decoders[number], 0);
            for (var i = 0; i <= mebibytes * 16; i++)
            {
                decoder.Decode(block, last: i == mebibytes * 16, output, out var written);
                sum += written;
            }
        });
        Assert.Equal(sum, decoder.Size);
        Assert.Null(decoder.Fault);
    }

    private static Outcome Read(ContentRules rules, string input)
    {
        var whole = Run(rules, input, [int.MaxValue], emptyLast: false);
        Assert.Equal(whole, Run(rules, input, [1], emptyLast: true));
        return whole;
    }

    private static Outcome Run(ContentRules rules, string input, int[] reads, bool emptyLast)
    {
        var decoder = new ChunkDecoder(rules);
        var content = "";
        var chunks = Wire.Split(Wire.Bytes(input), reads).ToList();
        if (emptyLast || chunks.Count == 0) chunks.Add([]);
        for (var i = 0; i < chunks.Count; i++)
        {
            // Exactly as much room as is asked for: one octet more would throw.
            var output = new byte[chunks[i].Length * 2 + 8];
            var faulty = decoder.Fault is not null;
            decoder.Decode(chunks[i], i == chunks.Count - 1, output, out var written);
            Assert.True(!faulty || written == 0, "Something was written after a fault.");
            content += Wire.Text(output.AsSpan(0, written));
        }
        return new Outcome(true, input.Length, content, decoder.Size, decoder.Fault);
    }
}
