using System.Buffers;
using System.Text;
using BenchmarkDotNet.Attributes;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;

namespace Smtp.Benchmarks.Core;

/// <summary>Octets to lines, content and replies.</summary>
public class Framing
{
    private readonly Want.Line _wanted = new(LineKind.Command, new LineLimits(512, 1576, 1012, 12288), TimeSpan.Zero);
    private static readonly ContentRules Rules = new(0, 1000, BareLineEndings.Refuse);
    private static readonly byte[] Small = [.. RawClient.Content(4096), .. ".\r\n"u8];
    private static readonly byte[] Large = [.. RawClient.Content(1 << 20), .. ".\r\n"u8];
    private static readonly Reply Queued = Reply.Of(250, "2.0.0", "Ok: queued as 06h0ke10txbwff0k");

    private static readonly byte[] Batch = Encoding.ASCII.GetBytes(
        "MAIL FROM:<alice@example.org> SIZE=4096\r\nRCPT TO:<bob@example.net>\r\nRCPT TO:<carol@example.net>\r\nDATA\r\n");

    private readonly byte[] _output = new byte[(Large.Length * 2) + 8];
    private readonly ArrayBufferWriter<byte> _replies = new(4096);

    [Benchmark(Description = "a pipelined batch: four lines, framed and parsed")]
    public int Commands()
    {
        var reader = new CommandReader();
        var left = Batch.AsSpan();
        var count = 0;
        while (!left.IsEmpty)
        {
            if (reader.TryRead(left, _wanted, out var consumed) is not null) count++;
            left = left[consumed..];
        }
        return count;
    }

    [Benchmark(Description = "content of 4 KiB")]
    public long Content() => Decode(Small);

    [Benchmark(Description = "content of 1 MiB")]
    public long LargeContent() => Decode(Large);

    [Benchmark(Description = "a reply")]
    public int Replies()
    {
        _replies.ResetWrittenCount();
        ReplyWriter.Write(Queued, _replies);
        return _replies.WrittenCount;
    }

    private long Decode(byte[] octets)
    {
        var decoder = new ContentDecoder(Rules);
        if (!decoder.Decode(octets, _output, out _, out _) || decoder.Fault is not null) throw new InvalidOperationException("No content.");
        return decoder.Size;
    }
}
