using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Receiving;

/// <summary>Nothing is advertised that does not work: each keyword that EHLO can list has a dialog here which must succeed, and
/// which must not where <c>protocol.without</c> switches the keyword off.</summary>
public sealed class OffersTest
{
    private const string User = "alice@example.org", Password = "secret";
    private const string From = "MAIL FROM:<a@example.org>\r\n", To = "RCPT TO:<b@example.net>\r\n";

    private static readonly string Credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{User}\0{Password}"));

    /// <summary>What a client may do that sees a keyword.</summary>
    /// <param name="Tls">Whether the keyword is offered under TLS alone.</param>
    /// <param name="Says">What it sends, after EHLO; octets as they are.</param>
    /// <param name="Hears">How the replies begin.</param>
    /// <param name="Without">How they begin where the keyword is not offered; null where any client may do the same.</param>
    private sealed record Row(bool Tls, string[] Says, string[] Hears, string[]? Without);

    private static readonly Dictionary<string, Row> Table = new()
    {
        // A whole batch in one write: replies come in order, none is lost. Nobody is kept from it where it is not offered.
        ["PIPELINING"] = new(
            false,
            [From + To + "RCPT TO:<c@example.net>\r\nDATA\r\n", "Hi\r\n.\r\nRSET\r\nNOOP\r\n"],
            ["250", "250", "250", "354", "250", "250", "250"], null),
        ["SIZE"] = new(
            false, ["MAIL FROM:<a@example.org> SIZE=100000000\r\n", "MAIL FROM:<a@example.org> SIZE=10\r\n"],
            ["552", "250"], ["555", "555"]),
        ["8BITMIME"] = new(
            false, ["MAIL FROM:<a@example.org> BODY=8BITMIME\r\nRCPT TO:<b@example.net>\r\nDATA\r\n", "Gr\u00fc\u00dfe\r\n.\r\n"],
            ["250", "250", "354", "250"], ["555", "503", "503", "500", "500"]),
        ["SMTPUTF8"] = new(
            false, ["MAIL FROM:<J\u00c3\u00bcrgen@example.org> SMTPUTF8\r\n", "RCPT TO:<b@b\u00c3\u00bccher.example>\r\n"],
            ["250", "250"], ["555", "503"]),
        ["ENHANCEDSTATUSCODES"] = new(
            false, [From, "RCPT TO:<>\r\n"], ["250 2.1.0", "501 5.1.3"], ["250 Ok", "501 Bad"]),
        ["CHUNKING"] = new(
            false, [From + To, "BDAT 2\r\nHi", "BDAT 3 LAST\r\n!\r\n"],
            ["250", "250", "250", "250"], ["250", "250", "502", "502"]),
        ["BINARYMIME"] = new(
            false, ["MAIL FROM:<a@example.org> BODY=BINARYMIME\r\nRCPT TO:<b@example.net>\r\n", "BDAT 5 LAST\r\n\0\n\r\xff."],
            ["250", "250", "250"], ["555", "503", "503"]),
        ["DSN"] = new(
            false,
            [
                "MAIL FROM:<a@example.org> RET=HDRS ENVID=x1\r\n",
                "RCPT TO:<b@example.net> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@example.net\r\n",
            ],
            ["250", "250"], ["555", "503"]),
        ["STARTTLS"] = new(false, ["STARTTLS\r\n"], ["220"], ["502"]),
        ["AUTH"] = new(
            true, [$"AUTH PLAIN {Credentials}\r\n", "MAIL FROM:<a@example.org> AUTH=<>\r\n"],
            ["235", "250"], ["502", "555"]),
        ["REQUIRETLS"] = new(true, ["MAIL FROM:<a@example.org> REQUIRETLS\r\n"], ["250"], ["555"]),
        // RFC 9422: what is announced is what holds.
        ["LIMITS"] = new(
            false,
            [From + To + "RCPT TO:<c@example.net>\r\nRCPT TO:<d@example.net>\r\nRSET\r\n"],
            ["250", "250", "250", "452", "250"], null),
        ["HELP"] = new(false, ["HELP\r\n"], ["214"], null),
    };

    /// <summary>How STARTTLS and AUTH, which <c>protocol.without</c> does not take, are switched off, and HELP never.</summary>
    private static readonly Dictionary<string, (string Key, string Value)?> OtherSwitches = new()
    {
        ["STARTTLS"] = ("listeners:0:tls", "none"),
        ["AUTH"] = ("auth:mechanisms", ""),
        ["HELP"] = null,
    };

    public static TheoryData<string> Keywords => [.. Table.Keys];

    [Fact]
    public async Task Every_keyword_that_can_be_offered_has_a_dialog()
    {
        await using var server = await StartAsync();
        var seen = (await OfferedAsync(server, tls: false)).Union(await OfferedAsync(server, tls: true)).ToList();

        Assert.Equal(Table.Keys.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
        Assert.Equal(typeof(Extension).GetNestedTypes().Length, seen.Count);
        Assert.Equal(
            Table.Keys.Order(StringComparer.Ordinal),
            SettingsOf.Keywords.Keys.Concat(OtherSwitches.Keys).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Keywords))]
    public async Task What_is_offered_works(string keyword)
    {
        await using var server = await StartAsync();
        var row = Table[keyword];

        Assert.Contains(keyword, await OfferedAsync(server, row.Tls));
        await PerformAsync(server, row, row.Hears);
    }

    [Theory]
    [MemberData(nameof(Keywords))]
    public async Task What_is_switched_off_is_neither_offered_nor_taken(string keyword)
    {
        var off = OtherSwitches.TryGetValue(keyword, out var other) ? other : ("protocol:without", keyword);
        if (off is not { } setting) return; // HELP is a command of RFC 5321 itself.
        await using var server = await StartAsync(setting);
        var row = Table[keyword];

        Assert.DoesNotContain(keyword, await OfferedAsync(server, row.Tls));
        await PerformAsync(server, row, row.Without ?? row.Hears);
    }

    private static async Task<TestServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = await TestServer.StartAsync(
            [("listeners:0:address", "127.0.0.1:0"), ("limits:recipients", "2"), .. settings]);
        await server.AddUserAsync(User, Password);
        return server;
    }

    private static async Task<IReadOnlyList<string>> OfferedAsync(TestServer server, bool tls)
    {
        await using var client = await GreetedAsync(server, tls);
        var lines = (await client.SayAsync("EHLO client.example")).Split('\n');
        return [.. lines[1..].Select(line => line[4..].Split(' ')[0])];
    }

    private static async Task PerformAsync(TestServer server, Row row, string[] replies)
    {
        await using var client = await GreetedAsync(server, row.Tls);
        await client.SayAsync("EHLO client.example");
        foreach (var octets in row.Says) await client.SendAsync(octets);
        foreach (var expected in replies) Assert.StartsWith(expected, await client.ReplyAsync(), StringComparison.Ordinal);
    }

    private static async Task<RawClient> GreetedAsync(TestServer server, bool tls)
    {
        if (tls) return (await server.StartTlsAsync()).Client;
        var client = await server.ConnectAsync();
        await client.ReplyAsync();
        return client;
    }
}
