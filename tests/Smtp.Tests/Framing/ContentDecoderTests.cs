using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;

namespace Smtp.Tests.Framing;

public sealed class ContentDecoderTests
{
    private static readonly ContentRules Refuse = new(0, 0, BareLineEndings.Refuse);
    private static readonly ContentRules Normalize = new(0, 0, BareLineEndings.Normalize);
    private static readonly ContentRules Keep = new(0, 0, Option<BareLineEndings>.None);

    [Theory]
    [InlineData(".\r\n", "")]
    [InlineData("a\r\n.\r\n", "a\r\n")]
    [InlineData("\r\n.\r\n", "\r\n")]
    [InlineData("a\r\n\r\nb\r\n.\r\n", "a\r\n\r\nb\r\n")]
    [InlineData("a\0b\r\n.\r\n", "a\0b\r\n")]
    public void Content_ends_with_a_dot_on_a_line_by_itself(string input, string content) =>
        Assert.Equal(new Outcome(true, input.Length, content, content.Length, null), Read(Refuse, input));

    [Theory]
    [InlineData("..\r\n.\r\n", ".\r\n")]
    [InlineData("...\r\n.\r\n", "..\r\n")]
    [InlineData(".a\r\n.\r\n", "a\r\n")]
    [InlineData("a.\r\n.b.\r\n..\r\n.\r\n", "a.\r\nb.\r\n.\r\n")]
    [InlineData(". \r\n.\r\n", " \r\n")]
    [InlineData(".\0\r\n.\r\n", "\0\r\n")]
    public void A_dot_that_begins_a_line_is_taken_away(string input, string content) =>
        Assert.Equal(new Outcome(true, input.Length, content, content.Length, null), Read(Refuse, input));

    [Theory]
    [InlineData("a\r\n.\r\nQUIT\r\n", "QUIT\r\n")]
    [InlineData(".\r\n.\r\n", ".\r\n")]
    [InlineData("a\r\n.\r\n\n", "\n")]
    public void What_follows_the_end_is_left_for_the_commands(string input, string rest)
    {
        var outcome = Read(Refuse, input);
        Assert.Equal(rest, input[outcome.Consumed..]);
        Assert.True(outcome.Ended);
    }

    [Theory] // what comes from the client, what is kept with no rule, what it becomes when normalised
    [InlineData("a\n.\n", "a\n.\n", "a\r\n.\r\n")]
    [InlineData("a\r.\r", "a\r.\r", "a\r\n.\r\n")]
    [InlineData("a\n.\r\n", "a\n.\r\n", "a\r\n.\r\n")]
    [InlineData("a\r.\r\n", "a\r.\r\n", "a\r\n.\r\n")]
    [InlineData("a\r\n.\n", "a\r\n\n", "a\r\n\r\n")]
    [InlineData("a\r\n.\r", "a\r\n\r", "a\r\n\r\n")]
    [InlineData("a\n.\r", "a\n.\r", "a\r\n.\r\n")]
    [InlineData("a\r\n.\r\r\n", "a\r\n\r\r\n", "a\r\n\r\n\r\n")]
    [InlineData("a\r\r\n.\r\r\n", "a\r\r\n\r\r\n", "a\r\n\r\n\r\n\r\n")]
    [InlineData("a\r\n\0.\r\n", "a\r\n\0.\r\n", "a\r\n\0.\r\n")]
    [InlineData("a\r\n.\0\r\n", "a\r\n\0\r\n", "a\r\n\0\r\n")]
    [InlineData("a\r\0\n.\r\n", "a\r\0\n.\r\n", "a\r\n\0\r\n.\r\n")]
    [InlineData("a\r\n.\r\0\n", "a\r\n\r\0\n", "a\r\n\r\n\0\r\n")]
    [InlineData("a\n..\r\n", "a\n..\r\n", "a\r\n..\r\n")]
    [InlineData("\n.\r\n", "\n.\r\n", "\r\n.\r\n")]
    [InlineData("\r.\r\n", "\r.\r\n", "\r\n.\r\n")]
    public void Nothing_else_ends_it(string almost, string kept, string normalized)
    {
        // MAIL is what would be smuggled in, were the end seen too early.
        var input = almost + "MAIL\r\n.\r\n";
        kept += "MAIL\r\n";
        normalized += "MAIL\r\n";
        Assert.Equal(new Outcome(true, input.Length, kept, kept.Length, null), Read(Keep, input));
        Assert.Equal(new Outcome(true, input.Length, normalized, normalized.Length, null), Read(Normalize, input));

        var bare = almost.Replace("\r\n", "", StringComparison.Ordinal).IndexOfAny(['\r', '\n']) >= 0;
        var refused = Read(Refuse, input);
        Assert.Equal((true, input.Length), (refused.Ended, refused.Consumed));
        Assert.Equal(bare ? BodyFault.BareLineEnding : null, refused.Fault);
    }

    [Theory]
    [InlineData("a\nb\r\n.\r\n", "a")]
    [InlineData("ab\r\nc\rd\r\n.\r\n", "ab\r\nc")]
    [InlineData("\r\r\n.\r\n", "")]
    public void A_refused_line_end_stops_the_content_where_it_stands(string input, string content) =>
        Assert.Equal(new Outcome(true, input.Length, content, content.Length, BodyFault.BareLineEnding), Read(Refuse, input));

