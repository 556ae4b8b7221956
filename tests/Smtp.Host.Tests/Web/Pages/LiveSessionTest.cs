using System.Text;
using System.Text.RegularExpressions;
using MailKit.Net.Smtp;
using MailKit.Security;
using Smtp.Parsing.Transcripts;

namespace Smtp.Host.Tests.Web.Pages;

/// <summary>Sessions while they run: listed, told as far as they have come, and followed step by step.</summary>
public sealed class LiveSessionTest
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task A_session_is_listed_and_told_while_it_runs_and_whole_when_it_is_over()
    {
        await using var web = await WebServer.StartAsync();
        await using var client = await web.Server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>");
        var session = await RunningAsync(web);

        var page = await PagesTest.TextAsync(web, $"/sessions/{session}");
        Assert.Contains("class=\"conversation running\"", page, StringComparison.Ordinal);
        Assert.Contains("RCPT TO:<bob@example.net>", page, StringComparison.Ordinal);
        Assert.Contains("→ bob@example.net", page, StringComparison.Ordinal);
        Assert.Contains("The session goes on: <b>addressed</b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("221", page, StringComparison.Ordinal);
        Assert.DoesNotContain("line by line", page, StringComparison.Ordinal);
        Assert.Contains("data-id=\"" + session, await PagesTest.TextAsync(web, "/sessions"), StringComparison.Ordinal);
        Assert.DoesNotContain("data-id=\"" + session, await PagesTest.TextAsync(web, "/sessions?show=failed"), StringComparison.Ordinal);

        using var events = await EventReader.OpenAsync(web, "topics=sessions");
        await client.SayAsync("QUIT");
        Assert.Equal(session, (await events.NextAsync("session-ended")).Data.GetProperty("session").GetString());

        // At once: nobody waits for it to be written.
        page = await PagesTest.TextAsync(web, $"/sessions/{session}");
        Assert.Contains("221 2.0.0 Bye", page, StringComparison.Ordinal);
        Assert.DoesNotContain("class=\"conversation running\"", page, StringComparison.Ordinal);
        Assert.Contains("data-id=\"" + session, await PagesTest.TextAsync(web, "/sessions?show=failed"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_transcript_of_a_running_session_plays_the_same()
    {
        await using var web = await WebServer.StartAsync();
        await using var client = await web.Server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "MAIL FROM:<ann@example.org>", "RCPT TO:<bob@example.net>", "DATA");
        await client.SayAsync("Subject: x\r\n\r\nhello\r\n.");
        await client.SendAsync("MAIL FROM:<ann@example.org>\r\nRCPT TO:<bob@example.net>\r\nDATA\r\n");
        for (var i = 0; i < 3; i++) await client.ReplyAsync();
        await client.SendAsync("Subject: half of it");

        var text = await web.Client.GetStringAsync($"/sessions/{await RunningAsync(web)}/transcript");

        Assert.Contains("1 accepted, running\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("half of it", text, StringComparison.Ordinal);
        Assert.Equal(text, TranscriptReader.Read(text).Match(transcript => TranscriptWriter.Write(TranscriptRunner.Run(transcript)), error => error.ToString()));
    }

    [Theory]
    [InlineData("AUTH PLAIN {plain}", "535")]
    [InlineData("AUTH PLAIN|{plain}", "535")]
    [InlineData("AUTH LOGIN|{user}|{password}", "535")]
    [InlineData("AUTH LOGIN|{password}", "334")]
    [InlineData("AUTH PLAIN {right}", "235")]
    [InlineData("AUTH CRAM-MD5 {password}", "504")]
    [InlineData("AUTH PLAIN|{plain}|{plain}", "500")]
    public async Task No_password_is_shown_while_somebody_logs_in(string lines, string reply)
    {
        await using var web = await WebServer.StartAsync(("auth:withoutTls", "loopback"));
        await web.Server.AddUserAsync("ann@example.org", "another one");
        await using var client = await web.Server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAsync("EHLO client.example");
        using var events = await EventReader.OpenAsync(web, "topics=sessions,steps");
        var said = "";
        foreach (var line in lines.Split('|'))
        {
            said = await client.SayAsync(line
                .Replace("{plain}", Base64("\0ann@example.org\0" + Password), StringComparison.Ordinal)
                .Replace("{right}", Base64("\0ann@example.org\0another one"), StringComparison.Ordinal)
                .Replace("{user}", Base64("ann@example.org"), StringComparison.Ordinal)
                .Replace("{password}", Base64(Password), StringComparison.Ordinal));
            var session = await RunningAsync(web);
            foreach (var path in new[] { $"/sessions/{session}", $"/sessions/{session}/transcript", "/sessions" })
            {
                var page = await PagesTest.TextAsync(web, path);
                foreach (var secret in new[] { Password, "another one" })
                {
                    Assert.DoesNotContain(secret, page, StringComparison.Ordinal);
                    Assert.DoesNotContain(Base64(secret), page, StringComparison.Ordinal);
                    Assert.DoesNotContain(Base64("\0ann@example.org\0" + secret), page, StringComparison.Ordinal);
                    // Whatever is base64 in it, or in a macro, is not it either.
                    foreach (Match word in Regex.Matches(page, "[A-Za-z0-9+/]{8,}={0,2}"))
                    {
                        var octets = new byte[word.Length];
                        if (Convert.TryFromBase64String(word.Value, octets, out var length))
                            Assert.DoesNotContain(secret, Encoding.UTF8.GetString(octets, 0, length), StringComparison.Ordinal);
                    }
                }
            }
            Assert.DoesNotContain(Base64(Password), (await events.NextAsync("session-continued")).Data.GetRawText(), StringComparison.Ordinal);
        }
        Assert.StartsWith(reply, said, StringComparison.Ordinal);
        if (reply == "235") Assert.Contains("Logged in as ann@example.org", await PagesTest.TextAsync(web, $"/sessions/{await RunningAsync(web)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_has_its_conversation_as_soon_as_it_is_there()
    {
        await using var web = await WebServer.StartAsync();
        using var client = new SmtpClient();
        await client.ConnectAsync("127.0.0.1", web.Server.Port, SecureSocketOptions.None);
        var first = (await client.SendAsync(WebServer.Letter("First", "One."))).Split(' ')[^1];
        var second = (await client.SendAsync(WebServer.Letter("Second", "Two."))).Split(' ')[^1];

        foreach (var id in new[] { first, second })
        {
            var page = await PagesTest.TextAsync(web, $"/mail/{id}/conversation");
            Assert.Contains("class=\"conversation running\"", page, StringComparison.Ordinal);
            Assert.Contains($"Stored as <a href=\"/mail/{id}\">{id}</a>: this message", page, StringComparison.Ordinal);
            Assert.Single(Regex.Matches(page, "class=\"turn content [^\"]*brought\""));
        }
        await client.DisconnectAsync(true);
    }

    [Fact]
    public async Task Steps_are_told_to_those_who_follow_and_of_the_session_that_they_follow()
    {
        await using var web = await WebServer.StartAsync();
        await using var one = await web.Server.ConnectAsync();
        await one.ReplyAsync();
        var first = await RunningAsync(web);
        await using var other = await web.Server.ConnectAsync();
        await other.ReplyAsync();
        using var bystander = await EventReader.OpenAsync(web, "topics=sessions");
        using var follower = await EventReader.OpenAsync(web, $"topics=steps&session={first}");

        await other.SayAsync("EHLO other.example");
        await one.SayAsync("EHLO one.example");

        var (type, data) = await follower.NextAsync();
        Assert.Equal(("session-continued", first), (type, data.GetProperty("session").GetString()));
        await one.SayAsync("QUIT");
        Assert.Equal("session-ended", (await bystander.NextAsync()).Type);
    }

    internal static async Task<string> RunningAsync(WebServer web)
    {
        var page = await web.Client.GetStringAsync("/sessions");
        return Regex.Match(page, "data-id=\"([^\"]+)\"").Groups[1].Value;
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
