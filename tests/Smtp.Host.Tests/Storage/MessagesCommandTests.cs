using System.Text;
using System.Text.Json;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

public sealed class MessagesCommandTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    private CommandLine Smtp => new(_fixture.Path);

    [Fact]
    public async Task Messages_are_listed_for_people()
    {
        await using var store = await _fixture.OpenAsync();
        var envelope = Some.Envelope().With(Recipient.Of(ForwardPath.Postmaster.Path));
        var old = await store.AcceptAsync(Some.Octets(1234), new Arrival(Origin.Of(Some.Client()), envelope, Some.Time));
        var bounce = Envelope.Empty(ReversePath.Null.Path, MailOptions.None).With(Recipient.Of(ForwardPath.Postmaster.Path));
        var young = await store.AcceptAsync([1], new Arrival(Origin.Of(Some.Client()), bounce, Some.Time.AddDays(1)));

        var list = await Smtp.RunAsync("messages", "list");

        Assert.Equal((0, ""), (list.Exit, list.Error));
        Assert.Equal(
            [
                "ID                RECEIVED (UTC)       SIZE  FROM               TO",
                $"{young}  2026-03-15 15:09:26     1  <>                 postmaster",
                $"{old}  2026-03-14 15:09:26  1234  alice@example.org  bob@example.org +1",
            ],
            list.Lines);
        Assert.Equal(2, (await Smtp.RunAsync("messages", "list", "--limit", "1")).Lines.Length);
    }

    [Fact]
    public async Task Messages_are_listed_for_programs()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await store.AcceptAsync([1, 2, 3], new Arrival(
            Origin.Of(Some.Client()), Some.Envelope().With(Recipient.Of(ForwardPath.Postmaster.Path)), Some.Time));

        var list = await Smtp.RunAsync("messages", "list", "--json");

        var message = Assert.Single(JsonDocument.Parse(list.Output).RootElement.EnumerateArray());
        Assert.Equal(["id", "from", "to", "size", "receivedAt"], message.EnumerateObject().Select(property => property.Name));
        Assert.Equal(id.Text, message.GetProperty("id").GetString());
        Assert.Equal("alice@example.org", message.GetProperty("from").GetString());
        Assert.Equal(["bob@example.org", "postmaster"], message.GetProperty("to").EnumerateArray().Select(to => to.GetString()));
        Assert.Equal(3, message.GetProperty("size").GetInt64());
        Assert.Equal("2026-03-14T15:09:26.535Z", message.GetProperty("receivedAt").GetString());
    }

    [Fact]
    public async Task Looking_where_no_store_is_makes_none()
    {
        var nowhere = Path.Combine(_fixture.Path, "nowhere");
        var smtp = new CommandLine(nowhere);

        Assert.Equal("There is no mail yet.", Assert.Single((await smtp.RunAsync("messages", "list")).Lines));
        Assert.Equal("[]", Assert.Single((await smtp.RunAsync("messages", "list", "--json")).Lines));
        Assert.Equal("There are no users yet.", Assert.Single((await smtp.RunAsync("user", "list")).Lines));
        foreach (var verb in (string[])["show", "raw", "delete"])
        {
            var result = await smtp.RunAsync("messages", verb, "abc");
            Assert.Equal((1, "smtp: There is no message 'abc'.", ""), (result.Exit, result.Error.TrimEnd(), result.Output));
        }
        Assert.False(Directory.Exists(nowhere));
    }

    [Fact]
    public async Task A_message_is_shown_with_its_envelope_and_header()
    {
        await using var store = await _fixture.OpenAsync();
        var options = new MailOptions { Body = BodyType.EightBitMime, Return = ReturnContent.Full, EnvelopeId = "QQ1" };
        var envelope = Envelope.Empty(new ReversePath.Of(Some.Mailbox("alice")), options)
            .With(new Recipient(
                new ForwardPath.Of(Some.Mailbox()), Notify.Never, new OriginalRecipient("rfc822", "b@example.com")))
            .With(Recipient.Of(ForwardPath.Postmaster.Path));
        var id = await store.AcceptAsync(
            Encoding.UTF8.GetBytes("Subject: Grüße\r\n\tand more\r\nX-Evil: \x1b[2J\u202Ebad\r\n\r\nbody\r\n"),
            new Arrival(Origin.Of(Some.Client(new TlsFacts("TLSv1.3", "TLS_AES_128_GCM_SHA256"), "carol")), envelope, Some.Time));

        var show = await Smtp.RunAsync("messages", "show", id.Text);

        Assert.Equal((0, ""), (show.Exit, show.Error));
        Assert.Equal(
            $"""
            id        {id}
            received  2026-03-14T15:09:26.535Z
            size      57 octets
            client    client.example [127.0.0.1] with ESMTPSA
            tls       TLSv1.3 TLS_AES_128_GCM_SHA256
            user      carol
            session   s1
            from      <alice@example.org> BODY=8BITMIME RET=FULL ENVID=QQ1
            to        <bob@example.org> NOTIFY=NEVER ORCPT=rfc822;b@example.com
            to        <postmaster>

            Subject: Grüße
            {"\t"}and more
            X-Evil: \x1B[2J\u202Ebad

            """,
            show.Output.ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("\r\nno header", 0)]
    [InlineData("no line end", 1)]
    [InlineData("A: 1\nB: 2\n\nbody", 2)]
    [InlineData("A: 1\r\n", 1)]
    public async Task A_header_ends_at_the_first_empty_line_or_with_the_message(string content, int lines)
    {
        await using var store = await _fixture.OpenAsync();
        var id = await store.AcceptAsync(Encoding.ASCII.GetBytes(content));

        var show = (await Smtp.RunAsync("messages", "show", id.Text)).Lines;

        Assert.Equal(lines, show.Length - show.ToList().FindIndex(line => line.StartsWith("to ", StringComparison.Ordinal)) - 1);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(300_000)]
    public async Task The_raw_message_is_its_octets_and_nothing_else(int size)
    {
        await using var store = await _fixture.OpenAsync();
        var id = await store.AcceptAsync(Some.Octets(size));

        var raw = await Smtp.RunAsync("messages", "raw", id.Text);

        Assert.Equal((0, "", ""), (raw.Exit, raw.Output, raw.Error));
        Assert.Equal(Some.Octets(size), raw.Octets);
    }

    [Fact]
    public async Task A_message_is_deleted_beside_a_running_host()
    {
        await using var store = await _fixture.OpenAsync();
        var id = await store.AcceptAsync(Some.Octets(100_000));

        Assert.Equal(0, (await Smtp.RunAsync("messages", "delete", id.Text)).Exit);
        var again = await Smtp.RunAsync("messages", "delete", id.Text);

        Assert.Equal((1, $"smtp: There is no message '{id}'.{Environment.NewLine}"), (again.Exit, again.Error));
        Assert.Empty(await store.ListMessagesAsync(10, StoreFixture.None));
        Assert.Empty(_fixture.BodyFiles());
    }

    [Theory]
    [InlineData("show", "../../etc/passwd")]
    [InlineData("raw", "no\u001b[2Jsuch")]
    [InlineData("delete", "x")]
    public async Task What_is_no_message_is_an_error_in_one_line(string verb, string id)
    {
        await (await _fixture.OpenAsync()).DisposeAsync();
        var result = await Smtp.RunAsync("messages", verb, id);
        Assert.Equal(1, result.Exit);
        Assert.Equal("", result.Output);
        Assert.Empty(result.Octets);
        Assert.Matches("^smtp: There is no message '[^\u001b]*'\\.\r?\n$", result.Error);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("many")]
    public async Task A_limit_is_a_number_above_zero(string limit)
    {
        var result = await Smtp.RunAsync("messages", "list", "--limit", limit);
        Assert.NotEqual(0, result.Exit);
        Assert.Equal($"--limit takes a number of 1 or more, not '{limit}'.", result.Error.Trim());
    }

    [Fact]
    public async Task A_damaged_store_is_an_error_in_one_line()
    {
        await File.WriteAllTextAsync(Path.Combine(_fixture.Path, "smtp.db"), new string('x', 8192));
        var result = await Smtp.RunAsync("messages", "list");
        Assert.Equal(1, result.Exit);
        Assert.Single(result.Error.TrimEnd().Split('\n'));
        Assert.Contains(_fixture.Path, result.Error, StringComparison.Ordinal);
    }
}
