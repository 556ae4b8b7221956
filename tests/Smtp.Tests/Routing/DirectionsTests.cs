using System.Net;
using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Parsing.Grammar;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Routing;

/// <summary>Where mail goes.</summary>
public sealed class DirectionsTests
{
    private static readonly string[] Accounts = ["ann@example.org", "bob"];

    [Theory]
    [InlineData("anyone@anywhere.test", "anyone@anywhere.test by mailbox:")]
    [InlineData("postmaster", "postmaster@us.example by mailbox:")]
    [InlineData("ann+lists@[192.0.2.1]", "ann+lists@[192.0.2.1] by mailbox:")]
    public void With_nothing_configured_everything_stays_here(string path, string found) =>
        Assert.Equal(found, Told(Of([]), path));

    [Theory]
    [InlineData("ann@example.org", "ann@example.org by maildir:/var/mail/{user}")]
    [InlineData("ann@EXAMPLE.org", "ann@EXAMPLE.org by maildir:/var/mail/{user}")]
    [InlineData("ann@sub.example.org", "ann@sub.example.org by lmtp://127.0.0.1:24")]
    [InlineData("ann@a.b.example.org", "ann@a.b.example.org by lmtp://127.0.0.1:24")]
    [InlineData("ann@notexample.org", "ann@notexample.org by smtp://127.0.0.1:2526, relayed")]
    [InlineData("boss@example.org", "boss@example.org by mailbox:")]
    [InlineData("Boss+private@example.org", "Boss+private@example.org by mailbox:")]
    [InlineData("ann@xn--jxalpdlp.example", "ann@xn--jxalpdlp.example by mx:, relayed")]
    public void With_routes_alone_the_first_that_matches_is_taken(string path, string found) =>
        Assert.Equal(found, Told(Of([],
            ("boss@example.org", "mailbox:"), ("Example.ORG", "maildir:/var/mail/{user}"), (".example.org", "lmtp://127.0.0.1:24"),
            ("δοκιμή.example", "mx:"), ("*", "smtp://127.0.0.1:2526")), path));

    [Fact]
    public void Where_no_route_matches_mail_goes_nowhere() =>
        Assert.Equal("no route", Told(Of([], ("example.org", "mailbox:")), "ann@example.net"));

    [Theory]
    [InlineData("ann@example.org", "ann@example.org by mailbox:")]
    [InlineData("info@example.org", "ann@example.org by mailbox:")]
    [InlineData("ann+tag@example.org", "ann+tag@example.org by mailbox:")]
    [InlineData("bob@example.net", "bob@example.net by mailbox:")]
    [InlineData("zoe@example.org", "nobody")]
    [InlineData("zoe@example.net", "ann@example.org by mailbox:")]
    [InlineData("postmaster", "postmaster@example.org by mailbox:")]
    [InlineData("postmaster@example.net", "postmaster@example.net by mailbox:")]
    [InlineData("ann@elsewhere.test", "no route to others")]
    public void Of_our_domains_accounts_are_asked_and_others_are_not_ours(string path, string found) =>
        Assert.Equal(found, Told(Of(["example.org", "example.net"]), path));

    [Theory]
    [InlineData("zoe@backup.example", "zoe@backup.example by mx:")]
    [InlineData("zoe+tag@agent.example", "zoe+tag@agent.example by lmtp+unix:/run/lmtp")]
    [InlineData("zoe@example.org", "nobody")]
    [InlineData("ann@example.org", "ann@example.org by maildir:/var/mail/{user}")]
    [InlineData("info@example.org", "ann@example.org by maildir:/var/mail/{user}")]
    [InlineData("zoe@example.net", "zoe@backup.example by mx:")]
    [InlineData("ann@elsewhere.test", "ann@elsewhere.test by smtp://127.0.0.1:2526, relayed")]
    public void A_host_that_takes_mail_over_knows_its_own_mailboxes(string path, string found) =>
        Assert.Equal(found, Told(Of(["example.org", "example.net", "backup.example", "agent.example"],
            ("backup.example", "mx:"), ("agent.example", "lmtp+unix:/run/lmtp"), ("example.org", "maildir:/var/mail/{user}"),
            ("example.net", "mailbox:"), ("*", "smtp://127.0.0.1:2526")), path, catchAll: "zoe@backup.example"));

