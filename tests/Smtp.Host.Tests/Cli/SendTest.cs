using System.CommandLine;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Host.Cli;
using Smtp.Host.Tests.Delivery;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Cli;

/// <summary><c>smtp send</c> and <c>smtp sendmail</c>, with a real server.</summary>
public sealed class SendTest
{
    [Fact]
    public async Task A_file_is_sent_and_the_conversation_shown()
    {
        await using var server = await TestServer.StartAsync();
        var (exit, said, _) = await SendAsync("Subject: x\n\n.dot\nlast line", server.Port, "--tls", "none", "--to", "bob@example.net", "--to", "carol@example.net");
        Assert.Equal(0, exit);
        Assert.StartsWith("S: 220 mx.example.org ESMTP\nC: EHLO localhost\n", said, StringComparison.Ordinal);
        Assert.Contains("C: DATA\n", said, StringComparison.Ordinal);
        Assert.Matches("C: \\(31 octets of content\\)\nS: 250 2.0.0 Ok: queued as .*\nC: QUIT\nS: 221 2.0.0 Bye\n<bob@example.net>: delivered, 2.0.0 Ok: queued as ", said);
        var (message, content) = Assert.Single(await server.MessagesAsync());
        Assert.Equal("Subject: x\r\n\r\n.dot\r\nlast line\r\n", Encoding.ASCII.GetString(content));
        Assert.Equal(["bob@example.net", "carol@example.net"], message.Envelope.To.Select(to => to.Address));
    }

    [Fact]
    public async Task With_TLS_and_a_password_that_is_not_shown()
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync("alice@example.org", "pencil");
        var password = Path.Combine(server.Directory.FullName, "password");
        await File.WriteAllTextAsync(password, "pencil\n");
        var (exit, said, _) = await SendAsync(
            "x\n", server.Port, "--tls", "required", "--user", "alice@example.org", "--password-file", password, "--to", "bob@example.net");
        Assert.Equal(0, exit);
        Assert.Contains("certificate not trusted", said, StringComparison.Ordinal);
        Assert.Contains("C: AUTH SCRAM-SHA-256 ********\n", said, StringComparison.Ordinal);
        Assert.DoesNotContain("pencil", said, StringComparison.Ordinal);
        Assert.Equal("alice@example.org", (await server.MessagesAsync())[0].Message.Origin.User);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_trusted_is_not_taken_where_it_must_be()
    {
        await using var server = await TestServer.StartAsync();
        var (exit, said, _) = await SendAsync("x\n", server.Port, "--tls", "verified", "--to", "bob@example.net");
        Assert.Equal(SysExits.TempFail, exit);
        Assert.Contains("TLS failed", said, StringComparison.Ordinal);
        Assert.Empty(await server.MessagesAsync());
    }

    [Fact]
    public async Task The_exit_code_tells_the_worst_that_became_of_a_recipient()
    {
        await using var server = await TestServer.StartAsync(("domains:0", "example.org"));
        var (exit, said, _) = await SendAsync("x\n", server.Port, "--to", "postmaster@example.org", "--to", "nobody@example.org");
        Assert.Equal(SysExits.Unavailable, exit);
        Assert.Contains("<postmaster@example.org>: delivered, ", said, StringComparison.Ordinal);
        Assert.Contains("<nobody@example.org>: failed, 5.1.1 ", said, StringComparison.Ordinal);
        Assert.Equal(SysExits.TempFail, (await SendAsync("x\n", Ports.Free(), "--to", "bob@example.net")).Exit);
        Assert.Equal(1, (await SendAsync("x\n", server.Port, "--to", "nonsense")).Exit);
    }

    [Fact]
    public async Task Sendmail_takes_recipients_from_the_header_as_PHP_and_cron_give_it()
    {
        await using var server = await TestServer.StartAsync();
        const string letter = "To: dora@example.net\nCc: =?utf-8?q?=C3=89mile?= <emile@example.net>\nBcc: f@example.net,\n g@example.net\nSubject: cron\n\nline\n.\nmore\n";
        var (exit, output, error) = await SendmailAsync(letter, server.Port, "-FCronDaemon", "-i", "-odi", "-oem", "-t", "-f", "root@example.org", "h@example.net");
        Assert.Equal((0, "", ""), (exit, output, error));
        var (message, content) = Assert.Single(await server.MessagesAsync());
        Assert.Equal("root@example.org", message.Envelope.From);
        Assert.Equal(
            ["h@example.net", "dora@example.net", "emile@example.net", "f@example.net", "g@example.net"], message.Envelope.To.Select(to => to.Address));
        Assert.Matches(
            "^To: dora@example.net\r\nCc: =\\?utf-8\\?q\\?=C3=89mile\\?= <emile@example.net>\r\nSubject: cron\r\nFrom: \"CronDaemon\" <root@example.org>\r\n"
            + "Date: .*\r\nMessage-ID: <.*>\r\n\r\nline\r\n\\.\r\nmore\r\n$",
            Encoding.ASCII.GetString(content));
    }

