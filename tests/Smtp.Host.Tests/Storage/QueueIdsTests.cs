using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

public sealed class QueueIdsTests
{
    [Fact]
    public void Names_are_short_and_easy_to_read_aloud()
    {
        var id = new QueueIds(new ManualClock()).Next().Text;
        Assert.Matches("^[0-9a-hjkmnp-tv-z]{16}$", id);
        Assert.True(QueueId.IsValid(id));
    }

    [Fact]
    public void Names_never_repeat_and_sort_like_the_time_they_were_given_at()
    {
        var clock = new ManualClock();
        var ids = new QueueIds(clock);
        var given = new List<string>();
        for (var i = 0; i < 10_000; i++)
        {
            if (i % 100 == 0) clock.Now += TimeSpan.FromMilliseconds(1);
            given.Add(ids.Next().Text);
        }

        Assert.Equal(given, given.Order(StringComparer.Ordinal));
        Assert.Equal(10_000, given.Distinct().Count());
    }

    [Fact]
    public void A_clock_that_is_set_back_brings_no_old_names()
    {
        var clock = new ManualClock();
        var ids = new QueueIds(clock);
        var before = ids.Next().Text;
        clock.Now -= TimeSpan.FromDays(1);

        Assert.True(string.CompareOrdinal(before, ids.Next().Text) < 0);
    }

    [Fact]
    public void Two_makers_in_the_same_millisecond_give_different_names()
    {
        var clock = new ManualClock();
        Assert.NotEqual(new QueueIds(clock).Next(), new QueueIds(clock).Next());
    }
}
