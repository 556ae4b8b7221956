using MimeKit;
using Smtp.Host.Web.Mailpit;

namespace Smtp.Host.Tests.Web.Mailpit;

public sealed class ListUnsubscribeTest
{
    [Theory]
    [InlineData("<mailto:leave@example.org>", "mailto:leave@example.org", "")]
    [InlineData("<https://example.org/leave?id=1>, <mailto:leave@example.org>", "https://example.org/leave?id=1 mailto:leave@example.org", "")]
    [InlineData("(by mail) <mailto:leave@example.org> , (or here) <HTTPS://example.org/>", "mailto:leave@example.org HTTPS://example.org/", "")]
    [InlineData("mailto:leave@example.org", "", "the links are not in angle brackets with commas between them")]
    [InlineData("<mailto:leave@example.org> <https://example.org/>", "", "the links are not in angle brackets with commas between them")]
    [InlineData("<mailto:a@example.org>, <mailto:b@example.org>", "mailto:a@example.org", "'mailto:b@example.org' is the second link of its kind")]
    [InlineData("<http://example.org/>, <https://example.org/>", "http://example.org/", "'https://example.org/' is the second link of its kind")]
    [InlineData("<tel:123>, <here>", "", "'tel:123' begins neither with mailto: nor with http(s):; 'here' is no link")]
    [InlineData("<https://example.org/a b>", "", "'https://example.org/a b' is no link")]
    public void Links_and_what_is_wrong_with_them(string header, string links, string errors)
    {
        var read = ListUnsubscribe.Of(new HeaderList { { "List-Unsubscribe", header }, { "List-Unsubscribe-Post", "List-Unsubscribe=One-Click" } });

        Assert.Equal((header, links, errors, "List-Unsubscribe=One-Click"), (read.Header, string.Join(' ', read.Links), read.Errors, read.HeaderPost));
    }

    [Fact]
    public void A_message_without_it_offers_nothing() =>
        Assert.Equivalent(new MailpitUnsubscribe("", [], "", ""), ListUnsubscribe.Of([]));
}
