using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using Smtp.Host.Tests.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>MailKit delivers over everything that it and the host both speak.</summary>
public sealed class MailKitTest
{
    private static readonly FormatOptions Wire = new() { NewLineFormat = NewLineFormat.Dos, EnsureNewLine = true };

    [Theory]
    [InlineData("none", SecureSocketOptions.None, "ESMTP")]
    [InlineData("starttls", SecureSocketOptions.StartTls, "ESMTPS")]
    [InlineData("implicit", SecureSocketOptions.SslOnConnect, "ESMTPS")]
    public async Task In_plaintext_and_over_TLS(string tls, SecureSocketOptions options, string protocol)
    {
        await using var server = await Servers.StartAsync("mx", tls);
        using var client = await ConnectAsync(server, new DsnClient(), options);
        await client.SendAsync(Wire, Letter(Letters.Plain));
        await client.DisconnectAsync(quit: true);
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob);
        Assert.Equal(Letters.Alice, message.Envelope.From);
        Assert.Equal((protocol, "client.example"), (message.Origin.Protocol, message.Origin.Hello));
    }

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task With_each_way_to_log_in(string mechanism)
    {
        await using var server = await Servers.ForAliceAsync();
        using var client = await ConnectAsync(server, new DsnClient(), SecureSocketOptions.StartTls);

        var denied = await Assert.ThrowsAsync<AuthenticationException>(
            () => client.AuthenticateAsync(Mechanism(mechanism, "guess")));
        Assert.Contains("535", denied.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => client.SendAsync(Letter(Letters.Plain)));

        await client.AuthenticateAsync(Mechanism(mechanism, Letters.Password));
        await client.SendAsync(Wire, Letter(Letters.Plain));
        var message = await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob);
        Assert.Equal(("ESMTPSA", Letters.Alice), (message.Origin.Protocol, message.Origin.User));
    }

    [Fact]
    public async Task With_the_best_login_offered()
    {
        await using var server = await Servers.ForAliceAsync();
        using var client = await ConnectAsync(server, new DsnClient(), SecureSocketOptions.StartTls);
        Assert.Equal(["LOGIN", "PLAIN", "SCRAM-SHA-256"], client.AuthenticationMechanisms.Order(StringComparer.Ordinal));
        await client.AuthenticateAsync(Letters.Alice, Letters.Password);
        await client.SendAsync(Wire, Letter(Letters.Plain));
        await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob);
    }

    [Fact]
    public async Task With_8BITMIME()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ConnectAsync(server, new DsnClient(), SecureSocketOptions.None);
        await client.SendAsync(Wire, Letter(Letters.EightBit));
        Assert.Equal("8BITMIME", (await Letters.MustBeAsync(server, Letters.EightBit, Letters.Bob)).Envelope.Body);
    }

    [Fact]
    public async Task With_SMTPUTF8()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ConnectAsync(server, new DsnClient(), SecureSocketOptions.None);
        var international = Wire.Clone();
        international.International = true;
        await client.SendAsync(
            international, Letter(Letters.Utf8),
            new MailboxAddress("", "jürgen@bücher.example"), [new MailboxAddress("", "用户@例子.example")]);
        var message = await Letters.MustBeAsync(server, Letters.Utf8, "用户@例子.example");
        Assert.Equal(("jürgen@bücher.example", true), (message.Envelope.From, message.Envelope.SmtpUtf8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task To_50_recipients_pipelined_or_not(bool pipelined)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ConnectAsync(server, new DsnClient(), SecureSocketOptions.StartTls);
        Assert.True(client.Capabilities.HasFlag(SmtpCapabilities.Pipelining));
        if (!pipelined) client.Capabilities &= ~SmtpCapabilities.Pipelining;
        string[] recipients = [.. Enumerable.Range(1, 50).Select(number => $"reader{number}@example.net")];
        await client.SendAsync(
            Wire, Letter(Letters.Plain),
            new MailboxAddress("", Letters.Alice), recipients.Select(recipient => new MailboxAddress("", recipient)));
        await Letters.MustBeAsync(server, Letters.Plain, recipients);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300_000)]
    public async Task With_CHUNKING_and_BINARYMIME(int size)
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ConnectAsync(server, new DsnClient { Binary = true }, SecureSocketOptions.None);
        var octets = new byte[size];
        new Random(size).NextBytes(octets);
        var letter = new MimeMessage { Subject = "Octets" };
        letter.From.Add(new MailboxAddress("", Letters.Alice));
        letter.To.Add(new MailboxAddress("", Letters.Bob));
        letter.Body = new MimePart("application/octet-stream")
        {
            Content = new MimeContent(new MemoryStream(octets)),
            ContentTransferEncoding = ContentEncoding.Binary,
        };

        await client.SendAsync(Wire, letter);

        var expected = new MemoryStream();
        await letter.WriteToAsync(Wire, expected);
        Assert.True(expected.ToArray().AsSpan().IndexOf(octets) > 0, "MailKit has encoded the content.");
        Assert.Equal("BINARYMIME", (await Letters.MustBeAsync(server, expected.ToArray(), Letters.Bob)).Envelope.Body);
    }

    [Fact]
    public async Task With_reports_of_delivery()
    {
        await using var server = await TestServer.StartAsync();
        using var client = await ConnectAsync(
            server,
            new DsnClient
            {
                EnvelopeId = "one + two = three",
                Notify = DeliveryStatusNotification.Success | DeliveryStatusNotification.Delay,
                DeliveryStatusNotificationType = DeliveryStatusNotificationType.HeadersOnly,
            },
            SecureSocketOptions.None);
        await client.SendAsync(Wire, Letter(Letters.Plain));
        var envelope = (await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob)).Envelope;
        Assert.Equal(("HDRS", "one + two = three"), (envelope.Return, envelope.EnvelopeId));
        Assert.Equal(("SUCCESS,DELAY", "rfc822;" + Letters.Bob), (envelope.To[0].Notify, envelope.To[0].OriginalRecipient));
    }

    [Ipv6Fact]
    public async Task Over_IPv6()
    {
        await using var server = await TestServer.StartAsync(("listeners:0", "[::1]:0"));
        using var client = new DsnClient();
        await client.ConnectAsync("::1", server.Port, SecureSocketOptions.StartTls);
        await client.SendAsync(Wire, Letter(Letters.Plain));
        Assert.Equal("::1", (await Letters.MustBeAsync(server, Letters.Plain, Letters.Bob)).Origin.Peer);
    }

    private static SaslMechanism Mechanism(string name, string password) => name switch
    {
        "SCRAM-SHA-256" => new SaslMechanismScramSha256(Letters.Alice, password),
        "PLAIN" => new SaslMechanismPlain(Letters.Alice, password),
        "LOGIN" => new SaslMechanismLogin(Letters.Alice, password),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such mechanism."),
    };

    private static async Task<DsnClient> ConnectAsync(TestServer server, DsnClient client, SecureSocketOptions options)
    {
        await client.ConnectAsync("127.0.0.1", server.Port, options);
        return client;
    }

    private static MimeMessage Letter(byte[] octets) => MimeMessage.Load(new MemoryStream(octets));
}
