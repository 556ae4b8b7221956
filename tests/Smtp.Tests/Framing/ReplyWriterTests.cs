using System.Buffers;
using System.Text;
using CsCheck;
using Smtp.Domain.Protocol;
using Smtp.Parsing.Framing;

namespace Smtp.Tests.Framing;

public sealed class ReplyWriterTests
{
    [Fact]
    public void A_reply_of_one_line() => Assert.Equal("221 Bye\r\n", Written(Reply.Of(221, "Bye")));

    [Fact]
    public void A_status_stands_between_code_and_text() =>
        Assert.Equal("550 5.7.11 Not so\r\n", Written(Reply.Of(550, "5.7.11", "Not so")));

    [Fact]
    public void Every_line_but_the_last_has_a_hyphen_and_every_line_the_status() =>
        Assert.Equal(
            "250-2.1.0 one\r\n250-2.1.0 \r\n250 2.1.0 three\r\n",
            Written(new Reply(new ReplyCode(250), EnhancedStatusCode.Parse("2.1.0"), Prelude.Seq("one", "", "three"))));

    [Fact]
    public void A_client_that_waits_gets_a_line_even_of_a_reply_without_any() =>
        Assert.Equal("250 \r\n", Written(new Reply(new ReplyCode(250), Option<EnhancedStatusCode>.None, [])));

    [Theory]
    [InlineData("a\r\n250 Ok", "a??250 Ok")]
    [InlineData("\nb\r", "?b?")]
    [InlineData("\0\t\x7f\u0085\u009f", "?????")]
    [InlineData("Grüße, δοκιμή 📬", "Grüße, δοκιμή 📬")]
    public void Text_is_UTF_8_and_cannot_split_the_reply(string text, string written) =>
        Assert.Equal($"250 {written}\r\n", Written(Reply.Of(250, text)));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() =>
        Assert.Equal("250 a\ufffd?b\r\n", Written(Reply.Of(250, "a\ud83d\nb")));

    [Theory]
    [InlineData("a", 506, 506)] // 250, space, CRLF: 6 octets of 512
    [InlineData("a", 507, 506)]
    [InlineData("é", 253, 253)]
    [InlineData("é", 254, 253)]
    [InlineData("€", 169, 168)]
    [InlineData("📬", 127, 126)]
    [InlineData("\n", 507, 506)]
    [InlineData("a\n", 300, 253)]
    public void A_line_is_cut_between_characters_at_512_octets(string text, int times, int kept)
    {
        var shown = text.Replace('\n', '?');
        Assert.Equal($"250 {string.Concat(Enumerable.Repeat(shown, kept))}\r\n", Written(Reply.Of(250, Repeat(text, times))));
    }

    [Fact]
    public void The_status_counts_too() =>
        Assert.Equal(512, Written(Reply.Of(550, "5.100.100", new string('a', 600))).Length);

    [Fact]
    public void Whatever_the_text_it_is_one_line_of_512_octets_at_most() =>
        Gen.OneOf(
                Gen.String,
                Gen.Char.Array[0, 700].Select(chars => new string(chars)),
                Gen.String[Gen.OneOf('\r', '\n', 'a'), 0, 700])
            .Sample(
                text =>
                {
                    var octets = Octets(Reply.Of(250, "2.0.0", text));
                    Assert.True(octets.Length <= ReplyWriter.MaxLine);
                    Assert.Equal(octets.Length - 1, Array.IndexOf(octets, (byte)'\n'));
                    Assert.Equal(octets.Length - 2, Array.IndexOf(octets, (byte)'\r'));
                    _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
                },
                iter: 2000);

    [Fact]
    public void Nothing_is_allocated()
    {
        var reply = new Reply(new ReplyCode(250), EnhancedStatusCode.Parse("2.1.0"), Prelude.Seq("one", "two\n", "δοκιμή"));
        var output = new ArrayBufferWriter<byte>(4096);
        ReplyWriter.Write(reply, output);
        output.ResetWrittenCount();
        Allocations.MustBeNoneIn(_ =>
        {
            output.ResetWrittenCount();
            ReplyWriter.Write(reply, output);
        });
    }

    private static string Repeat(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    private static string Written(Reply reply) => Encoding.UTF8.GetString(Octets(reply));

    private static byte[] Octets(Reply reply)
    {
        var output = new ArrayBufferWriter<byte>();
        ReplyWriter.Write(reply, output);
        return output.WrittenSpan.ToArray();
    }
}
