using Smtp.Parsing.Search;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Search;

public sealed class SearchGrammarTest
{
    [Fact]
    public void Nothing_means_everything()
    {
        Assert.Equal(SearchQuery.Everything, Read(""));
        Assert.Equal(SearchQuery.Everything, Read("  \t "));
        Assert.Equal(SearchQuery.Everything, Read("- ! \"\" ..."));
    }

    [Fact]
    public void Words_and_phrases_are_looked_for_anywhere() => Assert.Equal(
        Seq<SearchTerm>(
            new(new SearchTest.Text(SearchField.Anywhere, "hello", Whole: false)),
            new(new SearchTest.Text(SearchField.Anywhere, "the report", Whole: true)),
            new(new SearchTest.Text(SearchField.Anywhere, "spam", Whole: false), Not: true),
            new(new SearchTest.Text(SearchField.Anywhere, "more spam", Whole: true), Not: true)),
        Read(" hello \"the report\"  -spam !\"more spam\"").Terms);

    [Theory]
    [InlineData("from:ann", SearchField.From)]
    [InlineData("To:ann", SearchField.To)]
    [InlineData("CC:ann", SearchField.Cc)]
    [InlineData("bcc:ann", SearchField.Bcc)]
    [InlineData("reply-to:ann", SearchField.ReplyTo)]
    [InlineData("addressed:ann", SearchField.Addressed)]
    [InlineData("subject:ann", SearchField.Subject)]
    [InlineData("message-id:ann", SearchField.MessageId)]
    [InlineData("filename:ann", SearchField.FileName)]
    public void A_field_says_where(string query, SearchField field)
    {
        Assert.Equal(new SearchTerm(new SearchTest.Text(field, "ann", Whole: false)), Only(query));
        Assert.Equal(new SearchTerm(new SearchTest.Text(field, "ann", Whole: false), Not: true), Only("-" + query));
        Assert.Equal(
            new SearchTerm(new SearchTest.Text(field, "ann lee", Whole: true)), Only(query.Replace("ann", "\"ann lee\"", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("is:unread", SearchFeature.Unread)]
    [InlineData("IS:Read", SearchFeature.Read)]
    [InlineData("is:tagged", SearchFeature.Tagged)]
    [InlineData("has:attachment", SearchFeature.Attachment)]
    [InlineData("has:attachments", SearchFeature.Attachment)]
    [InlineData("has:inline", SearchFeature.Inline)]
    public void Features(string query, SearchFeature feature) => Assert.Equal(new SearchTest.Has(feature), Only(query).Test);

    [Fact]
    public void Tags_mailboxes_and_sessions_are_names()
    {
        Assert.Equal(new SearchTest.Tag("to do"), Only("tag:\"to do\"").Test);
        Assert.Equal(new SearchTest.Mailbox("bob@example.org"), Only("mailbox:bob@example.org").Test);
        Assert.Equal(new SearchTest.Session("s1"), Only("session:s1").Test);
    }

    [Theory]
    [InlineData("larger:500", 500)]
    [InlineData("larger:10k", 10 * 1024)]
    [InlineData("larger:1.5MB", 3 * 512 * 1024)]
    [InlineData("larger:2GiB", 2L << 30)]
    public void Sizes(string query, long octets)
    {
        Assert.Equal(new SearchTest.Larger(octets), Only(query).Test);
        Assert.Equal(new SearchTest.Smaller(octets), Only(query.Replace("larger", "smaller", StringComparison.Ordinal)).Test);
    }

    [Theory]
    [InlineData("before:2026-01-31", "2026-01-31T00:00", null)]
    [InlineData("before:2026/01/31", "2026-01-31T00:00", null)]
    [InlineData("before:\"2026-01-31 15:30\"", "2026-01-31T15:30", null)]
    [InlineData("before:2026-01-31T15:30Z", "2026-01-31T15:30", 0)]
    [InlineData("before:2026-01-31T15:30:05-01:30", "2026-01-31T15:30:05", -90)]
    public void Moments(string query, string local, int? offset)
    {
        var moment = new SearchMoment(
            DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture), offset is { } minutes ? TimeSpan.FromMinutes(minutes) : None);
        Assert.Equal(new SearchTest.Before(moment), Only(query).Test);
        Assert.Equal(new SearchTest.After(moment), Only(query.Replace("before", "after", StringComparison.Ordinal)).Test);
    }

    [Theory]
    [InlineData("http://example.org/a", "http://example.org/a")]
    [InlineData("10:30", "10:30")]
    [InlineData("Re:", "Re:")]
    [InlineData("\"form:ann\"", "form:ann")]
    public void A_colon_alone_makes_no_field(string query, string words) =>
        Assert.Equal(words, Assert.IsType<SearchTest.Text>(Only(query).Test).Words);

    [Theory]
    [InlineData("hello \"world", 6, "quotation mark")]
    [InlineData("a form:ann", 2, "there is no 'form:'")]
    [InlineData("a -form:ann", 3, "there is no 'form:'")]
    [InlineData("from:", 5, "needs a value")]
    [InlineData("from: ann", 5, "needs a value")]
    [InlineData("x is:green", 5, "'is:' takes unread, read or tagged, not 'green'")]
    [InlineData("has:fun", 4, "'has:' takes attachment or inline")]
    [InlineData("before:yesterday", 7, "takes a date")]
    [InlineData("after:2026-13-01", 6, "takes a date")]
    [InlineData("-larger:big", 8, "takes a size")]
    [InlineData("larger:-1", 7, "takes a size")]
    public void Bad_syntax_is_an_error_with_its_place(string query, int position, string words)
    {
        var error = SearchGrammar.Read(query).LeftToSeq().Head;
        Assert.Equal(position, error.Position);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_bounds()
    {
        Assert.Equal(SearchGrammar.MaxLength, SearchGrammar.Read(new string('a', 1001)).LeftToSeq().Head.Position);
        Assert.Equal(64, SearchGrammar.Read(string.Join(' ', Enumerable.Repeat("a", 33))).LeftToSeq().Head.Position);
    }

    private static SearchQuery Read(string query) =>
        SearchGrammar.Read(query).Match(read => read, error => throw new ArgumentException($"{error.Position}: {error.Message}"));

    private static SearchTerm Only(string query) => Assert.Single(Read(query).Terms);
}
