using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Parsing.Grammar;
using static LanguageExt.Prelude;
using static VerifyXunit.Verifier;

namespace Smtp.Tests.Routing;

/// <summary>Who an address is and where its mail goes, as tables: a session only asks (<c>? recipient</c>), and this is what answers.</summary>
public sealed class RoutingTableTest
{
    private static readonly Seq<string> Domains = Seq("example.org", "example.net", "lists.example.org");

    private static readonly Seq<string> Accounts = Seq("ann@example.org", "bob@example.org", "zoe+own@example.org");

    private static readonly Seq<Alias> Aliases = Seq(
        new Alias("info", "ann@example.org"), new Alias("sales@example.net", "info"), new Alias("boss@example.org", "postmaster"),
        new Alias("away@example.org", "ann@partner.example"), new Alias("gone", "away@example.org"), new Alias("lost", "ann@elsewhere.example"));

    private static readonly Seq<CatchAll> CatchAlls = Seq1(new CatchAll("example.net", "bob@example.org"));

    private static readonly RouteTable Routes = Table(
        ("example.org", "mailbox:"), ("example.net", "mailbox:"), ("lists.example.org", "lmtp://127.0.0.1:24"),
        ("partner.example", "smtp://mail.partner.example:25"));

    private static readonly Seq<(string Title, Seq<string> Paths)> Written = Seq(
        ("an account, and a sub-address of it", Seq("ann@example.org", "ANN@EXAMPLE.org", "ann+tag@example.org", "zoe+own@example.org", "zoe@example.org")),
        ("an alias for every domain, for one, and with a sub-address", Seq("info@example.org", "info@example.net", "info+tag@example.org", "sales@example.net", "sales@example.org")),
        ("an alias to another host, by one step and by two, and where no route leads", Seq("away@example.org", "gone@example.net", "lost@example.org")),
        ("nobody, and the catch-all", Seq("nobody@example.org", "nobody@example.net", "nobody+tag@example.net")),
        ("the postmaster, whether or not there is an account", Seq("postmaster", "Postmaster@example.net", "boss@example.org")),
        ("a domain that another program looks after", Seq("anyone@lists.example.org", "info@lists.example.org")),
        ("other domains", Seq("ann@partner.example", "ann@elsewhere.example", "ann@[192.0.2.1]")));

    [Fact]
    public async Task Every_address_has_its_place()
    {
        var text = new StringBuilder("Who an address is, and where its mail goes\n");
        Tell(text, "our domains, and routes", Of(Domains, Aliases, CatchAlls, Routes));
        Tell(text, "the same without routes", Of(Domains, Aliases, CatchAlls, RouteTable.Empty));
        Tell(text, "nothing configured", Of([], [], [], RouteTable.Empty));
        text.Append("\n== what cannot be\n\n");
        foreach (var problem in Broken.Problems()) text.Append(problem).Append('\n');
        await Verify(text.ToString()).UseDirectory("../../../snapshots").UseFileName("routing");
    }

    private static Directions Broken => Of(
        Seq("example.org", "not a domain"),
        Seq(
            new Alias("a", "b"), new Alias("b", "a"), new Alias("c", "d@example.org"), new Alias("C", "ann"), new Alias("x@other.example", "ann"),
            new Alias("lost", "ann@elsewhere.example"), new Alias("d e", "ann")),
        Seq(new CatchAll("example.org", "ann@elsewhere.example"), new CatchAll("example.com", "ann")),
        Table(("example.org", "mailbox:"), ("EXAMPLE.org", "mx:")));

    private static void Tell(StringBuilder text, string title, Directions directions)
    {
        var book = directions.Book;
        text.Append($"\n== {title}\n\n");
        Line("domains", book.Domains);
        Line("accounts", Accounts);
        Line("aliases", book.Aliases.Map(alias => $"{alias.Address} -> {alias.Target}"));
        Line("catch-all", book.CatchAlls.Map(rest => $"{rest.Domain} -> {rest.Target}"));
        Line("routes", directions.Routes.Routes.Map(route => $"{route.To} via {route.Via}"));
        Line("problems", directions.Problems());
        foreach (var (group, paths) in Written)
        {
            text.Append($"\n{group}\n");
            foreach (var path in paths) text.Append($"  {path,-28}{Told(directions, path)}\n");
        }

        void Line(string name, Seq<string> values) =>
            text.Append($"{name,-11}{(values.IsEmpty ? "none" : string.Join($"\n{"",-11}", values))}\n");
    }

    private static string Told(Directions directions, string path)
    {
        var found = directions.Find(ForwardPaths.Parse(path).IfNone(() => throw new FormatException(path)));
        return found switch
        {
            Whereabouts.Unrouted { IsForeign: true } => "not ours, and no route leads there",
            Whereabouts.Unrouted unrouted => $"{unrouted.Address}: no route leads there",
            _ => found.Settle(names => names.Exists(name => Accounts.Contains(name))).Map(Told).IfNone("nobody"),
        };
    }

    private static string Told(Placement there) =>
        $"{there.Address} by {there.Via}{(there.Owner == there.Address ? "" : $", of {there.Owner}")}{(there.IsRelay ? ", from those who may relay" : "")}";

    private static Directions Of(Seq<string> domains, Seq<Alias> aliases, Seq<CatchAll> catchAlls, RouteTable routes) =>
        new(new HostName.Named(new DomainName("us.example")), new AddressBook(domains, aliases, catchAlls), routes, []);

    private static RouteTable Table(params (string To, string Via)[] routes) => new(toSeq(routes).Map(route => new Route(
        RouteTo.Read(route.To).IfNone(() => throw new FormatException(route.To)), ViaTests.Read(route.Via))).Strict());
}
