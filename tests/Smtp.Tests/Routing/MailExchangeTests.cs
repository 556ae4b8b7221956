using System.Net;
using CsCheck;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using static LanguageExt.Prelude;

namespace Smtp.Tests.Routing;

/// <summary>From what the DNS says to where we connect.</summary>
public sealed class MailExchangeTests
{
    [Theory]
    [InlineData("10 a.example, 20 b.example", "a.example b.example")]
    [InlineData("20 b.example, 10 a.example", "a.example b.example")]
    [InlineData("10 A.Example., 10 b.example, 5 c.example", "c.example a.example b.example")]
    [InlineData("10 a.example, 20 a.example", "a.example")]
    [InlineData("", "example.net")]
    [InlineData("0 .", "failed 5.1.10 The domain example.net takes no mail.")]
    [InlineData("0 ., 10 a.example", "a.example")]
    [InlineData("10 a.example, 20 us.example, 30 b.example", "a.example")]
    [InlineData("10 a.example, 20 US.example., 20 b.example", "a.example")]
    [InlineData("10 us.example, 20 b.example", "failed 5.4.6 This server is the best mail exchanger of example.net, but has no mailboxes of it.")]
    [InlineData("no such domain", "failed 5.1.2 There is no domain example.net.")]
    [InlineData("unknown", "deferred 4.4.3 The mail exchangers of example.net could not be looked up: no answer")]
    public void Hosts_are_tried_by_preference(string records, string hosts) => Assert.Equal(hosts, Hosts(records));

    [Fact]
    public void A_domain_that_is_this_server_has_no_other() => Assert.Equal(
        "failed 5.4.6 This server is the best mail exchanger of us.example, but has no mailboxes of it.",
        Told(MailExchange.Hosts("us.example", new MxAnswer.Records([]), "us.example", [])));

    [Fact]
    public void Those_preferred_alike_are_shuffled()
    {
        Assert.Equal("a.example b.example c.example", Hosts("10 a.example, 10 b.example, 20 c.example", 0.1, 0.2, 0));
        Assert.Equal("b.example a.example c.example", Hosts("10 a.example, 10 b.example, 20 c.example", 0.2, 0.1, 0));
    }

    [Fact]
    public void However_many_there_are_some_are_tried() => Assert.Equal(
        MailExchange.MaxHosts, Hosts(string.Join(", ", Enumerable.Range(0, 50).Select(i => $"{i} h{i}.example"))).Split(' ').Length);

    [Fact]
    public void Never_us_and_never_one_that_is_less_preferred_than_us() =>
        Gen.Select(Gen.Int[0, 5], Gen.OneOf("us.example", "a.example", "b.example", "c.example")).Array[1, 8].Sample(records =>
        {
            var answer = new MxAnswer.Records(toSeq(records).Map(one => new MxRecord(one.Item1, one.Item2)).Strict());
            var ours = records.Where(one => one.Item2 == "us.example").Select(one => one.Item1).DefaultIfEmpty(int.MaxValue).Min();
            return MailExchange.Hosts("example.net", answer, "us.example", []).Match(
                Right: hosts => !hosts.IsEmpty && hosts.ForAll(host => records.Any(one => one.Item2 == host && one.Item1 < ours)),
                Left: outcome => outcome is Outcome.Failed && records.All(one => one.Item1 >= ours));
        });

    [Theory]
    [InlineData("a.example=192.0.2.1", "a.example 192.0.2.1")]
    [InlineData("a.example=2001:db8::1 192.0.2.1; b.example=192.0.2.2", "a.example 2001:db8::1, a.example 192.0.2.1, b.example 192.0.2.2")]
    [InlineData("a.example=; b.example=192.0.2.2", "b.example 192.0.2.2")]
    [InlineData("a.example=?; b.example=192.0.2.2", "b.example 192.0.2.2")]
    [InlineData("a.example=?; b.example=", "deferred 4.4.3 The addresses of a.example could not be looked up: no answer")]
    [InlineData("a.example=; b.example=", "failed 5.4.4 None of the mail exchangers of example.net has an address.")]
    [InlineData("example.net=", "failed 5.1.2 example.net has neither a mail exchanger nor an address.")]
    public void All_addresses_of_all_hosts_are_tried_in_their_order(string hosts, string targets)
    {
        var answers = hosts.Split("; ").Select(host => host.Split('=')).Select(host => (host[0], host[1] == "?"
            ? (AddressAnswer)new AddressAnswer.Unknown("no answer")
            : new AddressAnswer.Records(toSeq(host[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)).Map(IPAddress.Parse).Strict())));
        Assert.Equal(targets, MailExchange.Targets("example.net", toSeq(answers).Strict()).Match(
            Right: all => string.Join(", ", all.Map(target => $"{target.Name} {target.Address}")), Left: Told));
    }

    [Fact]
    public void An_address_literal_needs_no_look_up()
    {
        Assert.Equal("[192.0.2.1] 192.0.2.1", Target(new AddressLiteral.Ip(IPAddress.Parse("192.0.2.1"))));
        Assert.Equal("failed 5.1.2 Nobody knows how to reach [x400:here].", Target(new AddressLiteral.General("x400", "here")));
    }

    private static string Target(AddressLiteral literal) => MailExchange.Target(literal).Match(
        Right: all => string.Join(", ", all.Map(target => $"{target.Name} {target.Address}")), Left: Told);

    private static string Hosts(string records, params double[] random) => Told(MailExchange.Hosts("example.net", records switch
    {
        "no such domain" => MxAnswer.NoSuchDomain.There,
        "unknown" => new MxAnswer.Unknown("no answer"),
        _ => new MxAnswer.Records(toSeq(records.Split(", ", StringSplitOptions.RemoveEmptyEntries)).Map(record => record.Split(' '))
            .Map(record => new MxRecord(int.Parse(record[0], System.Globalization.CultureInfo.InvariantCulture), record[1])).Strict()),
    }, "us.example", toSeq(random).Strict()));

    private static string Told(LanguageExt.Either<Outcome, LanguageExt.Seq<string>> hosts) => hosts.Match(Right: all => string.Join(' ', all), Left: Told);

    private static string Told(Outcome outcome) =>
        $"{(outcome is Outcome.Failed ? "failed" : "deferred")} {outcome.Diagnosis.Status} {outcome.Diagnosis.Text}";
}
