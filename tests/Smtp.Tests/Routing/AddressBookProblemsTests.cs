using Smtp.Domain.Routing;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Routing;

public sealed class AddressBookProblemsTests
{
    private static readonly Seq<string> Ours = Seq("a.test", "b.test");

    [Fact]
    public void A_sound_book_has_none() =>
        Assert.Empty(new AddressBook(
            Ours,
            Seq(
                new Alias("info", "alice"), new Alias("Info@B.test", "bob@a.test"), new Alias("postmaster", "info"),
                new Alias("sales", "sales@a.test"), new Alias("alice@a.test", "alice@a.test")),
            Seq1(new CatchAll("b.test", "alice@a.test"))).Problems());

    [Fact]
    public void Nothing_configured_is_no_problem() => Assert.Empty(AddressBook.Everything.Problems());

    [Theory]
    [InlineData("not an address", "alice", "Alias 'not an address' is not an address.")]
    [InlineData("", "alice@", "Alias '' is not an address.")]
    [InlineData("x@elsewhere.test", "alice",
        "Alias 'x@elsewhere.test' can never be written to: elsewhere.test is not one of the domains.")]
    [InlineData("x", "alice@", "Alias 'x' goes to 'alice@', which is not an address.")]
    [InlineData("x", "a..b", "Alias 'x' goes to 'a..b', which is not an address.")]
    public void An_alias_must_make_sense(string address, string target, string problem) =>
        Assert.Equal(Seq1(problem), new AddressBook(Ours, Seq1(new Alias(address, target)), []).Problems());

    [Theory]
    [InlineData("not a domain", "alice", "Catch-all of 'not a domain' is not of a domain name.")]
    [InlineData("elsewhere.test", "alice", "Catch-all of 'elsewhere.test' can never be reached: it is not one of the domains.")]
    [InlineData("a.test", "@", "Catch-all of 'a.test' goes to '@', which is not an address.")]
    [InlineData("a.test", "x@c.test",
        "Catch-all of 'a.test' goes to 'x@c.test': c.test is not one of the domains, and only an alias may lead to others.")]
    [InlineData("a.test", "gone",
        "Catch-all of 'a.test' goes to 'bob@c.test': c.test is not one of the domains, and only an alias may lead to others.")]
    public void A_catch_all_must_make_sense(string domain, string target, string problem) =>
        Assert.Equal(Seq1(problem), new AddressBook(Ours, Seq1(new Alias("gone", "bob@c.test")), Seq1(new CatchAll(domain, target))).Problems());

    [Fact]
    public void Aliases_must_not_go_round_in_a_circle() =>
        Assert.Equal(
            Seq(
                "Alias 'x' goes round in a circle: x@a.test -> y@a.test -> x@a.test.",
                "Alias 'y@a.test' goes round in a circle: y@a.test -> x@a.test -> y@a.test."),
            new AddressBook(Ours, Seq(new Alias("x", "y@a.test"), new Alias("y@a.test", "x")), []).Problems());

    [Fact]
    public void A_circle_in_one_domain_alone_is_found_too() =>
        Assert.Contains(
            "Alias 'x' goes round in a circle: x@b.test -> y@b.test -> x@b.test.",
            new AddressBook(Ours, Seq(new Alias("x", "y"), new Alias("y@b.test", "x@b.test")), []).Problems());

    [Fact]
    public void A_way_of_more_than_ten_aliases_is_too_long()
    {
        var chain = toSeq(Enumerable.Range(0, 11).Select(i => new Alias($"p{i}@a.test", $"p{i + 1}")));
        var problem = Assert.Single(new AddressBook(Ours, chain, []).Problems());
        Assert.StartsWith("Alias 'p0@a.test' takes more than 10 steps: p0@a.test -> p1@", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_entries_for_the_same_name_are_told_of()
    {
        Assert.Equal(Seq1("Alias 'X@A.test' is there twice."),
            new AddressBook(Ours, Seq(new Alias("x@a.test", "alice"), new Alias("X@A.test", "bob")), []).Problems());
        Assert.Equal(Seq1("Catch-all of 'A.test' is there twice."),
            new AddressBook(Ours, [], Seq(new CatchAll("a.test", "alice"), new CatchAll("A.test", "bob"))).Problems());
    }

    [Theory]
    [InlineData("not a domain")]
    [InlineData("[300.1.1.1]")]
    [InlineData("[127.1]")]
    [InlineData("[IPv6:fe80::1%1]")]
    [InlineData("alice@a.test")]
    [InlineData("")]
    public void A_domain_must_be_one(string domain) =>
        Assert.Equal(Seq1($"Domain '{domain}' is not a domain name."), new AddressBook(Seq1(domain), [], []).Problems());

    [Fact]
    public void Aliases_without_domains_would_do_nothing() =>
        Assert.Equal(Seq1("Aliases and catch-alls need domains: without any, everything is captured."),
            new AddressBook([], Seq1(new Alias("x", "y")), []).Problems());

    [Theory]
    [InlineData("++")]
    [InlineData("@")]
    [InlineData("a")]
    [InlineData(" ")]
    public void The_delimiter_is_one_punctuation_mark(string delimiter) =>
        Assert.Equal(Seq1($"Sub-address delimiter '{delimiter}' is not one punctuation mark, such as + or -."),
            new AddressBook(Ours, [], [], delimiter).Problems());
}
