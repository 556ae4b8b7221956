using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Routing;

public sealed class AddressBookTests
{
    // The house of most tests: two domains, a few other names, and somebody who gets the rest of the second domain.
    private static readonly AddressBook Book = new(
        Seq("example.org", "δοκιμή.example"),
        Seq(
            new Alias("info", "alice"),
            new Alias("sales@example.org", "Bob@Example.Org"),
            new Alias("team@example.org", "sales@example.org"),
            new Alias("abuse", "postmaster"),
            new Alias("gathered", "gathered@example.org"),
            new Alias("\"john doe\"", "john")),
        Seq1(new CatchAll("δοκιμή.example", "info")));

    [Theory]
    [InlineData("anyone@anywhere.test")]
    [InlineData("postmaster")]
    [InlineData("a@[192.0.2.1]")]
    public void With_no_domains_everything_is_captured(string path) =>
        Assert.Equal("captured", Told(AddressBook.Everything, path));

    [Theory]
    [InlineData("alice@elsewhere.test")]
    [InlineData("alice@sub.example.org")]
    [InlineData("postmaster@elsewhere.test")]
    [InlineData("info@elsewhere.test")]
    [InlineData("alice@[192.0.2.1]")]
    public void Any_other_domain_is_foreign(string path) => Assert.Equal("foreign", Told(Book, path));

    [Theory]
    [InlineData("alice@example.org", "alice@example.org, alice")]
    [InlineData("Alice@EXAMPLE.org", "alice@example.org, alice")]
    [InlineData("alice+tag@example.org", "alice+tag@example.org, alice@example.org, alice+tag, alice")]
    [InlineData("alice+a+b@example.org", "alice+a+b@example.org, alice@example.org, alice+a+b, alice")]
    [InlineData("alice+@example.org", "alice+@example.org, alice@example.org, alice+, alice")]
    [InlineData("+tag@example.org", "+tag@example.org, +tag")]
    [InlineData("\"Jane Doe\"@example.org", "\"jane doe\"@example.org, \"jane doe\"")]
    public void Accounts_are_looked_up_by_the_most_exact_name_first(string path, string names) =>
        Assert.Equal(names, Told(Book, path));

    [Fact]
    public void A_local_part_that_looks_like_an_address_is_not_taken_for_one()
    {
        var path = new ForwardPath.Of(new Mailbox(new LocalPart("alice@example.org"), Domain("example.org")));
        Assert.Equal("\"alice@example.org\"@example.org, \"alice@example.org\"", Told(Book.Resolve(path)));
    }

    [Theory]
    [InlineData("info@example.org", "alice@example.org, alice")]
    [InlineData("INFO@example.org", "alice@example.org, alice")]
    [InlineData("info+news@example.org", "alice@example.org, alice")]
    [InlineData("sales@example.org", "bob@example.org, bob")]
    [InlineData("team@example.org", "bob@example.org, bob")]
    [InlineData("gathered@δοκιμή.example", "gathered@example.org, gathered")]
    [InlineData("gathered@example.org", "gathered@example.org, gathered")]
    [InlineData("\"john doe\"@example.org", "john@example.org, john")]
    public void Aliases_are_followed(string path, string names) => Assert.Equal(names, Told(Book, path));

    [Fact]
    public void An_alias_for_one_address_comes_before_one_for_the_local_part()
    {
        var book = new AddressBook(
            Seq("a.test", "b.test"), Seq(new Alias("info", "alice"), new Alias("info@b.test", "bob")), []);
        Assert.Equal("alice@a.test, alice", Told(book, "info@a.test"));
        Assert.Equal("bob@b.test, bob", Told(book, "info@b.test"));
    }

    [Theory]
    [InlineData("nobody@δοκιμή.example", "nobody@xn--jxalpdlp.example, nobody, else alice@δοκιμή.example")]
    [InlineData("sales@xn--jxalpdlp.example", "sales@xn--jxalpdlp.example, sales, else alice@xn--jxalpdlp.example")]
    [InlineData("nobody@example.org", "nobody@example.org, nobody")]
    public void A_catch_all_gets_the_rest_of_its_domain_alone(string path, string names) => Assert.Equal(names, Told(Book, path));

