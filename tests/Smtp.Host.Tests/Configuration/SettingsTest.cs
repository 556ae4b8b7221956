using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Configuration;

/// <summary>What reaches the pure core.</summary>
public sealed class SettingsTest : IDisposable
{
    private readonly Setup _setup = new();

    public void Dispose() => _setup.Dispose();

    [Fact]
    public void The_defaults_are_those_of_the_core_with_STARTTLS()
    {
        var settings = Settings("{}", hasAccounts: false);

        Assert.Equal(new Settings { HostName = settings.HostName, Tls = TlsMode.StartTls }, settings);
        Assert.Equal("mail.example.org", settings.HostName.ToString());
    }

    [Fact]
    public void AUTH_is_offered_once_there_is_an_account()
    {
        Assert.Equal("", Offered("{}", hasAccounts: false));
        Assert.Equal("SCRAM-SHA-256 PLAIN LOGIN", Offered("{}", hasAccounts: true));
        Assert.Equal("PLAIN", Offered("""{ "auth": { "mechanisms": ["plain"] } }""", hasAccounts: true));
        Assert.Equal("", Offered("""{ "auth": { "mechanisms": [] } }""", hasAccounts: true));

        string Offered(string json, bool hasAccounts) =>
            string.Join(' ', Settings(json, hasAccounts).Mechanisms.Map(mechanism => mechanism.Name()));
    }

    [Theory]
    [InlineData("mx", "none", Role.Mx, TlsMode.None)]
    [InlineData("submission", "implicit", Role.Submission, TlsMode.Implicit)]
    [InlineData("lmtp", "starttls", Role.Lmtp, TlsMode.StartTls)]
    [InlineData("LMTP", "StartTls", Role.Lmtp, TlsMode.StartTls)]
    public void A_listener_has_a_role_and_a_way_to_TLS(string role, string tls, Role expectedRole, TlsMode expectedTls)
    {
        var settings = Settings($$"""{ "listeners": [{ "address": "*:2525", "role": "{{role}}", "tls": "{{tls}}" }] }""");

        Assert.Equal((expectedRole, expectedTls, false), (settings.Role, settings.Tls, settings.TlsRequired));
    }

    [Fact]
    public void Everything_else_arrives_too()
    {
        var settings = Settings("""
            {
              "listeners": [{ "address": "*:2525", "tlsRequired": true }],
              "auth": { "withoutTls": "loopback" },
              "limits": {
                "messageSize": "1MiB", "recipients": 2, "commandLine": 600, "saslLine": 13000, "textLine": 1000,
                "transactions": 3, "errors": 4, "junk": 5, "chunks": 6
              },
              "timeouts": { "command": "7s", "content": "8s", "handshake": "9s", "verdict": "10s" },
              "protocol": { "bareLineEndings": "normalize", "without": ["chunking", "BINARYMIME"] }
            }
            """);

        Assert.True(settings.TlsRequired);
        Assert.Equal(PlaintextAuth.Loopback, settings.PlaintextAuth);
        Assert.Equal(BareLineEndings.Normalize, settings.BareLineEndings);
        Assert.Equal(ExtensionSet.All & ~ExtensionSet.Chunking & ~ExtensionSet.BinaryMime, settings.Extensions);
        Assert.Equal(
            new Limits
            {
                MessageSize = 1 << 20,
                Recipients = 2,
                CommandLine = 600,
                SaslLine = 13000,
                TextLine = 1000,
                Transactions = 3,
                Errors = 4,
                Junk = 5,
                Chunks = 6,
            },
            settings.Limits);
        Assert.Equal(
            new Patience
            {
                Command = TimeSpan.FromSeconds(7),
                Content = TimeSpan.FromSeconds(8),
                Handshake = TimeSpan.FromSeconds(9),
                Verdict = TimeSpan.FromSeconds(10),
            },
            settings.Patience);
    }

    [Fact]
    public void Every_extension_can_be_left_out() =>
        Assert.Equal(ExtensionSet.All, SettingsOf.Keywords.Values.Aggregate(ExtensionSet.None, (all, extension) => all | extension));

    [Fact]
    public void Paths_begin_in_the_current_directory() =>
        Assert.Equal(Path.Combine(_setup.Directory, "mail"), _setup.File("""{ "data": "./mail" }""").Load().DataDirectory);

    private Settings Settings(string json, bool hasAccounts = false)
    {
        var loaded = _setup.File(json).Load();
        return loaded.ToSettings(Assert.Single(loaded.Options.Listeners), hasAccounts);
    }
}
