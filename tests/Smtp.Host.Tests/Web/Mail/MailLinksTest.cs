using System.Diagnostics;
using Smtp.Host.Web.Mail;

namespace Smtp.Host.Tests.Web.Mail;

public sealed class MailLinksTest
{
    [Theory]
    [InlineData("See https://example.org/a.", "https://example.org/a")]
    [InlineData("See https://example.org/a?b=c&d=e#f, please", "https://example.org/a?b=c&d=e#f")]
    [InlineData("(https://example.org/a)", "https://example.org/a")]
    [InlineData("https://example.org/wiki/A_(b)", "https://example.org/wiki/A_(b)")]
    [InlineData("(see https://example.org/wiki/A_(b))", "https://example.org/wiki/A_(b)")]
    [InlineData("Is it https://example.org/?", "https://example.org/")]
    [InlineData("\"https://example.org/a\"!", "https://example.org/a")]
    [InlineData("‘https://example.org/a’", "https://example.org/a")]
    [InlineData("**https://example.org/a**", "https://example.org/a")]
    [InlineData("[link](https://example.org/a)", "https://example.org/a")]
    [InlineData("<https://example.org/a.>", "https://example.org/a.")]
    [InlineData("HTTP://EXAMPLE.ORG/A", "HTTP://EXAMPLE.ORG/A")]
    [InlineData("http://[::1]:8025/mail", "http://[::1]:8025/mail")]
    [InlineData("https://例え.jp/ページ。", "https://例え.jp/ページ")]
    [InlineData("write to mailto:ann@example.org?subject=hi.", "mailto:ann@example.org?subject=hi")]
    [InlineData("https://a.example/1\nhttps://a.example/2", "https://a.example/1 https://a.example/2")]
    [InlineData("twice https://a.example/1 https://a.example/1", "https://a.example/1")]
    public void In_text_an_address_ends_before_what_ends_the_sentence(string text, string links) =>
        Assert.Equal(links.Split(' '), MailLinks.Of([text], "").Select(link => link.Url));

    [Theory]
    [InlineData("ftp://example.org/a javascript:alert(1) file:///etc/passwd data:text/html,x tel:123 cid:x")]
    [InlineData("https:// http:/// mailto: xhttps://example.org")]
    [InlineData("www.example.org and ann@example.org")]
    public void Other_schemes_are_no_links(string text)
    {
        Assert.Empty(MailLinks.Of([text], ""));
        foreach (var word in text.Split(' ')) Assert.Empty(MailLinks.Of([], $"<a href=\"{word}\">x</a>"));
    }

    [Theory]
    [InlineData("<a href=\"https://example.org/a?b=1&amp;c=2\">Confirm <b>now</b></a>", "https://example.org/a?b=1&c=2", "Confirm now")]
    [InlineData("<A HREF='https://example.org/a'>\n  Confirm\n  your address </A>", "https://example.org/a", "Confirm your address")]
    [InlineData("<a href=https://example.org/a>x", "https://example.org/a", "x")]
    [InlineData("<a href=\" https://example.org/\n a\t\">x</a>", "https://example.org/ a", "x")]
    [InlineData("<a href=\"https://example.org/a\"><img src=\"https://example.org/i.png\" alt=\"Confirm\"></a>", "https://example.org/a", "Confirm")]
    [InlineData("<a href=\"mailto:ann@example.org\">Ann</a>", "mailto:ann@example.org", "Ann")]
    [InlineData("<map><area href=\"https://example.org/a\" alt=\"North\"></map>", "https://example.org/a", "North")]
    public void In_HTML_a_link_has_its_words(string html, string url, string text) =>
        Assert.Equal(new MailLink(url, text), Assert.Single(MailLinks.Of([], html)));

    [Fact]
    public void Links_of_the_HTML_come_first_and_those_of_the_text_that_it_does_not_have_behind_them()
    {
        const string Html = "<p>https://a.example/bare</p><a href=\"https://a.example/2\">Two</a><a href=\"/relative\">x</a>";
        var links = MailLinks.Of(["https://a.example/1 https://a.example/2", MailText.OfHtml(Html, 1000)], Html);
        Assert.Equal(
            [new("https://a.example/2", "Two"), new("https://a.example/1", ""), new MailLink("https://a.example/bare", "")], links);
    }

    [Fact]
    public void There_are_bounds_to_it()
    {
        var text = string.Join(' ', Enumerable.Range(0, 2000).Select(i => $"https://a.example/{i}"));
        Assert.Equal(MailLinks.Most, MailLinks.Of([text], "").Count);
        Assert.Empty(MailLinks.Of([$"https://a.example/{new string('a', 5000)}"], $"<a href=\"https://a.example/{new string('b', 5000)}\">x</a>"));

        var began = Stopwatch.GetTimestamp();
        foreach (var unit in new[] { "https://", "https://a.example/)", "<a href=https://a.example/>", "(", "mailto:", $"https://a.example/{new string(')', 4000)} " })
            MailLinks.Of([string.Concat(Enumerable.Repeat(unit, 500_000 / unit.Length))], string.Concat(Enumerable.Repeat(unit, 500_000 / unit.Length)));
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60));
    }
}
