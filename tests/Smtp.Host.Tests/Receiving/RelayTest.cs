namespace Smtp.Host.Tests.Receiving;

/// <summary>Who may send where, once there are routes: never an open relay.</summary>
public sealed class RelayTest
{
    private static readonly (string, string)[] Site =
    [
        ("domains:0", "example.org"), ("domains:1", "backup.example"), ("domains:2", "agent.example"),
        ("routes:0:to", "backup.example"), ("routes:0:via", "mx:"),
        ("routes:1:to", "agent.example"), ("routes:1:via", "lmtp+unix:/run/lmtp"),
        ("routes:2:to", "example.org"), ("routes:2:via", "mailbox:"),
        ("routes:3:to", "elsewhere.example"), ("routes:3:via", "smtp://127.0.0.1:2526"),
        ("auth:withoutTls", "loopback"),
    ];

    [Theory]
    [InlineData("alice@example.org", "250 2.1.5 Ok")]
    [InlineData("nobody@example.org", "550 5.1.1 No such mailbox here")]
    [InlineData("anyone@backup.example", "250 2.1.5 Ok")]
    [InlineData("anyone@agent.example", "250 2.1.5 Ok")]
    [InlineData("alice@elsewhere.example", "550 5.7.1 Relaying denied")]
    [InlineData("alice@other.example", "550 5.7.1 Relaying denied")]
    [InlineData("alice@sub.elsewhere.example", "550 5.7.1 Relaying denied")]
    [InlineData("@example.org:alice@elsewhere.example", "550 5.7.1 Relaying denied")]
    [InlineData("postmaster", "250 2.1.5 Ok")]
    public Task Anyone_reaches_our_domains_alone(string recipient, string reply) => Answers(Site, login: false, recipient, reply);

    [Theory]
    [InlineData("nobody@example.org", "550 5.1.1 No such mailbox here")]
    [InlineData("alice@elsewhere.example", "250 2.1.5 Ok")]
    [InlineData("alice@other.example", "550 5.4.4 No route leads there")]
    public Task Those_who_proved_who_they_are_reach_what_a_route_leads_to(string recipient, string reply) =>
        Answers(Site, login: true, recipient, reply);

    [Theory]
    [InlineData("alice@elsewhere.example", "250 2.1.5 Ok")]
    [InlineData("alice@other.example", "550 5.4.4 No route leads there")]
    public Task So_do_listed_networks(string recipient, string reply) =>
        Answers([.. Site, ("relay:networks:0", "127.0.0.0/8")], login: false, recipient, reply);

    [Theory]
    [InlineData(false, "550 5.7.1 Relaying denied")]
    [InlineData(true, "550 5.7.1 Relaying denied")]
    public Task Without_routes_nothing_goes_to_others(bool login, string reply) =>
        Answers([("domains:0", "example.org"), ("auth:withoutTls", "loopback")], login, "alice@elsewhere.example", reply);

    [Theory]
    [InlineData("maildir:./mail/{user}", false, "250 2.1.5 Ok")]
    [InlineData("lmtp://127.0.0.1:2424", false, "250 2.1.5 Ok")]
    [InlineData("lmtp+unix:/run/lmtp", false, "250 2.1.5 Ok")]
    [InlineData("mailbox:", false, "250 2.1.5 Ok")]
    [InlineData("smtp://127.0.0.1:2526", false, "550 5.7.1 Relaying denied")]
    [InlineData("smtps://127.0.0.1:2526", false, "550 5.7.1 Relaying denied")]
    [InlineData("mx:", false, "550 5.7.1 Relaying denied")]
    [InlineData("mx:", true, "250 2.1.5 Ok")]
    public Task Without_domains_everybody_s_mail_is_taken_that_stays_near(string via, bool login, string reply) =>
        Answers([("routes:0:to", "*"), ("routes:0:via", via), ("auth:withoutTls", "loopback")], login, "anyone@anywhere.example", reply);

    [Fact]
    public Task Without_domains_and_without_a_route_mail_goes_nowhere() => Answers(
        [("routes:0:to", "example.org"), ("routes:0:via", "mailbox:")], login: false, "anyone@anywhere.example", "550 5.4.4 No route leads there");

    private static async Task Answers((string, string)[] settings, bool login, string recipient, string reply)
    {
        await using var server = await TestServer.StartAsync(settings);
        await server.AddUserAsync("alice@example.org", "secret");
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAsync("EHLO client.example");
        if (login)
        {
            var proof = Convert.ToBase64String("\0alice@example.org\0secret"u8);
            Assert.StartsWith("235", await client.SayAsync($"AUTH PLAIN {proof}"), StringComparison.Ordinal);
        }
        await client.SayAsync("MAIL FROM:<someone@elsewhere.example>");

        Assert.Equal(reply, await client.SayAsync($"RCPT TO:<{recipient}>"));
    }
}
