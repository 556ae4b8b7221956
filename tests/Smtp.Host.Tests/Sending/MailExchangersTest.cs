using System.Net;
using System.Net.Sockets;
using Smtp.Domain.Mail;
using Smtp.Domain.Routing;
using Smtp.Domain.Sending;
using Smtp.Host.Configuration;
using Smtp.Host.Sending;

namespace Smtp.Host.Tests.Sending;

/// <summary>Where mail goes, asked of a name server on loopback.</summary>
public sealed class MailExchangersTest : IDisposable
{
    private readonly DnsZone _zone = new();

    public void Dispose() => _zone.Dispose();

    [Fact]
    public async Task Exchangers_by_preference_with_all_their_addresses()
    {
        _zone.MailExchanger("example.net", 20, "backup.example.net").MailExchanger("example.net", 10, "mx.example.net")
            .Host("mx.example.net", "192.0.2.1", "192.0.2.2").Host("backup.example.net", "192.0.2.3");

        Assert.Equal("mx.example.net 192.0.2.1, mx.example.net 192.0.2.2, backup.example.net 192.0.2.3", await FindAsync("example.net"));
    }

    [Fact]
    public async Task IPv6_comes_first_where_the_machine_has_it()
    {
        _zone.MailExchanger("example.net", 10, "mx.example.net").Host("mx.example.net", "192.0.2.1", "2001:db8::1");

        Assert.Equal(
            Socket.OSSupportsIPv6 ? "mx.example.net 2001:db8::1, mx.example.net 192.0.2.1" : "mx.example.net 192.0.2.1",
            await FindAsync("example.net"));
    }

    [Fact]
    public async Task Without_a_record_the_domain_itself_is_the_exchanger()
    {
        _zone.Host("example.net", "192.0.2.9");
        Assert.Equal("example.net 192.0.2.9", await FindAsync("example.net"));
    }

    [Fact]
    public async Task A_domain_in_another_script_is_asked_for_by_its_A_labels()
    {
        _zone.Host("xn--jxalpdlp.example", "192.0.2.9");
        Assert.Equal("xn--jxalpdlp.example 192.0.2.9", await FindAsync("Δοκιμή.example"));
    }

    [Fact]
    public async Task A_domain_that_takes_no_mail()
    {
        _zone.MailExchanger("example.net", 0, ".").Host("example.net", "192.0.2.9");
        Assert.Equal("failed 5.1.10 The domain example.net takes no mail.", await FindAsync("example.net"));
    }

    [Fact]
    public async Task A_domain_that_is_not_there() =>
        Assert.Equal("failed 5.1.2 There is no domain nowhere.example.", await FindAsync("nowhere.example"));

    [Fact]
    public async Task A_name_that_is_there_and_has_nothing()
    {
        _zone.Host("example.net");
        Assert.Equal("failed 5.1.2 example.net has neither a mail exchanger nor an address.", await FindAsync("example.net"));
    }

    [Fact]
    public async Task This_server_is_never_tried()
    {
        _zone.MailExchanger("example.net", 10, "first.example.net").MailExchanger("example.net", 20, "us.example.org")
            .MailExchanger("example.net", 30, "last.example.net").Host("first.example.net", "192.0.2.1").Host("last.example.net", "192.0.2.3");
        Assert.Equal("first.example.net 192.0.2.1", await FindAsync("example.net"));
    }

    [Fact]
    public async Task A_name_server_in_trouble_is_asked_again_later()
    {
        _zone.Trouble("example.net");
        Assert.StartsWith("deferred 4.4.3 The mail exchangers of example.net could not be looked up: the name server answers", await FindAsync("example.net"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_too()
    {
        _zone.Silence("example.net");
        Assert.StartsWith("deferred 4.4.3 The mail exchangers of example.net could not be looked up: ", await FindAsync("example.net"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_addresses_are_unknown_does_not_keep_mail_from_another()
    {
        _zone.MailExchanger("example.net", 10, "dark.example.net").MailExchanger("example.net", 20, "mx.example.net")
            .Trouble("dark.example.net").Host("mx.example.net", "192.0.2.1");
        Assert.Equal("mx.example.net 192.0.2.1", await FindAsync("example.net"));
    }

    [Fact]
    public async Task An_address_literal_is_not_asked_for()
    {
        Assert.Equal("[192.0.2.1] 192.0.2.1", Told(await Exchangers().FindAsync(
            new HostName.Literal(new AddressLiteral.Ip(IPAddress.Parse("192.0.2.1"))), CancellationToken.None)));
        Assert.Empty(_zone.Asked);
    }

    [Fact]
    public async Task Answers_are_remembered_and_another_configuration_forgets_them()
    {
        _zone.MailExchanger("example.net", 10, "mx.example.net").Host("mx.example.net", "192.0.2.1");
        // On a machine that is busy a question that waits too long is asked again.
        var options = Options();
        options.Dns.Timeout = TimeSpan.FromMinutes(1);
        var exchangers = new MailExchangers(() => options);
        for (var i = 0; i < 3; i++) await exchangers.FindAsync(Named("example.net"), CancellationToken.None);
        Assert.Single(_zone.Asked, question => question == "example.net 15");

        options = Options();
        options.Dns.Timeout = TimeSpan.FromMinutes(2);
        await exchangers.FindAsync(Named("example.net"), CancellationToken.None);
        Assert.Equal(2, _zone.Asked.Count(question => question == "example.net 15"));
    }

    [Fact]
    public async Task A_next_hop_that_was_configured_is_known_to_the_machine()
    {
        Assert.Contains("localhost 127.0.0.1", Told(await ResolveAsync("smtp://localhost:2525")), StringComparison.Ordinal);
        Assert.Equal("::1 ::1", Told(await ResolveAsync("smtp://[::1]:2525")));
    }

    private async Task<string> FindAsync(string domain) => Told(await Exchangers().FindAsync(Named(domain), CancellationToken.None));

    private static Task<LanguageExt.Either<Outcome, LanguageExt.Seq<MailTarget>>> ResolveAsync(string via) => MailExchangers.ResolveAsync(
        Via.Read(via).Match(Right: way => ((Via.Smarthost)way).Hop, Left: problem => throw new FormatException(problem)), CancellationToken.None);

    private MailExchangers Exchangers()
    {
        var options = Options();
        return new MailExchangers(() => options);
    }

    private SmtpOptions Options() => new()
    {
        HostName = "us.example.org",
        Dns = { Servers = { _zone.Address }, Timeout = TimeSpan.FromMilliseconds(500) },
    };

    private static HostName.Named Named(string domain) => new(new DomainName(domain));

    private static string Told(LanguageExt.Either<Outcome, LanguageExt.Seq<MailTarget>> found) => found.Match(
        Right: all => string.Join(", ", all.Map(target => $"{target.Name} {target.Address}")),
        Left: outcome => $"{(outcome is Outcome.Failed ? "failed" : "deferred")} {outcome.Diagnosis.Status} {outcome.Diagnosis.Text}");
}
