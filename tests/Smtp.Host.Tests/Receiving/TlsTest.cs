using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Smtp.Host.Configuration;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Receiving;

/// <summary>TLS with real handshakes: certificates from files, the self-signed one, and clients that fail.</summary>
public sealed class TlsTest : IDisposable
{
    private readonly Authority _authority = new();
    private readonly ManualClock _clock = new() { Now = DateTimeOffset.UtcNow };

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(SslProtocols.Tls12, "TLSv1.2")]
    [InlineData(SslProtocols.Tls13, "TLSv1.3")]
    public async Task A_certificate_with_its_chain_convinces_who_knows_the_root_alone(SslProtocols protocol, string version)
    {
        _authority.Issue(7);
        await using var server = await StartAsync();

        var (client, tls) = await server.StartTlsAsync(protocol, _authority.Root);
        await using (client)
        {
            Assert.Equal(protocol, tls.SslProtocol);
            Assert.StartsWith("250 2.0.0 Ok: queued as ", await SendAsync(client), StringComparison.Ordinal);
        }
        var origin = Assert.Single(await server.MessagesAsync()).Message.Origin;
        Assert.Equal("ESMTPS", origin.Protocol);
        Assert.StartsWith(version, origin.Tls, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_older_than_the_minimum_are_refused_and_others_are_not_disturbed()
    {
        _authority.Issue(7);
        await using var server = await StartAsync(("tls:minimum", "1.3"));
        var (other, _) = await server.StartTlsAsync(SslProtocols.Tls13);

        await Assert.ThrowsAnyAsync<Exception>(async () => await server.StartTlsAsync(SslProtocols.Tls12));

        await using (other) Assert.StartsWith("250 2.0.0 Ok: queued as ", await SendAsync(other), StringComparison.Ordinal);
        var (later, tls) = await server.StartTlsAsync();
        await using (later) Assert.Equal(SslProtocols.Tls13, tls.SslProtocol);
    }

    [Fact]
    public async Task Who_fails_the_handshake_is_cut_off_and_others_are_not_disturbed()
    {
        _authority.Issue(7);
        await using var server = await StartAsync();
        var (other, _) = await server.StartTlsAsync();
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAllAsync("EHLO client.example", "STARTTLS");

        await client.SendAsync("MAIL FROM:<alice@example.org>\r\n");
        var answer = new MemoryStream();
        try { await client.Stream.CopyToAsync(answer); }
        catch (IOException) { } // A reset instead of an end: cut off all the same.
        Assert.False(answer.ToArray().AsSpan().IndexOf("250"u8) >= 0);

        await using (other) Assert.StartsWith("250 2.0.0 Ok: queued as ", await SendAsync(other), StringComparison.Ordinal);
        var (later, _) = await server.StartTlsAsync();
        await using (later) Assert.StartsWith("250 2.0.0 Ok: queued as ", await SendAsync(later), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Implicit_TLS_greets_after_the_handshake()
    {
        _authority.Issue(7);
        await using var server = await StartAsync(("listeners:0:address", "127.0.0.1:0"), ("listeners:0:tls", "implicit"));
        await using var client = await server.ConnectAsync();
        await client.HandshakeAsync(root: _authority.Root);

        Assert.Equal("220 mx.example.org ESMTP", await client.ReplyAsync());
        Assert.DoesNotContain("STARTTLS", await client.SayAsync("EHLO client.example"), StringComparison.Ordinal);
        Assert.StartsWith("503 5.5.1", await client.SayAsync("STARTTLS"), StringComparison.Ordinal);
        Assert.StartsWith("250 2.0.0 Ok: queued as ", await SendAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replaced_certificate_is_shown_to_new_connections_and_old_ones_go_on()
    {
        var first = _authority.Issue(7);
        await using var server = await StartAsync();
        var (old, oldTls) = await server.StartTlsAsync(root: _authority.Root);
        Assert.Equal(first, Serial(oldTls));

        var second = _authority.Issue(8);
        Touch(1);

        var (fresh, freshTls) = await server.StartTlsAsync(root: _authority.Root);
        await using (fresh) Assert.Equal(second, Serial(freshTls));
        await using (old) Assert.StartsWith("250 2.0.0 Ok: queued as ", await SendAsync(old), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_replacement_leaves_the_certificate_before_it_in_use_until_it_is_repaired()
    {
        var first = _authority.Issue(7);
        await using var server = await StartAsync();

        await File.WriteAllTextAsync(_authority.CertificateFile, "-----BEGIN CERTIFICATE-----\nhalf of");
        Touch(1);
        var (fresh, freshTls) = await server.StartTlsAsync(root: _authority.Root);
        await using (fresh) Assert.Equal(first, Serial(freshTls));

        var second = _authority.Issue(8);
        Touch(2);
        var (later, laterTls) = await server.StartTlsAsync(root: _authority.Root);
        await using (later) Assert.Equal(second, Serial(laterTls));
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_used_is_one_clear_error_at_the_start()
    {
        _authority.Issue(7);
        await File.WriteAllTextAsync(_authority.KeyFile, "no key");
        Assert.StartsWith(
            $"tls.certificate: '{_authority.CertificateFile}' with tls.key", await ProblemAsync(), StringComparison.Ordinal);

        File.Delete(_authority.KeyFile);
        Assert.StartsWith($"tls.key: '{_authority.KeyFile}' cannot be read", await ProblemAsync(), StringComparison.Ordinal);

        async Task<string> ProblemAsync() =>
            Assert.Single((await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync())).Problems);
    }

    [Fact]
    public async Task The_self_signed_certificate_is_made_once_and_its_key_is_private()
    {
        var data = Directory.CreateTempSubdirectory("smtp-data-").FullName;
        var first = await SelfSignedAsync(data);
        Assert.Equal("CN=mx.example.org", first.Subject);
        AssertKeyIsPrivate(data);

        Assert.Equal(first.Thumbprint, (await SelfSignedAsync(data)).Thumbprint);

        _clock.Now += TimeSpan.FromDays(3650); // Ten years on it has nearly expired, and there is another one.
        var second = await SelfSignedAsync(data);
        Assert.NotEqual(first.Thumbprint, second.Thumbprint);
        Assert.True(second.NotAfter.ToUniversalTime() > _clock.Now.UtcDateTime.AddDays(3000));
        Directory.Delete(data, recursive: true);
    }

    [Theory]
    [InlineData("self-signed.pem")]
    [InlineData("self-signed.key")]
    public async Task A_damaged_self_signed_certificate_is_made_again(string file)
    {
        var data = Directory.CreateTempSubdirectory("smtp-data-").FullName;
        var first = await SelfSignedAsync(data);
        await File.WriteAllTextAsync(Path.Combine(data, "tls", file), "half of");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(Path.Combine(data, "tls", file), (UnixFileMode)0b110_100_100);

        Assert.NotEqual(first.Thumbprint, (await SelfSignedAsync(data)).Thumbprint);

        AssertKeyIsPrivate(data);
        Directory.Delete(data, recursive: true);
    }

    private Task<TestServer> StartAsync(params (string Key, string Value)[] settings) => TestServer.StartAsync(
        _clock, [("tls:certificate", _authority.CertificateFile), ("tls:key", _authority.KeyFile), .. settings]);

    private async Task<X509Certificate2> SelfSignedAsync(string data)
    {
        await using var server = await TestServer.StartAsync(_clock, ("data", data));
        var (client, tls) = await server.StartTlsAsync();
        await using (client) return X509CertificateLoader.LoadCertificate(tls.RemoteCertificate!.GetRawCertData());
    }

    /// <summary>Gives the files a time of their own, and lets the server look again.</summary>
    private void Touch(int times)
    {
        foreach (var file in (string[])[_authority.CertificateFile, _authority.KeyFile])
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddMinutes(times));
        _clock.Now += TimeSpan.FromSeconds(2);
    }

    private static void AssertKeyIsPrivate(string data)
    {
        if (OperatingSystem.IsWindows()) return;
        var mode = File.GetUnixFileMode(Path.Combine(data, "tls", "self-signed.key"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode);
    }

    private static string Serial(SslStream tls) => ((X509Certificate2)tls.RemoteCertificate!).SerialNumber;

    private static Task<string> SendAsync(RawClient client) => client.SayAllAsync(
        "EHLO client.example", "MAIL FROM:<alice@example.org>", "RCPT TO:<bob@example.net>", "DATA", "Subject: x\r\n\r\nHi\r\n.");
}