    [Theory]
    [InlineData("12345678\r\n.\r\n", 10, null)]
    [InlineData("123456789\r\n.\r\n", 10, BodyFault.TooBig)]
    [InlineData("..345678\r\n.\r\n", 9, null)]
    [InlineData("a\r\nb\r\nc\r\n.\r\n", 9, null)]
    [InlineData("a\r\nb\r\nc\r\n.\r\n", 8, BodyFault.TooBig)]
    [InlineData(".\r\n", 1, null)]
    public void The_size_is_limited_as_meant(string input, long limit, BodyFault? fault)
    {
        var outcome = Read(Refuse with { Limit = limit }, input);
        Assert.Equal(fault, outcome.Fault);
        Assert.Equal((true, input.Length), (outcome.Ended, outcome.Consumed));
        Assert.True(outcome.Size <= limit);
    }

    [Theory]
    [InlineData("12345678\r\n1\r\n.\r\n", 10, null)]
    [InlineData("1\r\n123456789\r\n.\r\n", 10, BodyFault.LineTooLong)]
    [InlineData("..34\r\n.\r\n", 5, null)]
    [InlineData("\r\n\r\n.\r\n", 2, null)]
    [InlineData("\r\n\r\n.\r\n", 1, BodyFault.LineTooLong)]
    public void The_line_is_limited_as_meant(string input, int line, BodyFault? fault) =>
        Assert.Equal(fault, Read(Refuse with { TextLine = line }, input).Fault);

    [Fact]
    public void A_normalised_line_end_begins_a_new_line_and_counts_twice()
    {
        Assert.Equal(BodyFault.TooBig, Read(Normalize with { Limit = 5 }, "a\nb\r\n.\r\n").Fault);
        Assert.Null(Read(Normalize with { Limit = 6, TextLine = 3 }, "a\nb\r\n.\r\n").Fault);
        Assert.Equal(BodyFault.LineTooLong, Read(Keep with { TextLine = 3 }, "a\nb\r\n.\r\n").Fault);
    }

    [Theory]
    [InlineData("a\nbcdef\r\n.\r\n", BodyFault.BareLineEnding)]
    [InlineData("abcdef\n\r\n.\r\n", BodyFault.LineTooLong)]
    [InlineData("a\r\nb\r\nc\r\nabcdef\n\r\n.\r\n", BodyFault.TooBig)]
    public void The_first_fault_stands(string input, BodyFault fault) =>
        Assert.Equal(fault, Read(new ContentRules(10, 5, BareLineEndings.Refuse), input).Fault);

    [Fact]
    public void Any_split_gives_what_the_plainest_reading_gives() =>
        Gen.Select(Wire.Octets, Wire.Reads, NaiveContent.Rules).Sample(
            (octets, reads, rules) =>
            {
                var input = octets + "\r\n.\r\nQUIT\r\n";
                Assert.Equal(NaiveContent.Data(rules, input), Run(rules, input, reads));
            },
            iter: 5000);

    [Theory]
    [InlineData("A line of an ordinary message, as long as most of them are, is about this long.\r\n", 64)]
    [InlineData("..\r\n", 4)]
    [InlineData("an endless line, ", 64)]
    public void Content_of_any_size_is_held_nowhere(string pattern, int mebibytes)
    {
        var block = Wire.Bytes(string.Concat(Enumerable.Repeat(pattern, 64 * 1024 / pattern.Length)));
        var output = new byte[block.Length * 2 + 8];
        var decoder = new ContentDecoder(Refuse);
        decoder.Decode(block, output, out _, out var total);
        long sum = total;
        Allocations.MustBeNoneIn(_ =>
        {
            for (var i = 0; i < mebibytes * 16; i++)
            {
                decoder.Decode(block, output, out var _, out var written);
                sum += written;
            }
        });
        Assert.True(decoder.Decode("\r\n.\r\n"u8, output, out _, out var end));
        Assert.Equal(sum + end, decoder.Size);
        Assert.Null(decoder.Fault);
    }

    private static Outcome Read(ContentRules rules, string input)
    {
        var whole = Run(rules, input, [int.MaxValue]);
        Assert.Equal(whole, Run(rules, input, [1]));
        return whole;
    }

    private static Outcome Run(ContentRules rules, string input, int[] reads)
    {
        var decoder = new ContentDecoder(rules);
        var (ended, consumed, content) = (false, 0, "");
        foreach (var read in Wire.Split(Wire.Bytes(input), reads))
        {
            // Exactly as much room as is asked for: one octet more would throw.
            var output = new byte[read.Length * 2 + 8];
            var faulty = decoder.Fault is not null;
            ended = decoder.Decode(read, output, out var taken, out var written);
            Assert.True(ended || taken == read.Length, "Octets of the content were left.");
            Assert.True(!faulty || written == 0, "Something was written after a fault.");
            consumed += taken;
            content += Wire.Text(output.AsSpan(0, written));
        }
        return new Outcome(ended, consumed, content, decoder.Size, decoder.Fault);
    }
}
