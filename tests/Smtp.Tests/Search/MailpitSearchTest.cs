using Smtp.Parsing.Search;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Search;

/// <summary>Searches as Mailpit's documentation has them.</summary>
public sealed class MailpitSearchTest
{
    [Theory]
    [InlineData("from:ann@example.org", SearchField.From, "ann@example.org")]
    [InlineData("subject:Welcome", SearchField.Subject, "Welcome")]
    [InlineData("subject:\"Welcome to us\"", SearchField.Subject, "Welcome to us")]
    [InlineData("\"subject:Welcome to us\"", SearchField.Subject, "Welcome to us")]
    [InlineData("Message-ID:<1@example.org>", SearchField.MessageId, "<1@example.org>")]
    [InlineData("addressed:bob", SearchField.Addressed, "bob")]
    [InlineData("hello", SearchField.Anywhere, "hello")]
    [InlineData("\"hello there\"", SearchField.Anywhere, "hello there")]
    public void Filters_and_words(string query, SearchField field, string words)
    {
        Assert.Equal(new SearchTerm(new SearchTest.Text(field, words, Whole: false)), Only(query));
        Assert.Equal(new SearchTerm(new SearchTest.Text(field, words, Whole: false), Not: true), Only("-" + query));
        Assert.Equal(new SearchTerm(new SearchTest.Text(field, words, Whole: false), Not: true), Only("!" + query));
    }

    [Fact]
    public void A_quoted_filter_ends_at_its_quotation_mark() => Assert.Equal(
        Seq<SearchTerm>(
            new(new SearchTest.Text(SearchField.Subject, "a b", Whole: false)),
            new(new SearchTest.Tag("To do"), Not: true),
            new(new SearchTest.Has(SearchFeature.Unread)),
            new(new SearchTest.Larger(2048))),
        Read("subject:\"a b\" -tag:\"To do\"  is:unread larger:2kb").Terms);

    [Theory]
    [InlineData("order:1234")]
    [InlineData("is:urgent")]
    [InlineData("has:fun")]
    [InlineData("larger:big")]
    [InlineData("10:30")]
    [InlineData("https://example.org/a?b=c")]
    public void What_is_no_filter_is_words(string query) =>
        Assert.Equal(new SearchTest.Text(SearchField.Anywhere, query, Whole: false), Only(query).Test);

    [Theory]
    [InlineData("")]
    [InlineData("- ! \"\" ...")]
    [InlineData("subject: from:\"\" tag: before:")]
    public void What_says_nothing_asks_for_nothing(string query) => Assert.Equal(SearchQuery.Everything, Read(query));

    [Theory]
    [InlineData("hello before:yesterday", 13)]
    [InlineData("-after:2026-13-01", 7)]
    public void A_date_that_is_none_is_an_error(string query, int position)
    {
        var error = MailpitSearch.Read(query).LeftToSeq().Head;
        Assert.Equal(position, error.Position);
        Assert.Contains("takes a date", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_open_quotation_mark_reaches_to_the_end() =>
        Assert.Equal(new SearchTest.Text(SearchField.Subject, "a b c", Whole: false), Only("subject:\"a b c").Test);

    [Fact]
    public void There_are_bounds()
    {
        Assert.True(MailpitSearch.Read(new string('a', 1001)).IsLeft);
        Assert.Equal(64, MailpitSearch.Read(string.Join(' ', Enumerable.Repeat("a", 33))).LeftToSeq().Head.Position);
    }

    private static SearchQuery Read(string query) =>
        MailpitSearch.Read(query).Match(read => read, error => throw new ArgumentException($"{error.Position}: {error.Message}"));

    private static SearchTerm Only(string query) => Assert.Single(Read(query).Terms);
}
