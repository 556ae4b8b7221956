using CsCheck;
using Smtp.Parsing.Framing;

namespace Smtp.Tests.Framing;

public sealed class LineFramerTests
{
    private const int Limit = 20;

    [Theory]
    [InlineData("", "")]
    [InlineData("NOOP", "")]
    [InlineData("NOOP\r", "")]
    [InlineData("NOOP\r\n", "NOOP;")]
    [InlineData("\r\n", ";")]
    [InlineData("EHLO a\r\nMAIL\r\nRC", "EHLO a;MAIL;")]
    [InlineData("NO\0OP\r\n", "NO\0OP;")]
    public void A_line_ends_with_CRLF(string input, string lines) => Assert.Equal(lines, Read(input));

    [Theory]
    [InlineData("NOOP\n", "<bare>")]
    [InlineData("\n", "<bare>")]
    [InlineData("NOOP\nQUIT\r\n", "<bare>QUIT;")]
    [InlineData("\n\r\n", "<bare>;")]
    [InlineData("NO\rOP\r\nQUIT\r\n", "<bare>QUIT;")]
    [InlineData("NOOP\r\r\nQUIT\r\n", "<bare>QUIT;")]
    [InlineData("\rNOOP\nQUIT\r\n", "<bare>QUIT;")]
    [InlineData("NOOP\rQUIT\r", "")]
    public void A_lone_LF_or_CR_is_told_of_and_costs_one_line(string input, string lines) => Assert.Equal(lines, Read(input));

    [Theory]
    [InlineData("123456789012345678\r\n", "123456789012345678;")]
    [InlineData("1234567890123456789\r\nQUIT\r\n", "<long>QUIT;")]
    [InlineData("1234567890123456789\n", "<bare>")]
    [InlineData("12345678901234567890\nQUIT\r\n", "<long>QUIT;")]
    [InlineData("1234567890\r12345678901234567890\r\nQUIT\r\n", "<long>QUIT;")]
    [InlineData("123456789012345678901234567890", "")]
    public void The_limit_counts_CRLF_and_a_longer_line_is_told_of_once(string input, string lines) =>
        Assert.Equal(lines, Read(input));

    [Theory]
    [InlineData("\x16\x03\x01\x02\x00\x01", "<foreign>")]
    [InlineData("\x16\x03\x01\r\nQUIT\r\n", "<foreign>")]
    [InlineData("\x16", "")]
    [InlineData("\x16\r\n", "\x16;")]
    [InlineData("NOOP\r\n\x16\x03\r\n", "NOOP;\x16\x03;")]
    public void Only_the_first_octets_of_a_connection_can_be_TLS(string input, string lines) => Assert.Equal(lines, Read(input));

    [Fact]
    public void A_line_is_looked_for_again_only_where_nothing_was_seen_yet()
    {
        var framer = new LineFramer();
        Assert.Equal(LineStatus.Incomplete, framer.TryRead("abc"u8, Limit, out _, out var consumed));
        Assert.Equal(0, consumed);
        // The caller promises to pass the same prefix again; that it is not read again shows when the promise is broken.
        Assert.Equal(LineStatus.Complete, framer.TryRead("a\ncd\r\n"u8, Limit, out var line, out consumed));
        Assert.Equal("a\ncd", Wire.Text(line));
        Assert.Equal(6, consumed);
    }

    [Fact]
    public void Any_split_gives_the_same_lines() =>
        Gen.Select(Wire.Octets, Wire.Reads).Sample(
            (octets, reads) => Assert.Equal(Naive(octets), Read(octets, reads)), iter: 5000);

    [Fact]
    public void A_line_of_64_MiB_is_held_nowhere()
    {
        var framer = new LineFramer();
        var block = new byte[64 * 1024];
        block.AsSpan().Fill((byte)'x');
        framer.TryRead(block, Limit, out _, out _);
        Allocations.MustBeNoneIn(_ =>
        {
            for (var i = 0; i < 1024; i++)
            {
                framer.TryRead(block, Limit, out var _, out var consumed);
                if (consumed != block.Length) Assert.Fail("The line was kept.");
            }
        });
        Assert.Equal(LineStatus.TooLong, framer.TryRead("\r\nQUIT\r\n"u8, Limit, out _, out var end));
        Assert.Equal(2, end);
    }

    private static string Read(string input)
    {
        var whole = Read(input, [int.MaxValue]);
        Assert.Equal(whole, Read(input, [1]));
        return whole;
    }

    private static string Read(string input, int[] reads)
    {
        var framer = new LineFramer();
        var lines = "";
        byte[] held = [];
        foreach (var read in Wire.Split(Wire.Bytes(input), reads))
        {
            held = [.. held, .. read];
            LineStatus status;
            do
            {
                status = framer.TryRead(held, Limit, out var line, out var consumed);
                lines += Told(status, Wire.Text(line));
                held = held[consumed..];
                Assert.True(held.Length < Limit || status != LineStatus.Incomplete, "More is held than a line may have.");
            }
            while (status != LineStatus.Incomplete);
        }
        return lines;
    }

    private static string Told(LineStatus status, string line) => status switch
    {
        LineStatus.Complete => $"{line};",
        LineStatus.TooLong => "<long>",
        LineStatus.BareLineEnding => "<bare>",
        LineStatus.Foreign => "<foreign>",
        LineStatus.Incomplete => "",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };

    // The rules again, in the plainest words, over the whole input at once.
    private static string Naive(string input)
    {
        if (input.StartsWith("\x16\x03", StringComparison.Ordinal)) return "<foreign>";
        var parts = input.Split('\n');
        return string.Concat(parts[..^1].Select(part =>
            part.Length + 1 > Limit ? "<long>"
            : part == "" || part.IndexOf('\r') != part.Length - 1 ? "<bare>"
            : $"{part[..^1]};"));
    }
}
