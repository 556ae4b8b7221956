using Smtp.Domain.Routing;
using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Configuration;

/// <summary>Where mail goes, as it is configured.</summary>
public sealed class RoutesTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public void Routes_reach_the_core_in_their_order()
    {
        _setup.File("""
            {
              "routes": [
                { "to": "example.org", "via": "maildir:/var/mail/{user}" },
                { "to": "*", "via": "smtps://ann:hush@mail.example.net" },
              ],
              "relay": { "networks": ["127.0.0.0/8", "::1"] },
            }
            """);

        var directions = AddressBooks.Directions(_setup.Options());

        Assert.Equal<string[]>(
            ["example.org maildir:/var/mail/{user}", "* smtps://ann:********@mail.example.net:465"],
            directions.Routes.Routes.Map(route => $"{route.To} {route.Via}").ToArray());
        Assert.Equal("hush", Assert.IsType<Via.Smarthost>(directions.Routes.Routes[1].Via).Login.Bind(login => login.Password.RevealText()));
        Assert.Equal<string[]>(["127.0.0.0/8", "::1/128"], directions.Trusted.Map(network => network.ToString()).ToArray());
    }

    [Fact]
    public void A_later_place_replaces_the_whole_list()
    {
        _setup.File("""{ "routes": [{ "to": "a.example", "via": "mx:" }, { "to": "*", "via": "mailbox:" }] }""");
        _setup.Environment("SMTP_Routes__0__To", "*").Environment("SMTP_Routes__0__Via", "lmtp://127.0.0.1:24");

        var route = Assert.Single(_setup.Options().Routes);

        Assert.Equal(("*", "lmtp://127.0.0.1:24"), (route.To, route.Via));
        Assert.Equal("environment SMTP_Routes__0__Via", _setup.From("routes[0].via"));
    }

    [Fact]
    public void A_password_is_never_shown()
    {
        _setup.File("""{ "routes": [{ "to": "*", "via": "smtp://ann:hush@mail.example.net:587" }] }""");

        var shown = _setup.Load().Values.Single(value => value.Name == "routes[0].via");

        Assert.Equal(("smtp://ann:********@mail.example.net:587", "smtp.json"), (shown.Text, shown.From));
        Assert.DoesNotContain("hush", shown.Json!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "routes": [{ "to": "a b", "via": "mx:" }] }""", "routes[0].to: 'a b' is not allowed; give " + RouteTo.Allowed)]
    [InlineData("""{ "routes": [{ "to": "*" }] }""", "routes[0].via: is missing; give " + Via.Allowed)]
    [InlineData("""{ "routes": [{ "via": "mx:" }] }""", "routes[0].to: is missing; give " + RouteTo.Allowed)]
    [InlineData("""{ "routes": [{ "to": "*", "via": "pigeon:" }] }""", "routes[0].via: 'pigeon:' is not allowed: give " + Via.Allowed)]
    [InlineData("""{ "routes": [{ "to": "*", "via": "smtp://ann:hush@mail.example.net?tls=none" }] }""",
        "routes[0].via: 'smtp://********@mail.example.net?tls=none' is not allowed: a password must not travel in the clear; give tls=required or tls=verified")]
    [InlineData("""{ "routes": [{ "to": "*", "via": "hush@mail.example.net" }] }""",
        "routes[0].via: '********@mail.example.net' is not allowed: give " + Via.Allowed)]
    [InlineData("""{ "routes": [{ "to": "*", "vai": "mx:" }] }""", "routes[0].vai: unknown key; did you mean routes[0].via?")]
    [InlineData("""{ "routes": "mx:" }""", "routes: give a list; each item a group of to, via")]
    [InlineData("""{ "routes": ["mx:"] }""", "routes[0]: give a group of to, via")]
    [InlineData("""{ "routes": { "to": "*", "via": "mx:" } }""", "routes: give a list; each item a group of to, via")]
    [InlineData("""{ "relay": { "networks": ["127.0.0.1/8"] } }""",
        "relay.networks[0]: '127.0.0.1/8' is not allowed; give a network, such as 192.0.2.0/24 or 2001:db8::/32, or an address")]
    [InlineData("""{ "queue": { "concurrency": 0 } }""", "queue.concurrency: '0' is not allowed; give a number from 1 to 1000")]
    [InlineData("""{ "queue": { "firstRetry": "5h" } }""",
        "queue.longestRetry: '4h' is shorter than queue.firstRetry '5h'; give the same at least")]
    [InlineData("""{ "queue": { "lifetime": "4h" } }""",
        "queue.warnAfter: '4h' is no shorter than queue.lifetime '4h'; give less, or 0 for never")]
    [InlineData("""{ "dns": { "servers": ["ns.example.org"] } }""",
        "dns.servers[0]: 'ns.example.org' is not allowed; give IP, IP:PORT or [IPv6]:PORT")]
    public void What_is_not_allowed(string json, string problem) =>
        Assert.StartsWith(problem, _setup.File(json).Problems()[0], StringComparison.Ordinal);

    [Fact]
    public void A_route_that_is_never_taken() => Assert.Equal(
        "The route to 'b.example' is never taken: the one to '*' before it takes all its mail.",
        _setup.File("""{ "routes": [{ "to": "*", "via": "mx:" }, { "to": "b.example", "via": "mailbox:" }] }""").Problem());

    [Fact]
    public void The_queue_has_times_of_its_own()
    {
        var queue = _setup.File("""{ "queue": { "lifetime": "2d", "warnAfter": "0", "firstRetry": "1m", "longestRetry": "1h", "hops": 120 } }""").Options().Queue;

        Assert.Equal(
            (TimeSpan.FromDays(2), TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), 20, 120),
            (queue.Lifetime, queue.WarnAfter, queue.FirstRetry, queue.LongestRetry, queue.Concurrency, queue.Hops));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:53")]
    [InlineData("127.0.0.1:5353", "127.0.0.1:5353")]
    [InlineData("::1", "[::1]:53")]
    [InlineData("[::1]:5353", "[::1]:5353")]
    [InlineData("1", "")]
    [InlineData("127.1:53", "")]
    [InlineData("127.0.0.1:", "")]
    [InlineData("127.0.0.1:0", "")]
    [InlineData("[127.0.0.1]:53", "")]
    public void A_name_server_is_an_address(string text, string read) =>
        Assert.Equal(read, NameServers.Read(text).Map(server => server.ToString()).IfNone(""));
}