    [Fact]
    public async Task Sendmail_ends_at_a_lone_dot_unless_told_otherwise_and_leaves_a_whole_header_as_it_is()
    {
        await using var server = await TestServer.StartAsync();
        const string letter = "From: a@example.org\nDate: Tue, 24 Nov 2026 10:00:00 +0000\nMessage-ID: <1@example.org>\nSubject: x\n\nline\n.\nmore\n";
        Assert.Equal(0, (await SendmailAsync(letter, server.Port, "-f", "a@example.org", "bob@example.net")).Exit);
        var (_, content) = Assert.Single(await server.MessagesAsync());
        Assert.Equal(letter[..letter.IndexOf(".\nmore", StringComparison.Ordinal)].ReplaceLineEndings("\r\n"), Encoding.ASCII.GetString(content));
    }

    [Fact]
    public async Task Sendmail_says_what_it_cannot_do()
    {
        Assert.Equal((SysExits.Usage, "sendmail: sendmail has no option -Z.\n"), Short(await SendmailAsync("x\n", 1, "-Z", "bob@example.net")));
        Assert.Equal((SysExits.Usage, "sendmail: there is no recipient.\n"), Short(await SendmailAsync("x\n", 1)));
        var (exit, error) = Short(await SendmailAsync("x\n", Ports.Free(), "bob@example.net"));
        Assert.Equal(SysExits.TempFail, exit);
        Assert.StartsWith("sendmail: <bob@example.net>: deferred, 4.4.1 ", error, StringComparison.Ordinal);
        static (int, string) Short((int Exit, string Output, string Error) ended) => (ended.Exit, ended.Error);
    }

    [Theory]
    [InlineData("-ti -f a@b.c", true, true, "a@b.c", "")]
    [InlineData("-fa@b.c x@y.z", false, false, "a@b.c", "x@y.z")]
    [InlineData("-oi -- -x@y.z", false, true, null, "-x@y.z")]
    [InlineData("-bm -r a@b.c x@y.z", false, false, "a@b.c", "x@y.z")]
    public void Sendmail_reads_its_arguments_as_ever(string words, bool fromHeader, bool ignoreDots, string? sender, string recipients)
    {
        var read = SendmailArguments.Read(words.Split(' '));
        Assert.Equal((fromHeader, ignoreDots, sender, recipients), (read.FromHeader, read.IgnoreDots, read.Sender, string.Join(' ', read.Recipients)));
    }

    [Fact]
    public void Sendmail_knows_DSN()
    {
        var read = SendmailArguments.Read(["-N", "success,delay", "-R", "hdrs", "-V", "x1", "b@example.net"]);
        Assert.Equal((Notify.Success | Notify.Delay, ReturnContent.Headers, "x1"), (read.Notify, read.Return, read.EnvelopeId));
    }

    private static Task<(int Exit, string Output, string Error)> SendAsync(string content, int port, params string[] arguments) => RunAsync(
        SendCommand.Create(() => new MemoryStream(Encoding.UTF8.GetBytes(content)), UserPasswords.OfConsole),
        ["send", "--server", $"127.0.0.1:{port}", "--from", "alice@example.org", .. arguments, "-"]);

    private static Task<(int Exit, string Output, string Error)> SendmailAsync(string content, int port, params string[] arguments) => RunAsync(
        SendmailCommand.Create(() => new MemoryStream(Encoding.UTF8.GetBytes(content))), ["sendmail", "--server", $"127.0.0.1:{port}", .. arguments]);

    private static async Task<(int Exit, string Output, string Error)> RunAsync(Command command, string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var root = new RootCommand { command, CommonOptions.Config, CommonOptions.Data };
        var exit = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (exit, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
