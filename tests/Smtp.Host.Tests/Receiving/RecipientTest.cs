namespace Smtp.Host.Tests.Receiving;

/// <summary>Whose mail is taken, once domains are configured: never an open relay.</summary>
public sealed class RecipientTest
{
    [Theory]
    [InlineData("alice@example.org", "250 2.1.5 Ok")]
    [InlineData("ALICE@EXAMPLE.ORG", "250 2.1.5 Ok")]
    [InlineData("alice+tag@example.org", "250 2.1.5 Ok")]
    [InlineData("bob@example.org", "250 2.1.5 Ok")]
    [InlineData("info@example.org", "250 2.1.5 Ok")]
    [InlineData("sales+spring@example.org", "250 2.1.5 Ok")]
    [InlineData("anyone@catch.example", "250 2.1.5 Ok")]
    [InlineData("postmaster", "250 2.1.5 Ok")]
    [InlineData("Postmaster@example.org", "250 2.1.5 Ok")]
    [InlineData("nobody@example.org", "550 5.1.1 No such mailbox here")]
    [InlineData("alice@other.example", "550 5.7.1 Relaying denied")]
    [InlineData("alice%other.example@example.org", "550 5.1.1 No such mailbox here")]
    [InlineData("@example.org:alice@other.example", "550 5.7.1 Relaying denied")]
    [InlineData("alice@[127.0.0.1]", "550 5.7.1 Relaying denied")]
    public async Task Of_configured_domains_only_the_mailboxes_are_taken(string recipient, string reply)
    {
        await using var server = await TestServer.StartAsync(
            ("domains:0", "example.org"), ("domains:1", "catch.example"), ("aliases:info@example.org", "alice@example.org"),
            ("aliases:sales", "bob"), ("catchAll:catch.example", "alice@example.org"));
        await server.AddUserAsync("alice@example.org", "secret");
        await server.AddUserAsync("bob", "secret");
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<someone@elsewhere.example>");

        Assert.Equal(reply, await client.SayAsync($"RCPT TO:<{recipient}>"));
    }

    [Fact]
    public async Task Without_domains_everybody_is_taken()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        Assert.Equal("250 2.1.5 Ok", await client.SayAllAsync(
            "EHLO client.example", "MAIL FROM:<>", "RCPT TO:<anyone@anywhere.example>"));
    }

    [Fact]
    public async Task A_reload_changes_whose_mail_is_taken_by_new_and_old_sessions_alike()
    {
        await using var server = await TestServer.StartAsync(("domains:0", "example.org"));
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<>");
        Assert.StartsWith("550 5.7.1", await client.SayAsync("RCPT TO:<postmaster@example.net>"), StringComparison.Ordinal);

        var options = server.Configuration.Options;
        options.Domains.Add("example.net");
        server.Configuration.Replace(server.Configuration.Loaded with { Options = options });

        Assert.StartsWith("250", await client.SayAsync("RCPT TO:<postmaster@example.net>"), StringComparison.Ordinal);
    }
}
