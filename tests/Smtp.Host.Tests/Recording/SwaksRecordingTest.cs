using System.Text;
using System.Text.Json;
using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;
using Smtp.Host.Tests.Replaying;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Recording;

/// <summary>A session of a real client becomes a test, as it stands.</summary>
public sealed class SwaksRecordingTest
{
    [ProgramFact("swaks", Module = "Net::SSLeay")]
    public async Task A_session_over_STARTTLS_with_AUTH_is_exported_and_replayed_and_one_other_reply_is_shown()
    {
        await using var server = await Servers.ForAliceAsync();
        await Programs.RunAsync(
            "swaks", "", "--server", "127.0.0.1", "--port", $"{server.Port}", "--ehlo", "client.example", "-tls",
            "--auth", "LOGIN", "--auth-user", Letters.Alice, "--auth-password", Letters.Password, "--from", Letters.Alice, "--to", Letters.Bob);
        Assert.Equal(("ESMTPSA", Letters.Alice), (Assert.Single(await server.MessagesAsync()).Message.Origin is var origin ? (origin.Protocol, origin.User) : default));
        await server.StopAsync();

        // smtp sessions export ID > monday.smtp; smtp replay monday.smtp
        var command = new CommandLine(Path.Combine(server.Directory.FullName, "smtp-data"));
        var id = Assert.Single(JsonDocument.Parse((await command.RunAsync("sessions", "list", "--json")).Output).RootElement.EnumerateArray()).GetProperty("id").GetString()!;
        using var replays = new Replays();
        var text = Encoding.UTF8.GetString((await command.RunAsync("sessions", "export", id)).Octets);
        var file = replays.File("monday.smtp", text);
        Assert.Equal((0, "ok monday.smtp\n1 ok\n", ""), await replays.RunAsync(file));
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Letters.Password)), text, StringComparison.Ordinal);

        // Somebody edits one reply.
        const string Said = "S: 235 2.7.0 Authentication successful", Edited = "S: 235 2.7.0 Welcome back, Alice";
        Assert.Single(text.Split('\n'), line => line == Said);
        replays.File("monday.smtp", text.Replace(Said, Edited, StringComparison.Ordinal));
        var (exit, output, error) = await replays.RunAsync(file);
        var at = Array.IndexOf(text.Split('\n'), Said) + 1;
        Assert.Equal((1, "smtp: 1 transcript failed\n"), (exit, error));
        Assert.StartsWith($"FAILED monday.smtp\nmonday.smtp:{at}\n", output, StringComparison.Ordinal);
        Assert.EndsWith("\n0 ok, 1 failed\n", output, StringComparison.Ordinal);
        var lines = output.Split('\n');
        Assert.Equal([$"- {at}  {Edited}", $"+ {new string(' ', $"{at}".Length)}  {Said}"], lines.Where(line => line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("+ ", StringComparison.Ordinal)));
        // With the client's line before it, so that whoever reads it knows what was asked.
        Assert.Contains(lines.TakeWhile(line => !line.StartsWith("- ", StringComparison.Ordinal)), line => line.Contains("  C: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("AUTH LOGIN\r\n{0}\r\n{1}")]
    [InlineData("AUTH LOGIN {0}\r\n{1}")]
    public async Task A_password_where_the_name_belongs_is_shown_nowhere(string lines)
    {
        await using var server = await Servers.ForAliceAsync();
        var (client, _) = await server.StartTlsAsync();
        var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes(Letters.Password));
        await using (client)
        {
            await client.SayAsync("EHLO client.example");
            var said = string.Format(System.Globalization.CultureInfo.InvariantCulture, lines, secret, Convert.ToBase64String("x"u8)).Split("\r\n");
            Assert.StartsWith("535 5.7.8", await client.SayAllAsync(said), StringComparison.Ordinal);
            await client.SayAsync("QUIT");
        }
        await server.StopAsync();

        var command = new CommandLine(Path.Combine(server.Directory.FullName, "smtp-data"));
        var list = (await command.RunAsync("sessions", "list", "--json")).Output;
        var id = Assert.Single(JsonDocument.Parse(list).RootElement.EnumerateArray()).GetProperty("id").GetString()!;
        var text = Encoding.UTF8.GetString((await command.RunAsync("sessions", "export", id)).Octets);
        Assert.Contains("? login ******** password ********\n", text, StringComparison.Ordinal);
        foreach (var shown in new[] { list, text })
        {
            Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
            Assert.DoesNotContain(Letters.Password, shown, StringComparison.Ordinal);
        }
    }
}
