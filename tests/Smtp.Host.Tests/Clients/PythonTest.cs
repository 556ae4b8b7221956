using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>Python's smtplib delivers a file, octet by octet.</summary>
public sealed class PythonTest
{
    private const string Begin = """
        import smtplib, ssl, sys
        port, letter, password = int(sys.argv[1]), open(sys.argv[2], 'rb').read(), sys.argv[3]
        tls = ssl.create_default_context()
        tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
        client = lambda kind=smtplib.SMTP, **more: kind('127.0.0.1', port, 'client.example', timeout=50, **more)

        """;

    [ProgramFact("python3")]
    public async Task In_plaintext()
    {
        await using var server = await TestServer.StartAsync();
        await PythonAsync(server, Letters.Plain, """
            with client() as it: it.sendmail('alice@example.org', ['bob@example.net', 'carol@example.net'], letter)
            """);
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob, Letters.Carol);
        Assert.Equal((Letters.Alice, "ESMTP", "7BIT"), (message.Envelope.From, message.Origin.Protocol, message.Envelope.Body));
    }

    [ProgramFact("python3")]
    public async Task From_nobody()
    {
        await using var server = await TestServer.StartAsync();
        await PythonAsync(server, Letters.Plain, "with client() as it: it.sendmail('', ['bob@example.net'], letter)");
        Assert.Equal("", (await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob)).Envelope.From);
    }

    [ProgramFact("python3")]
    public async Task With_8BITMIME()
    {
        await using var server = await TestServer.StartAsync();
        await PythonAsync(server, Letters.EightBit, """
            with client() as it: it.sendmail('alice@example.org', ['bob@example.net'], letter, ['BODY=8BITMIME'])
            """);
        Assert.Equal("8BITMIME", (await Letters.MustBeAsync(server, Letters.EightBit, Letters.Bob)).Envelope.Body);
    }

    [ProgramFact("python3")]
    public async Task With_SMTPUTF8()
    {
        await using var server = await TestServer.StartAsync();
        await PythonAsync(server, Letters.Utf8, """
            with client() as it: it.sendmail('jürgen@bücher.example', ['用户@例子.example'], letter, ['SMTPUTF8', 'BODY=8BITMIME'])
            """);
        var message = await Letters.MustBeAsync(server, Letters.Utf8, "用户@例子.example");
        Assert.Equal(("jürgen@bücher.example", true), (message.Envelope.From, message.Envelope.SmtpUtf8));
    }

    [ProgramFact("python3")]
    public async Task With_STARTTLS_and_DSN()
    {
        await using var server = await TestServer.StartAsync();
        await PythonAsync(server, Letters.Plain, """
            with client() as it:
                it.starttls(context=tls)
                it.sendmail('alice@example.org', ['bob@example.net'], letter, ['RET=HDRS', 'ENVID=one+2Btwo'],
                            ['NOTIFY=SUCCESS,DELAY', 'ORCPT=rfc822;robert@example.net'])
            """);
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob);
        var (envelope, to) = (message.Envelope, message.Envelope.To[0]);
        Assert.Equal(("ESMTPS", "HDRS", "one+two"), (message.Origin.Protocol, envelope.Return, envelope.EnvelopeId));
        Assert.Equal(("SUCCESS,DELAY", "rfc822;robert@example.net"), (to.Notify, to.OriginalRecipient));
    }

    [ProgramFact("python3")]
    public async Task With_implicit_TLS_and_each_login()
    {
        await using var server = await Servers.ForAliceAsync("implicit");
        await PythonAsync(server, Letters.Plain, """
            for mechanism in 'PLAIN', 'LOGIN':
                with client(smtplib.SMTP_SSL, context=tls) as it:
                    it.ehlo()
                    it.user, it.password = 'alice@example.org', password
                    it.auth(mechanism, getattr(it, 'auth_' + mechanism.lower()))
                    it.sendmail('alice@example.org', ['bob@example.net'], letter)
            with client(smtplib.SMTP_SSL, context=tls) as it:
                try: it.login('alice@example.org', 'guess')
                except smtplib.SMTPAuthenticationError as denied: assert denied.smtp_code == 535, denied
                else: raise AssertionError('A wrong password was taken.')
            """);
        var messages = await server.MessagesAsync();
        Assert.Equal(2, messages.Count);
        Assert.All(messages, one => Letters.Same(Letters.Plain, one.Content));
        Assert.All(messages, one => Assert.Equal("ESMTPSA", one.Message.Origin.Protocol));
        Assert.All(messages, one => Assert.Equal(Letters.Alice, one.Message.Origin.User));
    }

    [ProgramFact("python3")]
    public async Task With_LMTP()
    {
        await using var server = await Servers.StartAsync("lmtp", "none");
        // smtplib knows one reply after the content, so one recipient it is.
        await PythonAsync(server, Letters.Plain, """
            with smtplib.LMTP('127.0.0.1', port, 'client.example') as it:
                it.sendmail('alice@example.org', ['bob@example.net'], letter)
            """);
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob);
        Assert.Equal(("LMTP", "client.example"), (message.Origin.Protocol, message.Origin.Hello));
    }

    private static Task<string> PythonAsync(TestServer server, byte[] letter, string script) => Programs.RunAsync(
        "python3", "", "-I", "-c", Begin + script, $"{server.Port}", Letters.InFile(server, letter), Letters.Password);
}
