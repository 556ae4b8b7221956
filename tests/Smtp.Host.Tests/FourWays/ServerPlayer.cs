using System.Text;
using Smtp.Host.Sending;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Plays the server of a transcript that is told from the client's side, has our client do what the transcript asks of it, and
/// writes the transcript anew.</summary>
/// <param name="transcript">The transcript.</param>
/// <param name="server">The server's end of the connection, once our client has opened it.</param>
/// <param name="connect">Begins our client: the answer is its connection when it is ready for a message, or none where it is not to be.</param>
internal sealed class ServerPlayer(
    Transcript transcript, Task<ServerEnd> server, Func<Follower, TimeProvider, CancellationToken, Task<SmtpClientConnection?>> connect)
{
    private readonly ManualTime _time = new();
    private readonly Follower _follower = new();

    /// <summary>The transcript as it happened.</summary>
    public async Task<string> PlayAsync()
    {
        using var stop = new CancellationTokenSource();
        var connecting = connect(_follower, _time, stop.Token);
        await using var end = await server.WaitAsync(Stage.Patience);
        Task running = connecting;
        List<string> lines = [];
        foreach (var line in transcript.Lines)
        {
            if (line is TranscriptLine.Output { Source: var expected })
            {
                var heard = expected.StartsWith("=> ", StringComparison.Ordinal)
                    ? await _follower.NextAsync()
                    : await end.HearAsync(content: expected.StartsWith("C= ", StringComparison.Ordinal));
                if (heard is not null) lines.Add(heard);
                continue;
            }
            lines.Add(line.Source);
            running = await ActAsync(line, end, connecting, running, stop);
        }
        // What is told last tells whether the client has come to rest; where it has not, the server leaves it.
        if (!transcript.Lines.Last.Source.StartsWith("=> ", StringComparison.Ordinal)) await end.DisposeAsync();
        else lines.AddRange(await RestAsync(running, connecting, end));
        await running.WaitAsync(Stage.Patience);
        return string.Concat(lines.Select(line => line + "\n"));
    }

    /// <returns>What the client is at now.</returns>
    private async Task<Task> ActAsync(TranscriptLine line, ServerEnd end, Task<SmtpClientConnection?> connecting, Task running, CancellationTokenSource stop)
    {
        switch (line)
        {
            case TranscriptLine.Says says:
                await end.SayAsync(says.Octets.ToArray());
                return running;
            case TranscriptLine.ServerEnds:
                await end.DisposeAsync();
                return running;
            case TranscriptLine.Handshake handshake:
                // A client that has given up does not come to its end.
                await Task.WhenAny(handshake.Tls.IsSome ? end.StartTlsAsync() : end.FailTlsAsync(), running).WaitAsync(Stage.Patience);
                return running;
            case TranscriptLine.Gives { Message: var message }:
                await running.WaitAsync(Stage.Patience);
                return (await connecting)!.SendAsync(message, _ => Task.FromResult<Stream>(new MemoryStream(ContentOf(message.Size))), stop.Token);
            case TranscriptLine.NoMore:
                await running.WaitAsync(Stage.Patience);
                return (await connecting)!.QuitAsync(stop.Token);
            case TranscriptLine.Stops:
                await stop.CancelAsync();
                return running;
            case TranscriptLine.Passes { Time: var time }:
                await _time.WaitedForAsync(Stage.Patience);
                _time.Advance(time);
                return running;
            case TranscriptLine.Blank or TranscriptLine.Prose or TranscriptLine.Given:
                return running;
            default:
                throw new InvalidOperationException($"Nobody can play {line.Source}");
        }
    }

    /// <summary>What nobody expects any more.</summary>
    private async Task<IReadOnlyList<string>> RestAsync(Task running, Task<SmtpClientConnection?> connecting, ServerEnd end)
    {
        await running.WaitAsync(Stage.Patience);
        if (await connecting is { } connection) await connection.DisposeAsync();
        List<string> rest = [.. _follower.Rest()];
        while (await end.HearAsync(content: false) is { } line) rest.Add(line);
        return rest;
    }

    private static byte[] ContentOf(long size) => Encoding.ASCII.GetBytes(new string('x', (int)size - 2) + "\r\n");
}
