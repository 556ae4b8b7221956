using Smtp.Domain.Mail;
using Smtp.Host.Storage;
using Smtp.Host.Tests.Storage;
using Smtp.Parsing.Search;

namespace Smtp.Host.Tests.Web;

/// <summary>Lists of messages, on the store alone.</summary>
public sealed class IndexTest : IndexRun
{
    [Fact]
    public async Task A_message_is_listed_once_it_is_in_the_index_and_stays_so_after_a_restart()
    {
        var id = await AcceptAsync();
        Assert.Empty(await ListAsync());
        Assert.Equal(id, Assert.Single(await Store.ListUnindexedAsync(10, None)).Id);

        await IndexAsync(id, "Hello");

        Assert.Empty(await Store.ListUnindexedAsync(10, None));
        await Store.DisposeAsync();
        Store = await Fixture.OpenAsync();
        var entry = Assert.Single(await ListAsync());
        Assert.Equal((id, "Hello", true, "s1"), (entry.Id, entry.Subject, entry.Unread, entry.Session));
        Assert.Equal(new NamedAddress("Ann", "ann@example.org"), Assert.Single(entry.Addresses.From));
        Assert.Equal(["bob@example.org"], entry.Mailboxes);
        Assert.Equal(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), entry.Date);
        Assert.Equal(TimeSpan.FromHours(2), entry.Date!.Value.Offset);
    }

    [Fact]
    public async Task What_is_to_be_taken_in_is_found_in_order_after_a_restart_too_and_whatever_was_deleted()
    {
        QueueId[] ids = [await AddAsync("1"), await AddAsync("2"), await AcceptAsync(), await AcceptAsync(), await AcceptAsync()];
        await DeleteAsync(ids[1], ids[3]);
        await Store.PurgeAsync(DateTimeOffset.MaxValue, None);
        await Store.DisposeAsync();
        Store = await Fixture.OpenAsync();

        Assert.Equal([ids[2], ids[4]], (await Store.ListUnindexedAsync(10, None)).Select(message => message.Id));
        Assert.Equal([ids[2]], (await Store.ListUnindexedAsync(1, None)).Select(message => message.Id));
        foreach (var id in (QueueId[])[ids[2], ids[4]]) await IndexAsync(id, "more");
        Assert.Empty(await Store.ListUnindexedAsync(10, None));

        var last = await AcceptAsync();
        Assert.Equal([last], (await Store.ListUnindexedAsync(10, None)).Select(message => message.Id));
    }

    [Fact]
    public async Task A_message_that_lies_in_another_mailbox_since_is_taken_in_again_before_those_that_are_new()
    {
        var placing = new Placing([null], [new NewDelivery(0, "bob@example.org", "embedded")]);
        await using (var body = Store.CreateBody()) await Store.AcceptAsync(Some.Arrival() with { Placing = placing }, body, None);
        var through = await AddAsync("Another");
        var fresh = await AcceptAsync();
        var lease = await Store.LeaseAsync("embedded", 10, Some.Time, None);
        var ended = lease.Deliveries[0];

        await Store.SettleAsync(new Settlement(lease.Token, [new(ended.Key, true, ended.Progress, Mailbox: "bob")], [], []), None);

        Assert.Equal([ended.Message, fresh], (await Store.ListUnindexedAsync(10, None)).Select(message => message.Id));
        await IndexAsync(ended.Message, "Late");
        Assert.Equal([through, ended.Message], (await ListAsync()).Select(entry => entry.Id));
        Assert.Equal([fresh], (await Store.ListUnindexedAsync(10, None)).Select(message => message.Id));
    }

    [Fact]
    public async Task A_message_that_is_deleted_while_it_is_read_is_not_listed()
    {
        var id = await AcceptAsync();
        await Store.DeleteMessageAsync(id, None);
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

    [Fact]
    public async Task Deleting_hides_until_it_is_taken_back_or_purged()
    {
        var (one, two, three) = (await AddAsync("One"), await AddAsync("Two"), await AddAsync("Three"));
        var first = await DeleteAsync(one, two);
        var second = await DeleteAsync(three, one);
        Assert.Equal([one, two], first.Ids);
        Assert.Equal([three], second.Ids);
        Assert.Empty(await ListAsync());
        Assert.Empty(await Store.ListMessagesAsync(10, None));
        Assert.Empty((await PageAsync("one", 10)).Messages);
        Assert.Empty(await Store.ListMailboxesAsync(10, None));
        Assert.Null(await Store.FindEntryAsync(one, None));

        Assert.Equal([one, two], await Store.RestoreAsync(first.Number, None));
        Assert.Equal(["Two", "One"], (await ListAsync()).Select(entry => entry.Subject));
        Assert.Equal("One", Assert.Single((await PageAsync("one", 10)).Messages).Subject);

        Assert.Equal(Some.Time.AddSeconds(100).AddTicks(1), await Store.OldestDeletionAsync(None));
        Assert.Equal(0, await Store.PurgeAsync(Some.Time.AddSeconds(99), None));
        Assert.Equal(1, await Store.PurgeAsync(Some.Time.AddSeconds(101), None));
        Assert.Null(await Store.FindMessageAsync(three, None));
        Assert.Empty(await Store.RestoreAsync(second.Number, None));
        Assert.Null(await Store.OldestDeletionAsync(None));
        Assert.Equal(2, Scalar("SELECT count(*) FROM messages"));
        Assert.Equal(2, Scalar("SELECT count(*) FROM entries"));
        Assert.Equal(0, Scalar("SELECT count(*) FROM words WHERE words MATCH 'three'"));
    }

    [Fact]
    public async Task All_means_those_too_that_are_not_in_the_index_yet()
    {
        await AddAsync("One");
        var early = await AcceptAsync();

        await Store.DeleteEntriesAsync(new MessageSelection.All(), Some.Time, None);
        await IndexAsync(early, "Early");

        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task Mailboxes_and_tags_are_counted()
    {
        var one = await AddAsync("One", tags: ["b", "A"]);
        var two = await AddAsync("Two", tags: ["a"]);
        await Store.MarkAsync(new MessageSelection.These([one]), unread: false, None);

        Assert.Equal(new MailboxCount("bob@example.org", 2, 1), Assert.Single(await Store.ListMailboxesAsync(10, None)));
        Assert.Equal([("A", 2L), ("b", 1L)], (await Store.ListTagsAsync(None)).Select(tag => (tag.Tag, tag.Total)));
        Assert.Equal([two], await Store.SetTagsAsync([two, new QueueId("0000000000000000")], ["c"], None));
        Assert.Equal(1, await Store.ChangeTagAsync("c", "C", None));
        Assert.Equal(1, await Store.ChangeTagAsync("b", "a", None));
        Assert.Equal(["A", "C"], (await Store.ListTagsAsync(None)).Select(tag => tag.Tag));
        Assert.Equal(1, await Store.ChangeTagAsync("A", null, None));
        Assert.Equal(["C"], (await Store.ListTagsAsync(None)).Select(tag => tag.Tag));
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
                case 0: await Store.MarkAsync(new MessageSelection.These(some), unread: choose.Next(2) == 0, None); break;
                case 1: deletions.Add((await DeleteAsync(some)).Number); break;
                case 2 when deletions.Count > 0: await Store.RestoreAsync(deletions[choose.Next(deletions.Count)], None); break;
                case 3 when choose.Next(3) == 0: await Store.PurgeAsync(Some.Time.AddDays(1), None); break;
                case 4 when some.Length > 0: await Store.DeleteMessageAsync(some[0], None); break;
                default: ids.Add(await AddAsync($"Message {round}")); break;
            }
            var all = await Store.CountEntriesAsync(SearchQuery.Everything, TimeZoneInfo.Utc, None);
            Assert.Equal(Scalar("SELECT count(*) FROM entries WHERE deleted_at IS NULL"), all.Total);
            Assert.Equal(Scalar("SELECT coalesce(sum(unread), 0) FROM entries WHERE deleted_at IS NULL"), all.Unread);
            var boxes = await Store.ListMailboxesAsync(10, None);
            Assert.Equal(Scalar("SELECT count(*) FROM filed WHERE shown = 1"), boxes.Sum(box => box.Total));
            Assert.Equal(Scalar("SELECT coalesce(sum(unread), 0) FROM filed WHERE shown = 1"), boxes.Sum(box => box.Unread));
        }
        Assert.NotEmpty(ids);
    }

    [Fact]
    public async Task A_mark_tells_what_it_changed()
    {
        var (one, two) = (await AddAsync("One"), await AddAsync("Two"));
        Assert.Equal([one], await Store.MarkAsync(new MessageSelection.These([one]), unread: false, None));
        Assert.Equal([two], await Store.MarkAsync(new MessageSelection.All(), unread: false, None));
        Assert.Equal([one], await Store.MarkAsync(new MessageSelection.Matching(Query("one"), TimeZoneInfo.Utc), unread: true, None));
    }
}
