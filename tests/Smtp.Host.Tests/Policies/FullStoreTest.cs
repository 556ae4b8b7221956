using Smtp.Domain.Receiving;
using Smtp.Host.Policies;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Policies;

/// <summary>A store without room: 452, before the content where it is known then, after it where it is not.</summary>
public sealed class FullStoreTest
{
    private const string Full = "452 4.3.1 Insufficient system storage";

    [Fact]
    public async Task Before_the_content_DATA_is_deferred_and_taken_when_there_is_room_again()
    {
        await using var store = new FakeStore();
        store.HasRoom = false;
        await using var session = new PipedSession(store, new Settings(), new RoomPolicy(store));
        var client = await session.WithEnvelopeAsync();

        Assert.Equal(Full, await client.SayAsync("DATA"));

        store.HasRoom = true;
        Assert.Equal("250 2.0.0 Ok: queued as m1", await client.SayAllAsync("DATA", "Subject: x\r\n."));
    }

    [Fact]
    public async Task Before_the_content_a_chunk_is_read_and_deferred()
    {
        await using var store = new FakeStore();
        store.HasRoom = false;
        await using var session = new PipedSession(store, new Settings(), new RoomPolicy(store));
        var client = await session.WithEnvelopeAsync();

        await client.SendAsync("BDAT 6 LAST\r\nNOOP\r\nNOOP\r\n");

        Assert.Equal(Full, await client.ReplyAsync());
        Assert.Equal("250 2.0.0 Ok", await client.ReplyAsync());
        Assert.Empty(store.Accepted);
    }

    [Theory]
    [InlineData("DATA\r\n", "Subject: x\r\n\r\nHi\r\n.\r\n")]
    [InlineData("BDAT 18 LAST\r\n", "Subject: x\r\n\r\nHi\r\n")]
    public async Task After_the_content_it_is_deferred_once_and_the_session_stays_in_step(string command, string content)
    {
        await using var store = new FakeStore();
        await using var session = new PipedSession(store, new Settings(), new RoomPolicy(store));
        var client = session.Client;
        await client.ReplyAsync();
        foreach (var (onWrite, onAccept) in Faults())
        {
            (store.OnWrite, store.OnAccept) = (onWrite, onAccept);
            await client.SayAllAsync("EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>");
            await client.SendAsync(command);
            if (command.StartsWith("DATA", StringComparison.Ordinal)) await client.ReplyAsync();
            await client.SendAsync(content);

            Assert.Equal(Full, await client.ReplyAsync());
            Assert.Equal("250 2.0.0 Ok", await client.SayAsync("NOOP"));
        }
        Assert.Empty(store.Accepted);
    }

    private static IEnumerable<(Exception? OnWrite, Func<CancellationToken, Task>? OnAccept)> Faults()
    {
        yield return (new StoreFullException("No room."), null);
        yield return (null, _ => throw new StoreFullException("No room."));
        yield return (null, _ => throw new StoreException("The disk failed."));
    }
}
