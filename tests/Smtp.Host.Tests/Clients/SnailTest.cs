using System.Text;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>s-nail delivers what it keeps in its own record.</summary>
public sealed class SnailTest
{
    private const string Body = "Hello\n.\n.a dot before\n..two\n\nThe end\n";

    [ProgramFact("s-nail")]
    public async Task In_plaintext()
    {
        await using var server = await TestServer.StartAsync();
        var sent = await SnailAsync(server, $"smtp://127.0.0.1:{server.Port}", "smtp-auth=none");
        var message = await Letters.MustBeAsync(server, sent, Letters.Bob);
        Assert.Equal((Letters.Alice, "client.example"), (message.Envelope.From, message.Origin.Hello));
    }

    [ProgramFact("s-nail")]
    public async Task With_STARTTLS_and_AUTH()
    {
        await using var server = await Servers.ForAliceAsync();
        var login = $"{Uri.EscapeDataString(Letters.Alice)}:{Uri.EscapeDataString(Letters.Password)}";
        var sent = await SnailAsync(
            server, $"submission://{login}@127.0.0.1:{server.Port}", "smtp-auth=plain", "smtp-use-starttls", "tls-verify=ignore");
        var message = await Letters.MustBeAsync(server, sent, Letters.Bob);
        Assert.Equal(("ESMTPSA", Letters.Alice), (message.Origin.Protocol, message.Origin.User));
    }

    /// <summary>Sends a letter.</summary>
    /// <returns>What s-nail recorded of it: an mbox of one letter, with Unix line ends.</returns>
    private static async Task<byte[]> SnailAsync(TestServer server, string relay, params string[] settings)
    {
        var record = Path.Combine(server.Directory.FullName, "sent");
        string[] all =
        [
            "v15-compat", $"mta={relay}", $"from={Letters.Alice}", "hostname=client.example", $"record={record}", "sendwait",
            "ttycharset=utf-8", .. settings,
        ];
        var said = await Programs.RunAsync(
            "s-nail", Body, ["-n", "-v", "-v", .. all.SelectMany(setting => new[] { "-S", setting }), "-s", "Dots", Letters.Bob]);
        var mbox = await File.ReadAllTextAsync(record);
        var whole = mbox.StartsWith("From ", StringComparison.Ordinal)
            && mbox.EndsWith($"\n\n{Body}\n", StringComparison.Ordinal);
        Assert.True(whole, said + mbox);
        return Encoding.UTF8.GetBytes(mbox[(mbox.IndexOf('\n', StringComparison.Ordinal) + 1)..^1].ReplaceLineEndings("\r\n"));
    }
}
