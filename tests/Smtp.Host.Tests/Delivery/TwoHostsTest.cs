using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Receiving;
using Smtp.Host.Tests.Sending;

namespace Smtp.Host.Tests.Delivery;

/// <summary>Two of our hosts: s-nail submits to one, which finds the other by MX and hands it over; mutt reads it there.</summary>
public sealed class TwoHostsTest
{
    [MuttFact]
    public async Task From_submission_with_AUTH_by_MX_into_a_Maildir_that_mutt_reads()
    {
        var mail = Directory.CreateTempSubdirectory("smtp-maildir-");
        try
        {
            await using var receiver = await TestServer.StartAsync(
                ("domains:0", "example.net"), ("routes:0:to", "example.net"), ("routes:0:via", $"maildir:{mail.FullName}/{{user}}"));
            await receiver.AddUserAsync("bob@example.net", "pencil");
            using var zone = new DnsZone().MailExchanger("example.net", 10, "mx.example.net").Host("mx.example.net", "127.0.0.1");
            await using var sender = await TestServer.StartAsync(
                ("hostName", "out.example.org"), ("domains:0", "example.org"), ("listeners:0:address", "127.0.0.1:0"),
                ("listeners:0:role", "submission"), ("dns:servers:0", zone.Address),
                ("routes:0:to", "example.org"), ("routes:0:via", "mailbox:"),
                ("routes:1:to", "*"), ("routes:1:via", $"mx:?port={receiver.Port}"));
            await sender.AddUserAsync("alice@example.org", "pencil");

            await Programs.RunAsync(
                "s-nail", "Hello Bob,\n.\nfrom Alice\n",
                "-n", "-S", "v15-compat", "-S", $"mta=submission://alice%40example.org:pencil@127.0.0.1:{sender.Port}",
                "-S", "smtp-auth=plain", "-S", "smtp-use-starttls", "-S", "tls-verify=ignore", "-S", "from=alice@example.org",
                "-S", "hostname=client.example", "-S", "sendwait", "-s", "Two hosts", "bob@example.net");
            var inbox = Path.Combine(mail.FullName, "bob");
            await Eventually.HoldsAsync(
                () => Directory.Exists(Path.Combine(inbox, "new")) && Directory.GetFiles(Path.Combine(inbox, "new")).Length == 1,
                () => "It does not arrive.");
            Assert.Empty(await sender.QueueAsync());
            var letter = await File.ReadAllTextAsync(Directory.GetFiles(Path.Combine(inbox, "new"))[0]);
            Assert.StartsWith("Return-Path: <alice@example.org>\nDelivered-To: bob@example.net\nReceived: from out.example.org", letter, StringComparison.Ordinal);
            Assert.Contains("with ESMTPSA", letter, StringComparison.Ordinal);
            Assert.EndsWith("\n\nHello Bob,\n.\nfrom Alice\n", letter.TrimEnd('\n') + "\n", StringComparison.Ordinal);

            Assert.Equal("Subject: Two hosts", await ReadByMuttAsync(inbox));
        }
        finally
        {
            mail.Delete(recursive: true);
        }
    }

    /// <summary>Opens a Maildir in mutt, on a terminal of its own, and pipes the letter into a file.</summary>
    private static async Task<string> ReadByMuttAsync(string maildir)
    {
        var (shown, settings) = (Path.Combine(maildir, "shown"), Path.Combine(maildir, "muttrc"));
        await File.WriteAllTextAsync(settings, $"set folder={maildir}\nset wait_key=no\n");
        await Programs.RunAsync(
            "script", $"|cat > {shown}\nx", "-qec", $"TERM=xterm mutt -n -F {settings} -R -f {maildir}", "/dev/null");
        return (await File.ReadAllLinesAsync(shown)).First(line => line.StartsWith("Subject:", StringComparison.Ordinal));
    }

    private sealed class MuttFactAttribute : FactAttribute
    {
        public MuttFactAttribute() =>
            Skip = new[] { "s-nail", "mutt", "script" }.FirstOrDefault(name => Programs.Find(name) is null) is { } missing ? $"{missing} is not installed" : null;
    }
}
