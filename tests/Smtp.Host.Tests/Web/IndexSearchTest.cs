using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Web;

/// <summary>Searches, on the store alone.</summary>
public sealed class IndexSearchTest : IndexRun
{
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
        await Store.MarkAsync(new MessageSelection.These([one]), unread: false, None);

        var messages = (await PageAsync(query, 10)).Messages;

        Assert.Equal(found, string.Join(' ', messages.Select(message => message.Key).Order()));
        var count = await Store.CountEntriesAsync(Query(query), TimeZoneInfo.Utc, None);
        Assert.Equal((messages.Count, messages.Count(message => message.Unread)), ((int)count.Total, (int)count.Unread));
    }

    [Fact]
    public async Task A_moment_without_an_offset_is_in_the_zone_of_the_reader()
    {
        await AddAsync("Noon", at: new DateTimeOffset(2026, 3, 15, 12, 0, 0, TimeSpan.Zero));
        var zone = TimeZoneInfo.CreateCustomTimeZone("x", TimeSpan.FromHours(3), "x", "x");

        Assert.Single((await Store.ListEntriesAsync(new MessageWindow(Query("after:2026-03-15T15:00"), 10, Zone: zone), None)).Messages);
        Assert.Empty((await Store.ListEntriesAsync(new MessageWindow(Query("after:2026-03-15T15:01"), 10, Zone: zone), None)).Messages);
    }
}
