using System.Collections.Concurrent;
using Smtp.Domain.Mail;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Policies;

namespace Smtp.Host.Tests.Storage;

public sealed class GroupCommitTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Many_senders_at_once_lose_nothing()
    {
        await using var store = await _fixture.OpenAsync();
        var senders = Enumerable.Range(0, 64).Select(sender => Task.Run(async () =>
        {
            var sent = new List<(QueueId Id, byte[] Content)>();
            for (var i = 0; i < 50; i++)
            {
                // One in ten is large enough for a file.
                var content = Some.Octets(i % 10 == 0 ? 70_000 + i : 100 + sender, seed: sender * 1000 + i);
                sent.Add((await store.AcceptAsync(content), content));
            }
            return sent;
        }));

        var sent = (await Task.WhenAll(senders)).SelectMany(each => each).ToList();

        Assert.Equal(3200, sent.Select(each => each.Id).Distinct().Count());
        Assert.Equal(3200, (await store.ListMessagesAsync(int.MaxValue, StoreFixture.None)).Count);
        foreach (var (id, content) in sent) Assert.Equal(content, await store.ReadAsync(id));
    }

    [Fact]
    public async Task Whatever_waits_shares_one_transaction()
    {
        await using var store = await _fixture.OpenAsync();
        var accepts = new List<Task<QueueId>>();
        using (StoreFixture.Write(_fixture.Path))
        {
            // The first of them may be on its way already and wait for the lock; all others wait for the writer.
            for (var i = 0; i < 100; i++) accepts.Add(store.AcceptAsync([1, 2, 3]));
            Assert.All(accepts, accept => Assert.False(accept.IsCompleted));
        }
        await Task.WhenAll(accepts);

        Assert.InRange(store.Transactions, 1, 2);
        Assert.Equal(100, (await store.ListMessagesAsync(int.MaxValue, StoreFixture.None)).Count);
    }

    [Fact]
    public async Task A_request_that_is_stopped_while_it_waits_is_not_stored()
    {
        using var stop = new CancellationTokenSource();
        await using var store = await _fixture.OpenAsync();
        await using var small = store.CreateBody();
        await using var large = store.CreateBody();
        await large.WriteAsync(Some.Octets(100_000), StoreFixture.None);
        Task<QueueId> first, second, third;
        using (StoreFixture.Write(_fixture.Path))
        {
            first = store.AcceptAsync([1]);
            await WriterHasBegunAsync(store);
            second = store.AcceptAsync(Some.Arrival(), small, stop.Token);
            third = store.AcceptAsync(Some.Arrival(), large, stop.Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        }
        var id = await first;

        Assert.Equal(id, Assert.Single(await store.ListMessagesAsync(10, StoreFixture.None)).Id);
        Assert.Empty(_fixture.BodyFiles());
    }

    [Fact]
    public async Task A_request_that_is_stopped_while_it_is_written_is_answered_for()
    {
        using var stop = new CancellationTokenSource();
        await using var store = await _fixture.OpenAsync();
        await using var body = store.CreateBody();
        Task<QueueId> accept;
        using (StoreFixture.Write(_fixture.Path))
        {
            accept = store.AcceptAsync(Some.Arrival(), body, stop.Token);
            await WriterHasBegunAsync(store);
            await stop.CancelAsync();
        }
        var id = await accept;

        Assert.Equal(id, Assert.Single(await store.ListMessagesAsync(10, StoreFixture.None)).Id);
    }

    [Fact]
    public async Task Closing_the_store_commits_what_waits()
    {
        var store = await _fixture.OpenAsync();
        var accepts = Enumerable.Range(0, 20).Select(_ => store.AcceptAsync([1])).ToList();
        await store.DisposeAsync();

        Assert.Equal(20, (await Task.WhenAll(accepts)).Distinct().Count());
        await using var again = await _fixture.OpenAsync();
        Assert.Equal(20, (await again.ListMessagesAsync(100, StoreFixture.None)).Count);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.ListMessagesAsync(1, StoreFixture.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.DeleteMessageAsync(new QueueId("a"), StoreFixture.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sessions_go_on_in_the_writers_thread_where_it_is_said_so(bool said) => await Task.Run(async () =>
    {
        await using var store = await StoreFixture.OpenAsync(_fixture.Settings with { SessionsGoOnInWriter = said });
        Task<string?> thread;
        using (StoreFixture.Write(_fixture.Path))
            thread = store.AcceptAsync([1]).ContinueWith(
                _ => Thread.CurrentThread.Name, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

        Assert.Equal(said, await thread == GroupCommit.ThreadName);
    });

    [Fact]
    public async Task What_a_client_has_sent_behind_its_message_is_not_for_the_writers_thread()
    {
        const int Messages = 200;
        await using var store = await StoreFixture.OpenAsync(_fixture.Settings with { SessionsGoOnInWriter = true });
        var threads = new ConcurrentQueue<string?>();
        var watcher = new Opinion((question, _) =>
        {
            if (question is Question.Sender) threads.Enqueue(Thread.CurrentThread.Name);
            return default;
        });
        await using var session = new PipedSession(store, new Settings(), watcher);
        var client = await session.WithEnvelopeAsync();
        await client.SayAsync("DATA");
        var next = "MAIL FROM:<alice@example.org>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\nSubject: x\r\n.\r\n";
        var last = await client.SayAllAsync("Subject: x\r\n.\r\n" + string.Concat(Enumerable.Repeat(next, Messages)) + "QUIT");
        while (!last.StartsWith("221", StringComparison.Ordinal)) last = await client.ReplyAsync();

        Assert.Equal(Messages + 1, (await store.ListMessagesAsync(1000, StoreFixture.None)).Count);
        Assert.Equal(Messages + 1, threads.Count);
        Assert.DoesNotContain(GroupCommit.ThreadName, threads);
    }

    private static async Task WriterHasBegunAsync(SqliteStore store)
    {
        while (store.Begun == 0) await Task.Yield();
    }
}
