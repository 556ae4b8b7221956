using System.Buffers;
using System.Text;
using CsCheck;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;

namespace Smtp.Tests.Framing;

/// <summary>Replies from octets: what is written reads back, any split gives the same, and nothing hostile gets through.</summary>
public sealed class ReplyReaderTests
{
    private static readonly Gen<string> Text =
        Gen.Char[' ', '~'].Array[0, 60].Select(characters => new string(characters)).Where(text => !text.Contains('.', StringComparison.Ordinal));

    private static readonly Gen<Reply> AnyReply =
        Gen.Select(Gen.Int[200, 599], Gen.Bool, Gen.Int[0, 999], Gen.Int[0, 999], Text.Array[1, 6], (code, hasStatus, subject, detail, lines) =>
            new Reply(
                new ReplyCode(code),
                hasStatus && code / 100 is 2 or 4 or 5 && hasStatus
                    ? new EnhancedStatusCode((byte)(code / 100), (short)subject, (short)detail)
                    : Option<EnhancedStatusCode>.None,
                new Seq<string>(lines)));

    [Fact]
    public void What_is_written_reads_back_however_it_is_split() =>
        Gen.Select(AnyReply.Array[1, 4], Gen.Int[1, 30].Array[1, 10]).Sample((replies, sizes) =>
        {
            var wire = new ArrayBufferWriter<byte>();
            foreach (var reply in replies) ReplyWriter.Write(reply, wire);
            Assert.Equal(replies.Select(reply => new Event.Replied(reply)), Read(wire.WrittenSpan.ToArray(), sizes));
        });

    [Fact]
    public void Every_split_of_any_octets_gives_the_same() =>
        Gen.Select(
            Gen.OneOf(
                Gen.OneOf("250", "2.1.0", "-", " ", "\r\n", "\n", "\r", "ok", "5", "x", "250-a\r\n", "250 b\r\n").Array[0, 30]
                    .Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts))),
                Gen.Byte.Array[0, 100]),
            Gen.Int[1, 9].Array[1, 10]).Sample((octets, sizes) => Assert.Equal(Read(octets, [1000]), Read(octets, sizes)));

    [Theory]
    [InlineData("250 ok\r\n", "250 ok")]
    [InlineData("250\r\n", "250 ")]
    [InlineData("250 \r\n", "250 ")]
    [InlineData("250 ok\n", "250 ok")]
    [InlineData("250-a\r\n250 b\r\n", "250-a\n250 b")]
    [InlineData("250-2.1.0 a\r\n250 2.1.0 b\r\n", "250-2.1.0 a\n250 2.1.0 b")]
    [InlineData("550 5.1.1\r\n", "550 5.1.1 ")]
    [InlineData("250 \tx\u0007\r\n", "250  x?")]
    [InlineData("250 caf\u00e9\r\n", "250 caf\u00e9")]
    [InlineData("299 odd, but first digits decide\r\n", "299 odd, but first digits decide")]
    public void Tolerant_where_nothing_depends_on_it(string octets, string reply) =>
        Assert.Equal(reply, ((Event.Replied)Assert.Single(Read(octets))).Reply.ToString());

    [Theory]
    [InlineData("550 4.1.1 classes differ\r\n", "4.1.1 classes differ")]
    [InlineData("250 1.2.3.4 is an address\r\n", "1.2.3.4 is an address")]
    [InlineData("334 2.1.0 is a challenge\r\n", "2.1.0 is a challenge")]
    public void What_is_no_status_of_its_class_is_text(string octets, string text)
    {
        var reply = ((Event.Replied)Assert.Single(Read(octets))).Reply;
        Assert.True(reply.Status.IsNone);
        Assert.Equal(text, reply.Lines[0]);
    }

    [Theory]
    [InlineData("\r\n", ReplyFault.NoReply)]
    [InlineData("hello\r\n", ReplyFault.NoReply)]
    [InlineData("25\r\n", ReplyFault.NoReply)]
    [InlineData("250ok\r\n", ReplyFault.NoReply)]
    [InlineData("150 go on\r\n", ReplyFault.NoReply)]
    [InlineData("650 x\r\n", ReplyFault.NoReply)]
    [InlineData(" 250 x\r\n", ReplyFault.NoReply)]
    [InlineData("250-a\r\n251 b\r\n", ReplyFault.CodesDiffer)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", ReplyFault.NoReply)]
    public void Strict_where_it_decides(string octets, ReplyFault fault) =>
        Assert.Equal([new Event.Unreadable(fault)], Read(octets));

    [Fact]
    public void Whatever_could_grow_has_a_bound()
    {
        Assert.Equal([new Event.Unreadable(ReplyFault.LineTooLong)], Read("250 " + new string('x', 3000)));
        Assert.Equal([new Event.Unreadable(ReplyFault.LineTooLong)], Read("250 " + new string('x', 2043) + "\r\n"));
        Assert.Single(Read("250 " + new string('x', 2042) + "\r\n"), one => one is Event.Replied);
        Assert.Equal([new Event.Unreadable(ReplyFault.TooLong)], Read(string.Concat(Enumerable.Repeat("250-x\r\n", 1000))));
        Assert.Equal(
            [new Event.Unreadable(ReplyFault.TooLong)], Read(string.Concat(Enumerable.Repeat($"250-{new string('x', 1000)}\r\n", 100))));
    }

    private static List<Event> Read(string octets) => Read(Encoding.UTF8.GetBytes(octets), [7]);

    private static List<Event> Read(byte[] octets, int[] sizes)
    {
        var reader = new ReplyReader(new ReplyLimits());
        List<Event> events = [];
        List<byte> held = [];
        var turn = 0;
        for (var at = 0; at < octets.Length;)
        {
            var count = Math.Min(sizes[turn++ % sizes.Length], octets.Length - at);
            held.AddRange(octets.AsSpan(at, count));
            at += count;
            while (true)
            {
                var one = reader.TryRead(held.ToArray(), out var consumed);
                held.RemoveRange(0, consumed);
                if (one is null) break;
                events.Add(one);
                if (one is Event.Unreadable) return events;
            }
        }
        return events;
    }
}
