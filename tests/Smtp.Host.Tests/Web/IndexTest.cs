using System.Globalization;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Storage;
using Smtp.Parsing.Search;

namespace Smtp.Host.Tests.Web;

/// <summary>Lists and searches, on the store alone.</summary>
public sealed class IndexTest : IAsyncLifetime, IDisposable
{
    private readonly StoreFixture _fixture = new();
    private SqliteStore _store = null!;

    private static CancellationToken None => CancellationToken.None;

    public async Task InitializeAsync() => _store = await _fixture.OpenAsync();

    public async Task DisposeAsync() => await _store.DisposeAsync();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_message_is_listed_once_it_is_in_the_index_and_stays_so_after_a_restart()
    {
        var id = await AcceptAsync();
        Assert.Empty(await ListAsync());
        Assert.Equal(id, Assert.Single(await _store.ListUnindexedAsync(10, None)).Id);

        await IndexAsync(id, "Hello");

        Assert.Empty(await _store.ListUnindexedAsync(10, None));
        await _store.DisposeAsync();
        _store = await _fixture.OpenAsync();
        var entry = Assert.Single(await ListAsync());
        Assert.Equal((id, "Hello", true, "s1"), (entry.Id, entry.Subject, entry.Unread, entry.Session));
        Assert.Equal(new NamedAddress("Ann", "ann@example.org"), Assert.Single(entry.Addresses.From));
        Assert.Equal(["bob@example.org"], entry.Mailboxes);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), entry.Date);
        Assert.Equal(TimeSpan.FromHours(2), entry.Date!.Value.Offset);
    }

    [Fact]
    public async Task A_message_that_is_deleted_while_it_is_read_is_not_listed()
    {
        var id = await AcceptAsync();
        await _store.DeleteMessageAsync(id, None);
        await IndexAsync(id, "Gone");
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_list_is_read_in_parts_and_its_cursor_survives_what_comes_and_goes()
    {
        for (var i = 1; i <= 7; i++) await AddAsync($"Message {i}");
        var first = await PageAsync("", 3);
        await AddAsync("Message 8");
        await DeleteAsync(first.Messages[^1].Id);

        var second = await PageAsync("", 3, first.Next);
        var third = await PageAsync("", 3, second.Next);

        Assert.Equal(["Message 7", "Message 6", "Message 5"], first.Messages.Select(one => one.Subject));
        Assert.Equal(["Message 4", "Message 3", "Message 2"], second.Messages.Select(one => one.Subject));
        Assert.Equal(["Message 1"], third.Messages.Select(one => one.Subject));
        Assert.Null(third.Next);
    }

    [Theory]
    [InlineData("report", "1 2")]
    [InlineData("REPO", "1 2")]
    [InlineData("\"repo\"", "")]
    [InlineData("subject:report", "1")]
    [InlineData("-report", "3")]
    [InlineData("cafe", "3")]
    [InlineData("from:ann@example.org", "1 2 3")]
    [InlineData("to:carol@example.com", "2")]
    [InlineData("to:example.com -subject:lunch", "")]
    [InlineData("cc:dave", "3")]
    [InlineData("addressed:dave", "3")]
    [InlineData("message-id:id-2@example", "2")]
    [InlineData("filename:plan.pdf", "1")]
    [InlineData("has:attachment", "1")]
    [InlineData("-has:attachment", "2 3")]
    [InlineData("tag:Work", "1")]
    [InlineData("-tag:work", "2 3")]
    [InlineData("is:tagged", "1")]
    [InlineData("is:unread", "2 3")]
    [InlineData("is:read", "1")]
    [InlineData("mailbox:BOB@example.org", "1 2 3")]
    [InlineData("mailbox:eve@example.org", "")]
    [InlineData("session:s1", "1 2 3")]
    [InlineData("before:2026-03-15", "1 2")]
    [InlineData("after:2026-03-15", "3")]
    [InlineData("after:2026-03-14T15:00Z before:2026-03-15", "1 2")]
    [InlineData("larger:5", "2 3")]
    [InlineData("smaller:6", "1")]
    [InlineData("\"quarterly report\"", "1")]
    [InlineData("\"report quarterly\"", "")]
    [InlineData("quarterly report has:attachment from:ann", "1")]
    [InlineData("\"a \\\" OR b\" NEAR( * ^x", "")]
    public async Task A_search_finds(string query, string found)
    {
        var one = await AddAsync("The quarterly report", size: 5, text: "Figures inside.", attachments: 1, files: "plan.pdf", tags: ["work"]);
        await AddAsync("Lunch?", size: 6, text: "Bring the report", to: "carol@example.com", messageId: "id-2@example");
        await AddAsync("Café", size: 7, cc: "dave@example.net", at: new DateTimeOffset(2026, 3, 15, 1, 0, 0, TimeSpan.Zero));
        await _store.MarkAsync(new MessageSelection.These([one]), unread: false, None);

        var messages = (await PageAsync(query, 10)).Messages;

        Assert.Equal(found, string.Join(' ', messages.Select(message => message.Key).Order()));
        var count = await _store.CountEntriesAsync(Query(query), TimeZoneInfo.Utc, None);
        Assert.Equal((messages.Count, messages.Count(message => message.Unread)), ((int)count.Total, (int)count.Unread));
    }

    [Fact]
    public async Task A_moment_without_an_offset_is_in_the_zone_of_the_reader()
    {
        await AddAsync("Noon", at: new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
        var zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(3), "x", "x");

        Assert.Single((await _store.ListEntriesAsync(new MessageWindow(Query("after:2026-03-15T15:00"), 10, Zone: zone), None)).Messages);
        Assert.Empty((await _store.ListEntriesAsync(new MessageWindow(Query("after:2026-03-15T15:01"), 10, Zone: zone), None)).Messages);
    }

    [Fact]
    public async Task Deleting_hides_until_it_is_taken_back_or_purged()
    {
        var (one, two, three) = (await AddAsync("One"), await AddAsync("Two"), await AddAsync("Three"));
        var first = await DeleteAsync(one, two);
        var second = await DeleteAsync(three, one);
        Assert.Equal([one, two], first.Ids);
        Assert.Equal([three], second.Ids);
        Assert.Empty(await ListAsync());
        Assert.Empty(await _store.ListMessagesAsync(10, None));
        Assert.Empty((await PageAsync("one", 10)).Messages);
        Assert.Empty(await _store.ListMailboxesAsync(10, None));
        Assert.Null(await _store.FindEntryAsync(one, None));

        Assert.Equal([one, two], await _store.RestoreAsync(first.Number, None));
        Assert.Equal(["Two", "One"], (await ListAsync()).Select(entry => entry.Subject));
        Assert.Equal("One", Assert.Single((await PageAsync("one", 10)).Messages).Subject);

        Assert.Equal(Some.Time.AddSeconds(100).AddTicks(1), await _store.OldestDeletionAsync(None));
        Assert.Equal(0, await _store.PurgeAsync(Some.Time.AddSeconds(99), None));
        Assert.Equal(1, await _store.PurgeAsync(Some.Time.AddSeconds(101), None));
        Assert.Null(await _store.FindMessageAsync(three, None));
        Assert.Empty(await _store.RestoreAsync(second.Number, None));
        Assert.Null(await _store.OldestDeletionAsync(None));
        Assert.Equal(2, Scalar("SELECT count(*) FROM messages"));
        Assert.Equal(2, Scalar("SELECT count(*) FROM entries"));
        Assert.Equal(0, Scalar("SELECT count(*) FROM words WHERE words MATCH 'three'"));
    }

    [Fact]
    public async Task All_means_those_too_that_are_not_in_the_index_yet()
    {
        await AddAsync("One");
        var early = await AcceptAsync();

        await _store.DeleteEntriesAsync(new MessageSelection.All(), Some.Time, None);
        await IndexAsync(early, "Early");

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Mailboxes_and_tags_are_counted()
    {
        var one = await AddAsync("One", tags: ["b", "A"]);
        var two = await AddAsync("Two", tags: ["a"]);
        await _store.MarkAsync(new MessageSelection.These([one]), unread: false, None);

        Assert.Equal(new MailboxCount("bob@example.org", 2, 1), Assert.Single(await _store.ListMailboxesAsync(10, None)));
        Assert.Equal([("A", 2L), ("b", 1L)], (await _store.ListTagsAsync(None)).Select(tag => (tag.Tag, tag.Total)));
        Assert.Equal([two], await _store.SetTagsAsync([two, new QueueId("0000000000000000")], ["c"], None));
        Assert.Equal(1, await _store.ChangeTagAsync("c", "C", None));
        Assert.Equal(1, await _store.ChangeTagAsync("b", "a", None));
        Assert.Equal(["A", "C"], (await _store.ListTagsAsync(None)).Select(tag => tag.Tag));
        Assert.Equal(1, await _store.ChangeTagAsync("A", null, None));
        Assert.Equal(["C"], (await _store.ListTagsAsync(None)).Select(tag => tag.Tag));
    }

    [Fact]
    public async Task Counts_that_are_kept_are_those_that_are_counted()
    {
        var choose = new Random(1);
        var ids = new List<QueueId>();
        var deletions = new List<long>();
        for (var round = 0; round < 60; round++)
        {
            var some = ids.Where(_ => choose.Next(3) == 0).ToArray();
            switch (choose.Next(6))
            {
                case 0: await _store.MarkAsync(new MessageSelection.These(some), unread: choose.Next(2) == 0, None); break;
                case 1: deletions.Add((await DeleteAsync(some)).Number); break;
                case 2 when deletions.Count > 0: await _store.RestoreAsync(deletions[choose.Next(deletions.Count)], None); break;
                case 3 when choose.Next(3) == 0: await _store.PurgeAsync(Some.Time.AddDays(1), None); break;
                case 4 when some.Length > 0: await _store.DeleteMessageAsync(some[0], None); break;
                default: ids.Add(await AddAsync($"Message {round}")); break;
            }
            var all = await _store.CountEntriesAsync(SearchQuery.Everything, TimeZoneInfo.Utc, None);
            Assert.Equal(Scalar("SELECT count(*) FROM entries WHERE deleted_at IS NULL"), all.Total);
            Assert.Equal(Scalar("SELECT coalesce(sum(unread), 0) FROM entries WHERE deleted_at IS NULL"), all.Unread);
            var boxes = await _store.ListMailboxesAsync(10, None);
            Assert.Equal(Scalar("SELECT count(*) FROM filed WHERE shown = 1"), boxes.Sum(box => box.Total));
            Assert.Equal(Scalar("SELECT coalesce(sum(unread), 0) FROM filed WHERE shown = 1"), boxes.Sum(box => box.Unread));
        }
        Assert.NotEmpty(ids);
    }

    [Fact]
    public async Task A_mark_tells_what_it_changed()
    {
        var (one, two) = (await AddAsync("One"), await AddAsync("Two"));
        Assert.Equal([one], await _store.MarkAsync(new MessageSelection.These([one]), unread: false, None));
        Assert.Equal([two], await _store.MarkAsync(new MessageSelection.All(), unread: false, None));
        Assert.Equal([one], await _store.MarkAsync(new MessageSelection.Matching(Query("one"), TimeZoneInfo.Utc), unread: true, None));
    }

    private Task<QueueId> AddAsync(
        string subject, int size = 1, string text = "", int attachments = 0, string files = "", string to = "bob@example.org", string? cc = null,
        string messageId = "", DateTimeOffset? at = null, IReadOnlyList<string>? tags = null) => Task.Run(async () =>
        {
            var id = await AcceptAsync(size, at);
            await IndexAsync(id, subject, text, attachments, files, to, cc, messageId, tags);
            return id;
        });

    private async Task<QueueId> AcceptAsync(int size = 1, DateTimeOffset? at = null)
    {
        await using var body = _store.CreateBody();
        await body.WriteAsync(new byte[size], None);
        return await _store.AcceptAsync(Some.Arrival(at), body, None);
    }

    private Task<IReadOnlyList<MessageEntry>> IndexAsync(
        QueueId id, string subject, string text = "", int attachments = 0, string files = "", string to = "bob@example.org", string? cc = null,
        string messageId = "", IReadOnlyList<string>? tags = null)
    {
        var addresses = new MessageAddresses(
            [new NamedAddress("Ann", "ann@example.org")], [new NamedAddress("", to)], cc is null ? [] : [new NamedAddress("", cc)], [], []);
        return _store.IndexAsync(
            [
                new IndexedContent(
                    id, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), subject, addresses, messageId, text, attachments, 0, files,
                    text, tags ?? []),
            ],
            None);
    }

    private Task<Deletion> DeleteAsync(params QueueId[] ids) =>
        _store.DeleteEntriesAsync(new MessageSelection.These(ids), Some.Time.AddSeconds(100), None);

    private async Task<IReadOnlyList<MessageEntry>> ListAsync() => (await PageAsync("", 100)).Messages;

    private Task<MessagePage> PageAsync(string query, int limit, long? before = null) =>
        _store.ListEntriesAsync(new MessageWindow(Query(query), limit, before), None);

    private static SearchQuery Query(string text) =>
        SearchGrammar.Read(text).Match(query => query, error => throw new ArgumentException(error.Message));

    private long Scalar(string sql)
    {
        using var connection = StoreFixture.Connect(_fixture.Path);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
