using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Samples;

/// <summary>The core over two streams: standard input and output, a serial line, a pair of pipes.</summary>
public static class StdioSample
{
    // <sample>
    public static Task RunAsync(
        Stream input, Stream output, Func<Question, ReadOnlyMemory<byte>, ValueTask<Command>> answer, CancellationToken stop) =>
        new SampleSession(new Settings(), Peer.Local, id: "1", answer).RunAsync(
            receive: async buffer => await input.ReadAsync(buffer, stop),
            send: async replies =>
            {
                await output.WriteAsync(replies, stop);
                await output.FlushAsync(stop);
            },
            stop);
    // </sample>
}
