using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>curl delivers a file, octet by octet.</summary>
public sealed class CurlTest
{
    [ProgramFact("curl")]
    public async Task In_plaintext_to_two_recipients()
    {
        await using var server = await TestServer.StartAsync();
        await CurlAsync(server, Letters.Plain, $"smtp://127.0.0.1:{server.Port}/client.example", "--mail-rcpt", Letters.Carol);
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob, Letters.Carol);
        Assert.Equal(Letters.Alice, message.Envelope.From);
        Assert.Equal(("ESMTP", "client.example"), (message.Origin.Protocol, message.Origin.Hello));
    }

    [ProgramFact("curl")]
    public async Task With_octets_above_127()
    {
        await using var server = await TestServer.StartAsync();
        await CurlAsync(server, Letters.EightBit, $"smtp://127.0.0.1:{server.Port}");
        await Letters.MustBeAsync(server, Letters.EightBit, Letters.Bob);
    }

    [ProgramFact("curl")]
    public async Task With_implicit_TLS()
    {
        await using var server = await Servers.StartAsync("mx", "implicit");
        await CurlAsync(server, Letters.Plain, $"smtps://127.0.0.1:{server.Port}", "-k");
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob);
        Assert.Equal("ESMTPS", message.Origin.Protocol);
    }

    [ProgramFact("curl")]
    public async Task With_STARTTLS_and_AUTH_PLAIN()
    {
        await using var server = await Servers.ForAliceAsync();
        await CurlAsync(
            server, Letters.Plain, $"smtp://127.0.0.1:{server.Port}",
            "--ssl-reqd", "-k", "-u", $"{Letters.Alice}:{Letters.Password}", "--login-options", "AUTH=PLAIN");
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob);
        Assert.Equal(("ESMTPSA", Letters.Alice), (message.Origin.Protocol, message.Origin.User));
    }

    [ProgramFact("curl")]
    public async Task With_a_wrong_password_it_is_denied()
    {
        await using var server = await Servers.ForAliceAsync();
        var (code, said) = await Programs.TryAsync("curl", "", Arguments(
            server, Letters.Plain, $"smtp://127.0.0.1:{server.Port}", "--ssl-reqd", "-k", "-u", $"{Letters.Alice}:guess"));
        const int LoginDenied = 67;
        Assert.True(code == LoginDenied, said);
        Assert.Empty(await server.MessagesAsync());
    }

    private static Task<string> CurlAsync(TestServer server, byte[] letter, params string[] options) =>
        Programs.RunAsync("curl", "", Arguments(server, letter, options));

    private static string[] Arguments(TestServer server, byte[] letter, params string[] options) =>
    [
        "-q", "-sS", "-v", "--max-time", "50", "--mail-from", Letters.Alice, "--mail-rcpt", Letters.Bob,
        "-T", Letters.InFile(server, letter), .. options,
    ];
}
