using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Plays the server of a transcript that is told from the client's side, has our client do what the transcript asks of it, and
/// writes the transcript anew.</summary>
/// <param name="transcript">The transcript.</param>
/// <param name="server">The server's end of the connection, once our client has opened it.</param>
/// <param name="client">Our client.</param>
internal sealed class ServerPlayer(Transcript transcript, Task<ServerEnd> server, IOurClient client)
{
    private const string Closed = "=> closed, ";

    /// <summary>The transcript as it happened.</summary>
    public async Task<string> PlayAsync()
    {
        await client.BeginAsync();
        await using var end = await server.WaitAsync(Stage.Patience);
        List<string?> lines = [];
        foreach (var line in transcript.Lines)
        {
            switch (line)
            {
                // What the client tells is known when it has gone.
                case TranscriptLine.Output when IsTold(line.Source):
                    lines.Add(null);
                    break;
                case TranscriptLine.Output:
                    lines.Add(await end.HearAsync(content: line.Source.StartsWith("C= ", StringComparison.Ordinal)) ?? "C.");
                    break;
                default:
                    lines.Add(line.Source);
                    await ActAsync(line, end);
                    break;
            }
        }
        var closes = transcript.Lines.Exists(line => line.Source.StartsWith(Closed, StringComparison.Ordinal));
        // A client that has not left is left.
        if (!closes) await end.DisposeAsync();
        var told = new Queue<string>((await client.EndAsync()).Where(line => closes || !line.StartsWith(Closed, StringComparison.Ordinal)));
        List<string> all = [.. lines.Select(line => line ?? (told.TryDequeue(out var next) ? next : "!! nothing was told")), .. told];
        while (await end.HearAsync(content: false) is { } more) all.Add(more);
        return string.Concat(all.Select(line => line + "\n"));
    }

    private static bool IsTold(string line) => line.StartsWith("=> ", StringComparison.Ordinal);

    private Task ActAsync(TranscriptLine line, ServerEnd end) => line switch
    {
        TranscriptLine.Says says => end.SayAsync(says.Octets.ToArray()),
        TranscriptLine.ServerEnds => end.DisposeAsync().AsTask(),
        TranscriptLine.Handshake { Tls.IsSome: true } => end.StartTlsAsync().WaitAsync(Stage.Patience),
        TranscriptLine.Handshake => end.FailTlsAsync(),
        TranscriptLine.Gives gives => client.GiveAsync(gives.Message),
        TranscriptLine.NoMore => client.NoMoreAsync(),
        TranscriptLine.Stops => client.StopAsync(),
        TranscriptLine.Passes passes => client.PassAsync(passes.Time),
        TranscriptLine.Blank or TranscriptLine.Prose or TranscriptLine.Given => Task.CompletedTask,
        _ => throw new InvalidOperationException($"Nobody can play {line.Source}"),
    };
}