    [Theory]
    [InlineData("postmaster", "postmaster: postmaster@example.org, postmaster")]
    [InlineData("postmaster@example.org", "postmaster: postmaster@example.org, postmaster")]
    [InlineData("PostMaster@xn--jxalpdlp.example", "postmaster: postmaster@xn--jxalpdlp.example, postmaster")]
    [InlineData("abuse@example.org", "postmaster: postmaster@example.org, postmaster")]
    public void The_postmaster_always_gets_mail(string path, string names) => Assert.Equal(names, Told(Book, path));

    [Theory]
    [InlineData("postmaster")]
    [InlineData("postmaster@example.org")]
    public void Where_the_postmaster_is_an_alias_it_is_still_the_postmaster(string path)
    {
        var book = new AddressBook(Seq1("example.org"), Seq1(new Alias("postmaster", "alice")), []);
        Assert.Equal("postmaster: alice@example.org, alice", Told(book, path));
    }

    [Theory]
    [InlineData("δοκιμή.example", "xn--jxalpdlp.example")]
    [InlineData("ΔΟΚΙΜΉ.example", "δοκιμή.EXAMPLE")]
    [InlineData("xn--JXALPDLP.example", "δοκιμή.example")]
    [InlineData("[192.0.2.1]", "[192.0.2.1]")]
    [InlineData("[IPv6:2001:DB8::1]", "[ipv6:2001:db8:0:0::1]")]
    public void A_domain_is_ours_however_it_is_written(string ours, string written)
    {
        var path = new ForwardPath.Of(new Mailbox(new LocalPart("alice"), Domain(written)));
        Assert.IsType<Addressee.Candidates>(new AddressBook(Seq1(ours), [], []).Resolve(path));
        Assert.Equal(AccountName.Of($"alice@{ours}"), AccountName.Of($"ALICE@{written}"));
    }

    [Fact]
    public void A_domain_that_IDNA_does_not_take_is_compared_as_text()
    {
        var label = new string('é', 100); // no label has more than 63 octets as an A-label
        Assert.Equal($"a@{label}.example", AccountName.Of($"a@{label.ToUpperInvariant()}.Example"));
    }

    [Theory]
    [InlineData("-", "alice-tag@example.org", "alice-tag@example.org, alice@example.org, alice-tag, alice")]
    [InlineData("-", "alice+tag@example.org", "alice+tag@example.org, alice+tag")]
    [InlineData("", "alice+tag@example.org", "alice+tag@example.org, alice+tag")]
    public void The_delimiter_of_sub_addresses_is_ours_to_choose(string delimiter, string path, string names) =>
        Assert.Equal(names, Told(new AddressBook(Seq1("example.org"), [], [], delimiter), path));

    [Fact]
    public void A_circle_of_aliases_is_not_followed()
    {
        var book = new AddressBook(Seq1("a.test"), Seq(new Alias("x", "y"), new Alias("y", "x")), []);
        Assert.Equal("x@a.test, x", Told(book, "x@a.test"));
        Assert.Equal("y@a.test, y", Told(book, "y@a.test"));
    }

    [Theory]
    [InlineData(10, "p10@a.test, p10")]
    [InlineData(11, "p0@a.test, p0")]
    public void Ten_aliases_in_a_row_are_followed_and_not_eleven(int hops, string names)
    {
        var chain = toSeq(Enumerable.Range(0, hops).Select(i => new Alias($"p{i}", $"p{i + 1}")));
        Assert.Equal(names, Told(new AddressBook(Seq1("a.test"), chain, []), "p0@a.test"));
    }

    [Theory]
    [InlineData("x@a.test", "on to bob@elsewhere.test")]
    [InlineData("X+tag@a.test", "on to bob@elsewhere.test")]
    [InlineData("y@b.test", "on to bob@elsewhere.test")]
    [InlineData("info@a.test", "on to info@elsewhere.test")]
    [InlineData("postmaster@b.test", "on to bob@elsewhere.test")]
    [InlineData("bob@elsewhere.test", "foreign")]
    [InlineData("x@elsewhere.test", "foreign")]
    public void An_alias_may_lead_to_another_host_and_ends_there(string path, string names)
    {
        // There, our own aliases for a local part mean nothing.
        var aliases = Seq(
            new Alias("x", "bob@elsewhere.test"), new Alias("y@b.test", "x@a.test"), new Alias("bob", "y"),
            new Alias("info", "info@elsewhere.test"), new Alias("postmaster@b.test", "x"));
        Assert.Equal(names, Told(new AddressBook(Seq("a.test", "b.test"), aliases, []), path));
    }

