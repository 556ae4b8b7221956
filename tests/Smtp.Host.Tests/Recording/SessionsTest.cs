using System.Text;
using System.Text.Json;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;
using Smtp.Host.Tests.Storage;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.Recording;

/// <summary>What a host recorded of real sessions comes out the same when it is played, and tells no password.</summary>
public sealed class SessionsTest
{
    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task A_login_over_STARTTLS_is_recorded_without_its_password(string mechanism)
    {
        await using var server = await Servers.ForAliceAsync();
        using (var client = new SmtpClient { LocalDomain = "client.example", ServerCertificateValidationCallback = (_, _, _, _) => true })
        {
            await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.StartTls);
            await Assert.ThrowsAsync<AuthenticationException>(() => client.AuthenticateAsync(Mechanism(mechanism, "a wrong guess")));
            await client.AuthenticateAsync(Mechanism(mechanism, Letters.Password));
            await client.SendAsync(MimeMessage.Load(new MemoryStream(Letters.Plain)));
            await client.DisconnectAsync(quit: true);
        }
        var message = Assert.Single(await server.MessagesAsync()).Message;

        var text = Assert.Single(await RecordedAsync(server));

        Assert.StartsWith($"# Session {message.Origin.Session} with 127.0.0.1, 20", text, StringComparison.Ordinal);
        Assert.Contains($"Z, TLSv1.3, {Letters.Alice}, 1 accepted, Quit\n", text, StringComparison.Ordinal);
        Assert.Contains($"! accepted {message.Id}\n", text, StringComparison.Ordinal);
        Assert.Contains($"{message.Size} octets sha256:", text, StringComparison.Ordinal);
        foreach (var secret in new[] { Letters.Password, "a wrong guess" })
        {
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), text, StringComparison.Ordinal);
            Assert.DoesNotContain(
                Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{Letters.Alice}\0{secret}")), text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Smuggling_silence_haste_and_sudden_departures_are_recorded()
    {
        await using var server = await TestServer.StartAsync(("timeouts:command", "2s"), ("domains:0", "example.org"));
        await using (var smuggler = await server.ConnectAsync())
        {
            await smuggler.ReplyAsync();
            await smuggler.SayAllAsync("EHLO client.example", "MAIL FROM:<eve@example.com>", "RCPT TO:<postmaster@example.org>",
                "RCPT TO:<nobody@example.org>", "DATA");
            await smuggler.SendAsync("one\r\n\n.\r\nMAIL FROM:<boss@example.org>\r\n\r\n.\r\n");
            Assert.StartsWith("550 5.6.11", await smuggler.ReplyAsync(), StringComparison.Ordinal);
            // Says nothing more, and is told so.
            Assert.StartsWith("421 4.4.2", await smuggler.ReplyAsync(), StringComparison.Ordinal);
            Assert.True(await smuggler.IsClosedAsync());
        }
        await using (var leaver = await server.ConnectAsync())
        {
            await leaver.ReplyAsync();
            await leaver.SayAllAsync("EHLO client.example", "MAIL FROM:<a@example.com>", "RCPT TO:<postmaster@example.org>", "DATA");
            await leaver.SendAsync("half of it");
        }
        await using (var scanner = await server.ConnectAsync())
        {
            await scanner.ReplyAsync();
            await scanner.SendAsync("\x16\x03\x01\x02\x00\x01");
            Assert.StartsWith("554", await scanner.ReplyAsync(), StringComparison.Ordinal);
            Assert.True(await scanner.IsClosedAsync());
        }
        await using (var chunks = await server.ConnectAsync())
        {
            await chunks.ReplyAsync();
            await chunks.SendAsync("EHLO client.example\r\nMAIL FROM:<a@example.com>\r\nRCPT TO:<postmaster@example.org>\r\nBDAT 4\r\none\nBDAT 0 LAST\r\nQUIT\r\n");
            while (!(await chunks.ReplyAsync()).StartsWith("221", StringComparison.Ordinal)) { }
        }

        var texts = await RecordedAsync(server);

        Assert.Equal(4, texts.Count);
        Assert.Contains(texts, text => text.Contains(" refused bare-line-ending\n", StringComparison.Ordinal) && text.Contains("\n+2s\n", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("C= 10 octets unfinished\n", StringComparison.Ordinal) && text.EndsWith("C!\n", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("C\" \\x16\\x03\\x01", StringComparison.Ordinal));
        Assert.Contains(texts, text => text.Contains("C: BDAT 4\nC= 4 octets", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Content_is_kept_where_that_is_asked_for()
    {
        await using var server = await TestServer.StartAsync(("record:bodies", "true"));
        await using (var client = await server.ConnectAsync())
        {
            await client.ReplyAsync();
            await client.SayAllAsync("HELO client.example", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "DATA", "Subject: x\r\n\r\n..y\r\n.", "QUIT");
        }

        Assert.Contains("C: Subject: x\nC:\nC: ..y\nC: .\n", Assert.Single(await RecordedAsync(server)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_recorded_where_that_is_asked_for()
    {
        await using var server = await TestServer.StartAsync(("record:sessions", "false"));
        await using (var client = await server.ConnectAsync()) await client.SayAsync("QUIT");

        Assert.Empty(await RecordedAsync(server));
    }

    [Fact]
    public async Task Only_the_newest_are_kept()
    {
        await using var server = await TestServer.StartAsync(("record:keep", "3"));
        for (var i = 0; i < 200; i++)
        {
            await using var client = await server.ConnectAsync();
            await client.ReplyAsync();
            await client.SayAsync("QUIT");
        }

        // They are counted now and then, every 64 sessions.
        Assert.InRange((await RecordedAsync(server)).Count, 3, 3 + 64 + 128);
    }

    [Fact]
    public async Task A_session_is_listed_with_its_messages_shown_and_written_to_a_file()
    {
        await using var server = await TestServer.StartAsync();
        await using (var client = await server.ConnectAsync())
        {
            await client.ReplyAsync();
            await client.SayAllAsync("HELO client.example", "MAIL FROM:<a@example.com>", "RCPT TO:<b@example.org>", "DATA", "x\r\n.", "QUIT");
        }
        var message = Assert.Single(await server.MessagesAsync()).Message;
        var id = message.Origin.Session;
        await server.StopAsync();
        var command = Command(server);

        Assert.Equal(["ID", id], (await command.RunAsync("sessions", "list")).Lines.Select(line => line.Split(' ')[0]));
        var json = JsonDocument.Parse((await command.RunAsync("sessions", "list", "--json", "--limit", "1")).Output).RootElement[0];
        Assert.Equal((id, "client.example", "Quit", 1), (json.GetProperty("id").GetString(), json.GetProperty("hello").GetString(),
            json.GetProperty("ending").GetString(), json.GetProperty("accepted").GetInt32()));
        Assert.Equal(message.Id.Text, json.GetProperty("messages")[0].GetString());
        var exported = (await command.RunAsync("sessions", "export", id)).Octets;
        Assert.Equal(Encoding.UTF8.GetString(exported).ReplaceLineEndings("\n"), (await command.RunAsync("sessions", "show", id)).Output.ReplaceLineEndings("\n"));
        var file = Path.Combine(server.Directory.FullName, "visit.smtp");
        Assert.Equal(0, (await command.RunAsync("sessions", "export", id, "--output", file)).Exit);
        Assert.Equal(exported, await File.ReadAllBytesAsync(file));
        var unknown = await command.RunAsync("sessions", "show", "nobody");
        Assert.Equal((1, "smtp: There is no session 'nobody'."), (unknown.Exit, unknown.Error.Trim()));
    }

    /// <summary>Stops the host, and gives its recordings, each of which was played and came out the same.</summary>
    private static async Task<IReadOnlyList<string>> RecordedAsync(TestServer server)
    {
        await server.StopAsync();
        var command = Command(server);
        var list = JsonDocument.Parse((await command.RunAsync("sessions", "list", "--json")).Output);
        var texts = new List<string>();
        foreach (var session in list.RootElement.EnumerateArray())
        {
            var text = Encoding.UTF8.GetString((await command.RunAsync("sessions", "export", session.GetProperty("id").GetString()!)).Octets);
            var played = TranscriptReader.Read(text).Match(
                Right: transcript => TranscriptWriter.Write(TranscriptRunner.Run(transcript)),
                Left: error => error.ToString());
            Assert.Equal(text, played);
            texts.Add(text);
        }
        return texts;
    }

    private static CommandLine Command(TestServer server) => new(Path.Combine(server.Directory.FullName, "smtp-data"));

    private static SaslMechanism Mechanism(string name, string password) => name switch
    {
        "SCRAM-SHA-256" => new SaslMechanismScramSha256(Letters.Alice, password),
        "PLAIN" => new SaslMechanismPlain(Letters.Alice, password),
        "LOGIN" => new SaslMechanismLogin(Letters.Alice, password),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such mechanism."),
    };
}
