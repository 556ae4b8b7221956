using System.Text;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>swaks delivers, and what it says it sent is what is kept.</summary>
public sealed class SwaksTest
{
    [ProgramFact("swaks")]
    public async Task In_plaintext()
    {
        await using var server = await TestServer.StartAsync();
        var said = await SwaksAsync(server);
        var message = await Letters.MustBeAsync(server, Sent(said, " -> "), Letters.Bob);
        Assert.Equal(Letters.Alice, message.Envelope.From);
        Assert.Equal(("ESMTP", "client.example", null), (message.Origin.Protocol, message.Origin.Hello, message.Origin.Tls));
        Assert.Contains($"250 2.0.0 Ok: queued as {message.Id.Text}", said, StringComparison.Ordinal);
    }

    [ProgramFact("swaks", Module = "Net::SSLeay")]
    public async Task With_STARTTLS()
    {
        await using var server = await TestServer.StartAsync();
        var said = await SwaksAsync(server, "-tls");
        var message = await Letters.MustBeAsync(server, Sent(said, " ~> "), Letters.Bob);
        Assert.Equal("ESMTPS", message.Origin.Protocol);
        Assert.StartsWith("TLSv1.", message.Origin.Tls, StringComparison.Ordinal);
    }

    [ProgramFact("swaks", Module = "Net::SSLeay")]
    public async Task With_implicit_TLS_and_pipelining()
    {
        await using var server = await Servers.StartAsync("mx", "implicit");
        var said = await SwaksAsync(server, "--tls-on-connect", "--pipeline");
        await Letters.MustBeAsync(server, Sent(said, " ~> "), Letters.Bob);
    }

    [ProgramFact("swaks")]
    public async Task With_HELO_alone()
    {
        await using var server = await TestServer.StartAsync();
        var said = await SwaksAsync(server, "--protocol", "SMTP");
        var message = await Letters.MustBeAsync(server, Sent(said, " -> "), Letters.Bob);
        Assert.Equal("SMTP", message.Origin.Protocol);
    }

    [ProgramFact("swaks")]
    public async Task With_a_letter_of_dots()
    {
        await using var server = await TestServer.StartAsync();
        await SwaksAsync(server, "--data", "@" + Letters.InFile(server, Letters.Plain));
        // swaks gives every letter one line end more.
        await Letters.MustBeAsync(server, [.. Letters.Plain, .. "\r\n"u8], Letters.Bob);
    }

    private static Task<string> SwaksAsync(TestServer server, params string[] options) => Programs.RunAsync(
        "swaks", "",
        [
            "--server", "127.0.0.1", "--port", $"{server.Port}", "--ehlo", "client.example",
            "--from", Letters.Alice, "--to", Letters.Bob, .. options,
        ]);

    /// <summary>The lines which swaks says it sent, from the 354 to the dot.</summary>
    private static byte[] Sent(string said, string mark)
    {
        var lines = said.ReplaceLineEndings("\n").Split('\n')
            .SkipWhile(line => !(line.StartsWith('<') && line[3..].StartsWith(" 354", StringComparison.Ordinal))).Skip(1)
            .TakeWhile(line => line != mark + ".").ToList();
        Assert.All(lines, line => Assert.StartsWith(mark, line, StringComparison.Ordinal));
        Assert.True(lines.Count > 6, said);
        return Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line[mark.Length..] + "\r\n")));
    }
}