    [Fact]
    public void A_catch_all_never_leads_abroad_by_aliases_neither()
    {
        var book = new AddressBook(
            Seq("a.test", "b.test"), Seq1(new Alias("x", "bob@elsewhere.test")),
            Seq(new CatchAll("a.test", "bob@elsewhere.test"), new CatchAll("b.test", "x")));
        Assert.Equal("zoe@a.test, zoe", Told(book, "zoe@a.test"));
        Assert.Equal("zoe@b.test, zoe", Told(book, "zoe@b.test"));
    }

    [Fact]
    public void What_is_no_domain_is_not_ours()
    {
        Assert.Equal("foreign", Told(new AddressBook(Seq1("not a domain"), [], []), "x@a.test"));
        Assert.Equal("postmaster: postmaster", Told(new AddressBook(Seq1("not a domain"), [], []), "postmaster"));
    }

    [Fact]
    public void Every_path_has_an_answer_in_every_book() =>
        Gen.Select(Books, Gen.Select(Locals, Hosts)).Sample(
            (book, to) =>
            {
                Assert.DoesNotContain("", book.Problems());
                Assert.NotNull(book.Resolve(ForwardPath.Postmaster.Path));
                if (LocalPart.IsValid(to.Item1) && DomainName.IsValid(to.Item2))
                    Assert.NotNull(book.Resolve(new ForwardPath.Of(new Mailbox(new LocalPart(to.Item1), Domain(to.Item2)))));
            },
            iter: 5000);

    private static readonly Gen<string> Locals = Gen.OneOf(
        Gen.OneOf("a", "b", "c", "a+x", "", "postmaster", "ȺȺȺ", "x y", "\"a b\"", "a\"", new string('Ⱥ', 32)),
        Gen.String);

    private static readonly Gen<string> Hosts = Gen.OneOf(
        Gen.OneOf("a.test", "b.test", "δοκιμή.example", "xn--a.test", "xn--.x", "\u0640.test", "[192.0.2.1]", "a。b", ""),
        Gen.String);

    private static readonly Gen<string> Texts = Gen.OneOf(
        Locals, Gen.Select(Locals, Hosts, (local, host) => $"{local}@{host}"), Gen.OneOf("@", "\"", "\"\\\"", "a@b@a.test"));

    private static readonly Gen<AddressBook> Books = Gen.Select(
        Hosts.Array[0, 3],
        Gen.Select(Texts, Texts, (address, target) => new Alias(address, target)).Array[0, 6],
        Gen.Select(Hosts, Texts, (domain, target) => new CatchAll(domain, target)).Array[0, 3],
        Gen.OneOf("+", "", "-", "ab", "\ud800"),
        (domains, aliases, catchAlls, delimiter) => new AddressBook(toSeq(domains), toSeq(aliases), toSeq(catchAlls), delimiter));

    private static HostName Domain(string text) => text.StartsWith('[')
        ? new HostName.Literal(new AddressLiteral.Ip(System.Net.IPAddress.Parse(text[1..^1].Replace("ipv6:", ""))))
        : DomainName.IsValid(text) ? new HostName.Named(new DomainName(text)) : throw new ArgumentException(text);

    private static string Told(AddressBook book, string path)
    {
        if (path == "postmaster") return Told(book.Resolve(ForwardPath.Postmaster.Path));
        var at = path.LastIndexOf('@');
        var local = new LocalPart(path[..at].Trim('"'));
        return Told(book.Resolve(new ForwardPath.Of(new Mailbox(local, Domain(path[(at + 1)..])))));
    }

    private static string Told(Addressee addressee) => addressee switch
    {
        Addressee.Captured => "captured",
        Addressee.Foreign => "foreign",
        Addressee.Forwarded(var to) => $"on to {to}",
        Addressee.Postmaster postmaster => $"postmaster: {string.Join(", ", postmaster.AccountNames)}",
        Addressee.Candidates some => string.Join(", ", some.AccountNames) + some.CatchAll.Map(who => $", else {who}").IfNone(""),
        _ => throw new ArgumentOutOfRangeException(nameof(addressee)),
    };
}
