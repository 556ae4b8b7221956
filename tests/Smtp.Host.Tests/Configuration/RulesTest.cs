using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Smtp.Host.Tests.Configuration;

/// <summary>What must fit together.</summary>
public sealed class RulesTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Theory]
    [InlineData("""{ "listeners": [{ "address": "*:587", "role": "submission", "tls": "none" }] }""",
        "listeners[0].tls: nobody could ever authenticate for submission with tls none; give starttls or implicit, or auth.withoutTls loopback")]
    [InlineData("""{ "listeners": ["submission:*:587"], "auth": { "mechanisms": [] } }""",
        "listeners[0].role: nobody could ever authenticate for submission without auth.mechanisms; give one at least")]
    [InlineData("""{ "listeners": [{ "address": "*:25", "tls": "none", "tlsRequired": true }] }""",
        "listeners[0].tlsRequired: nobody could ever send with tls none; give tls starttls or implicit")]
    [InlineData("""{ "listeners": ["lmtp:127.0.0.1:25"] }""",
        "listeners[0].address: LMTP must not be on port 25 (RFC 2033 §5); give another port")]
    [InlineData("""{ "listeners": ["*:25", "submission:*:25"] }""", "listeners: '*:25' is there more than once")]
    [InlineData("""{ "domains": ["example.org"], "catchAll": { "example.net": "ann" } }""",
        "Catch-all of 'example.net' can never be reached: it is not one of the domains.")]
    [InlineData("""{ "domains": ["example.org"], "aliases": { "a": "b", "b": "a@example.net" } }""",
        "Alias 'b' goes to 'a@example.net', and no route leads there.")]
    [InlineData("""{ "aliases": { "a": "b" } }""", "Aliases and catch-alls need domains: without any, everything is captured.")]
    [InlineData("""{ "tls": { "key": "key.pem" } }""", "tls.key: is of no use without tls.certificate; give both (from smtp.json)")]
    [InlineData("""{ "log": { "file": "nowhere/smtp.log" } }""",
        "log.file: 'nowhere/smtp.log' is in a directory that does not exist (from smtp.json)")]
    [InlineData("""{ "log": { "file": "." } }""", "log.file: '.' is a directory; give a file (from smtp.json)")]
    public void What_does_not_fit(string json, string problem) => Assert.Equal(problem, _setup.File(json).Problem());

    [Theory]
    [InlineData("""{ "listeners": [{ "address": "*:587", "role": "submission", "tls": "none" }], "auth": { "withoutTls": "loopback" } }""")]
    [InlineData("""{ "listeners": ["127.0.0.1:0", "127.0.0.1:0"] }""")]
    [InlineData("""{ "listeners": ["lmtp:127.0.0.1:24"] }""")]
    [InlineData("""{ "auth": { "mechanisms": [] } }""")]
    [InlineData("""{ "domains": ["Example.org"], "catchAll": { "example.ORG": "ann" }, "aliases": { "a@example.org": "b" } }""")]
    [InlineData("""{ "domains": ["[192.0.2.1]"] }""")]
    [InlineData("""{ "protocol": { "without": ["8BITMIME"] } }""")]
    [InlineData("""{ "log": { "file": "smtp.log" } }""")]
    public void What_does(string json) => _setup.File(json).Load();

    [Fact]
    public void A_certificate_and_its_key_are_good_in_one_file_and_in_two()
    {
        var (certificate, key) = Pem();
        Write("cert.pem", certificate);
        Write("key.pem", key);
        Write("both.pem", certificate + "\n" + key);

        Named("cert.pem", "key.pem").Load();
        Named("both.pem", "").Load();
    }

    [Fact]
    public void A_certificate_that_is_not_there() =>
        Assert.StartsWith("tls.certificate: 'cert.pem' cannot be read: ", Named("cert.pem", "").Problem(), StringComparison.Ordinal);

    [Fact]
    public void A_certificate_without_its_key_or_with_another_s_or_that_is_none()
    {
        var (certificate, _) = Pem();
        Write("cert.pem", certificate);
        Write("other.pem", Pem().Key);
        Write("none.pem", "hello");

        Assert.StartsWith("tls.certificate: 'cert.pem' with no tls.key is not ", Named("cert.pem", "").Problem(), StringComparison.Ordinal);
        Assert.StartsWith("tls.certificate: 'cert.pem' with tls.key 'other.pem' is not ",
            Named("cert.pem", "other.pem").Problem(), StringComparison.Ordinal);
        Assert.StartsWith("tls.certificate: 'none.pem' with tls.key 'other.pem' is not ",
            Named("none.pem", "other.pem").Problem(), StringComparison.Ordinal);
    }

    private Setup Named(string certificate, string key) =>
        _setup.Environment("SMTP_Tls__Certificate", certificate).Environment("SMTP_Tls__Key", key);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_setup.Directory, name), text);

    private static (string Certificate, string Key) Pem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=mail.example.org", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