    [Fact]
    public void Where_an_alias_leads_to_another_host_anybody_may_send_by_it_and_by_it_alone()
    {
        var directions = Of(["example.org"], ("example.org", "mailbox:"), ("*", "mx:")) with
        {
            Book = new AddressBook(Seq1("example.org"), Seq1(new Alias("away", "ann@elsewhere.test")), []),
        };
        Assert.Equal("ann@elsewhere.test by mx:", Told(directions, "away@example.org"));
        Assert.Equal("ann@elsewhere.test by mx:, relayed", Told(directions, "ann@elsewhere.test"));
        Assert.Empty(directions.Problems());

        var closed = directions with { Routes = RouteTable.Empty };
        Assert.Equal("no route", Told(closed, "away@example.org"));
        Assert.Equal<string[]>(["Alias 'away' goes to 'ann@elsewhere.test', and no route leads there."], closed.Problems().ToArray());
    }

    [Theory]
    [InlineData("ann@example.org", "ann@example.org by mailbox:")]
    [InlineData("zoe@example.org", "zoe@example.org by mailbox:")]
    [InlineData("ann@elsewhere.test", "none")]
    public void What_was_found_before_is_found_again_without_asking_for_accounts(string address, string found)
    {
        var directions = Of(["example.org"]);
        var placement = directions.Place(Mailboxes.Parse(address).IfNone(() => throw new FormatException(address)));
        Assert.Equal(found, placement.Map(Told).IfNone("none"));
    }

    [Fact]
    public void The_owner_of_a_mailbox_is_without_the_sub_address()
    {
        var found = Of([], ("*", "maildir:/var/mail/{user}")).Find(Path("Ann+lists@example.org")).Settle(_ => false);
        Assert.Equal("Ann@example.org", found.Map(there => there.Owner.ToString()).IfNone(""));
    }

    [Theory]
    [InlineData("192.0.2.9", false, true)]
    [InlineData("::ffff:192.0.2.9", false, true)]
    [InlineData("198.51.100.1", false, false)]
    [InlineData("198.51.100.1", true, true)]
    [InlineData("", false, false)]
    [InlineData("", true, true)]
    public void Those_who_proved_who_they_are_and_trusted_networks_may_relay(string client, bool authenticated, bool may)
    {
        var directions = Of([]) with { Trusted = Seq1("192.0.2.0/24").Choose(Network.Read).Strict() };
        Assert.Equal(may, directions.MayRelay(client.Length == 0 ? None : IPAddress.Parse(client), authenticated));
    }

    [Fact]
    public void Routes_that_are_never_taken_are_told() => Assert.Equal<string[]>(
        [
            "The route to 'EXAMPLE.org' is never taken: the one to 'example.org' before it takes all its mail.",
            "The route to 'b.example' is never taken: the one to '*' before it takes all its mail.",
        ],
        Of([], ("example.org", "mailbox:"), ("EXAMPLE.org", "mx:"), ("*", "mx:"), ("b.example", "mailbox:")).Routes.Problems().ToArray());

    [Fact]
    public void Without_a_domain_of_ours_and_without_trust_nothing_is_ever_relayed() =>
        Gen.Select(Gen.OneOf("a.example", "b.example", "c.example"), Gen.OneOf("*", "a.example", "b.example"), Gen.OneOf("mx:", "smtp://h.example", "mailbox:"))
            .Sample((domain, to, via) =>
            {
                var directions = Of(["a.example"], (to, via));
                return directions.Find(Path($"x@{domain}")).Settle(_ => true).Case is not Placement there
                    || there.IsRelay == (domain != "a.example");
            });

    private static Directions Of(string[] domains, params (string To, string Via)[] routes) => new(
        new HostName.Named(new DomainName("us.example")), Book(domains, "ann@example.org"),
        new RouteTable(toSeq(routes).Map(route => new Route(
            RouteTo.Read(route.To).IfNone(() => throw new FormatException(route.To)), ViaTests.Read(route.Via))).Strict()), []);

    private static AddressBook Book(string[] domains, string catchAll) => domains.Length == 0
        ? AddressBook.Everything
        : new AddressBook(
            toSeq(domains).Strict(), Seq1(new Alias("info@example.org", "ann@example.org")),
            domains.Contains("example.net") ? Seq1(new CatchAll("example.net", catchAll)) : []);

    private static string Told(Directions directions, string path, string? catchAll = null)
    {
        if (catchAll is not null) directions = directions with { Book = Book([.. directions.Book.Domains], catchAll) };
        var found = directions.Find(Path(path));
        return found switch
        {
            Whereabouts.Unrouted { IsForeign: true } => "no route to others",
            Whereabouts.Unrouted => "no route",
            _ => found.Settle(names => names.Exists(Accounts.Contains)).Map(Told).IfNone("nobody"),
        };
    }

    private static string Told(Placement there) => $"{there.Address} by {there.Via}{(there.IsRelay ? ", relayed" : "")}";

    private static ForwardPath Path(string text) => text == "postmaster"
        ? ForwardPath.Postmaster.Path
        : new ForwardPath.Of(Mailboxes.Parse(text).IfNone(() => throw new FormatException(text)));
}
