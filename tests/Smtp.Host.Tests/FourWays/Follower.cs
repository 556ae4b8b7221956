using System.Threading.Channels;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Host.Sending;
using Smtp.Parsing.Transcripts.Sending;

namespace Smtp.Host.Tests.FourWays;

/// <summary>Follows our client, and tells what became of messages and of the connection.</summary>
internal sealed class Follower : IConversation
{
    private readonly Channel<string> _told = System.Threading.Channels.Channel.CreateUnbounded<string>();

    public string? Session => null;

    /// <summary>The next line that is told, once there is one.</summary>
    public Task<string> NextAsync() => _told.Reader.ReadAsync().AsTask().WaitAsync(Stage.Patience);

    /// <summary>What was told and nobody has read.</summary>
    public IEnumerable<string> Rest()
    {
        while (_told.Reader.TryRead(out var line)) yield return line;
    }

    public void Step(ClientState before, Event happened, ClientState after, Seq<Command> commands)
    {
        foreach (var line in SendingTelling.Tell(before, after)) _told.Writer.TryWrite(line);
    }

    public Task EndAsync() => Task.CompletedTask;
}
