using System.Collections.Concurrent;
using System.Text;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;
using Smtp.Host.Tests.Storage;

namespace Smtp.Host.Tests.Receiving;

/// <summary>AUTH over the wire, with a client of the real world and with octets.</summary>
public sealed class AuthTest
{
    private const string User = "alice@example.org", Password = "cörrect horse battery";

    private readonly ManualClock _clock = new() { Now = DateTimeOffset.UtcNow };

    [Fact]
    public async Task AUTH_is_offered_once_there_is_an_account_and_under_TLS_alone()
    {
        await using var server = await TestServer.StartAsync(_clock);
        Assert.DoesNotContain("AUTH", await OffersAsync(server, tls: true), StringComparison.Ordinal);

        await server.AddUserAsync(User, Password);
        _clock.Now += TimeSpan.FromSeconds(2);

        Assert.Contains("\n250-AUTH SCRAM-SHA-256 PLAIN LOGIN\n", await OffersAsync(server, tls: true), StringComparison.Ordinal);
        Assert.DoesNotContain("AUTH", await OffersAsync(server, tls: false), StringComparison.Ordinal);
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        Assert.StartsWith("538 5.7.11", await client.SayAllAsync("EHLO client.example", "AUTH PLAIN"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_this_machine_it_may_do_without_TLS_by_setting()
    {
        await using var server = await TestServer.StartAsync(("auth:withoutTls", "loopback"), ("auth:mechanisms", "PLAIN"));
        await server.AddUserAsync(User, Password);
        Assert.Contains("\n250-AUTH PLAIN\n", await OffersAsync(server, tls: false), StringComparison.Ordinal);
        await using var client = await server.ConnectAsync();
        await client.ReplyAsync();
        await client.SayAsync("EHLO client.example");
        Assert.StartsWith("504 5.5.4", await client.SayAsync("AUTH LOGIN"), StringComparison.Ordinal);
        Assert.StartsWith("235 2.7.0", await client.SayAsync("AUTH PLAIN " + Plain(User, Password)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task Submission_takes_mail_after_AUTH_by_each_mechanism(string mechanism)
    {
        await using var server = await TestServer.StartAsync(("listeners:0", "submission:127.0.0.1:0"));
        await server.AddUserAsync(User, Password);
        using var client = await MailKitAsync(server);

        var refused = await Assert.ThrowsAsync<ServiceNotAuthenticatedException>(() => client.SendAsync(Message()));
        Assert.Contains("Authentication required", refused.Message, StringComparison.Ordinal);
        await client.AuthenticateAsync(Mechanism(mechanism, User, Password));
        await client.SendAsync(Message());

        var origin = Assert.Single(await server.MessagesAsync()).Message.Origin;
        Assert.Equal((User, "ESMTPSA"), (origin.User, origin.Protocol));
    }

    [Theory]
    [InlineData("SCRAM-SHA-256")]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task An_unknown_user_and_a_wrong_password_look_the_same(string mechanism)
    {
        await using var server = await TestServer.StartAsync();
        await server.AddUserAsync(User, Password);

        var wrong = await FailAsync(User, "wrong");
        var unknown = await FailAsync("nobody@example.org", Password);

        Assert.Equal("535: 5.7.8 Authentication credentials invalid", wrong);
        Assert.Equal(wrong, unknown);

        async Task<string> FailAsync(string user, string password)
        {
            using var client = await MailKitAsync(server);
            return (await Assert.ThrowsAsync<AuthenticationException>(
                () => client.AuthenticateAsync(Mechanism(mechanism, user, password)))).Message;
        }
    }

    [Fact]
    public async Task SCRAM_tells_strangers_and_users_the_same_and_strangers_the_same_every_time()
    {
        await using var server = await TestServer.StartAsync();
        await server.Store.AddAccountAsync(
            new(User, Smtp.Host.Storage.Passwords.Derive(Password), DateTimeOffset.UtcNow), CancellationToken.None);

        var user = await ChallengeAsync(User);
        var stranger = await ChallengeAsync("nobody@example.org");

        Assert.Equal(user.Iterations, stranger.Iterations);
        Assert.Equal(user.Salt.Length, stranger.Salt.Length);
        Assert.Equal(stranger.Salt, (await ChallengeAsync("NOBODY@example.org")).Salt);
        Assert.NotEqual(stranger.Salt, (await ChallengeAsync("somebody@example.org")).Salt);

        async Task<(string Salt, string Iterations)> ChallengeAsync(string name)
        {
            var (client, _) = await server.StartTlsAsync();
            await using (client)
            {
                await client.SayAsync("EHLO client.example");
                var reply = await client.SayAsync("AUTH SCRAM-SHA-256 " + Base64($"n,,n={name},r=abcdefgh"));
                Assert.StartsWith("334 ", reply, StringComparison.Ordinal);
                var parts = Encoding.UTF8.GetString(Convert.FromBase64String(reply[4..])).Split(',');
                return (parts[1], parts[2]);
            }
        }
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Plain(string user, string password) => Base64($"\0{user}\0{password}");

    private static async Task<string> OffersAsync(TestServer server, bool tls)
    {
        var client = tls ? (await server.StartTlsAsync()).Client : await server.ConnectAsync();
        await using (client)
        {
            if (!tls) await client.ReplyAsync();
            return await client.SayAsync("EHLO client.example");
        }
    }

    private static async Task<SmtpClient> MailKitAsync(TestServer server)
    {
        var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, _) => true };
        await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.StartTls);
        return client;
    }

    private static SaslMechanism Mechanism(string name, string user, string password) => name switch
    {
        "SCRAM-SHA-256" => new SaslMechanismScramSha256(user, password),
        "PLAIN" => new SaslMechanismPlain(user, password),
        "LOGIN" => new SaslMechanismLogin(user, password),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    private static MimeKit.MimeMessage Message() => new(
        [new MimeKit.MailboxAddress("Alice", User)], [new MimeKit.MailboxAddress("Bob", "bob@example.net")], "Hello",
        new MimeKit.TextPart("plain") { Text = "Hi." });
}

/// <summary>What is logged while somebody logs in. The log is the process's one log: alone, so that no other test writes to it,
/// or loses its own.</summary>
[Collection(nameof(Alone))]
public sealed class AuthLogTest
{
    private const string User = "alice@example.org", Password = "Tr0ub4dor-and-3", Wrong = "0bvi0usly-wr0ng";

    [Fact]
    public async Task No_password_is_ever_logged()
    {
        var log = new Memory();
        var before = Log.Logger;
        await using var logger = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(log).CreateLogger();
        Log.Logger = logger;
        try
        {
            await using var server = await TestServer.StartAsync();
            await server.AddUserAsync(User, Password);
            foreach (var password in (string[])[Password, Wrong])
            {
                await LogInAsync(server, new SaslMechanismPlain(User, password));
                await LogInAsync(server, new SaslMechanismLogin(User, password));
                await LogInAsync(server, new SaslMechanismScramSha256(User, password));
            }
            var (client, _) = await server.StartTlsAsync();
            await using (client)
            {
                // What is no command line at all, and what is not quite AUTH, holds passwords as well.
                await client.SayAllAsync("EHLO client.example", $"AUTH PLAIN {Base64(Password)}");
                await client.SayAllAsync($"AUTH LOGIN {Base64(User)}", Base64(Password), Base64(Password));
                await client.SayAllAsync($"AUTH  PLAIN {Base64(Password)} {Password}", $"AUHT PLAIN {Password}", "QUIT");
            }
        }
        finally
        {
            Log.Logger = before;
        }

        Assert.Contains(log.Lines, line => line.Contains("235 2.7.0 Authentication successful", StringComparison.Ordinal));
        foreach (var secret in Secrets())
            Assert.DoesNotContain(log.Lines, line => line.Contains(secret, StringComparison.Ordinal));
    }

    private static IEnumerable<string> Secrets()
    {
        foreach (var password in (string[])[Password, Wrong])
        {
            yield return password;
            yield return Base64(password);
            yield return Base64($"\0{User}\0{password}");
        }
    }

    private static async Task LogInAsync(TestServer server, SaslMechanism mechanism)
    {
        using var client = new SmtpClient { ServerCertificateValidationCallback = (_, _, _, _) => true };
        await client.ConnectAsync("127.0.0.1", server.Port, SecureSocketOptions.StartTls);
        try { await client.AuthenticateAsync(mechanism); }
        catch (AuthenticationException) { } // Of the wrong password; what counts here is the log.
        await client.DisconnectAsync(quit: true);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private sealed class Memory : ILogEventSink
    {
        private readonly JsonFormatter _formatter = new(renderMessage: true);
        private readonly ConcurrentQueue<string> _lines = new();

        public IEnumerable<string> Lines => _lines;

        public void Emit(LogEvent logEvent)
        {
            using var text = new StringWriter();
            _formatter.Format(logEvent, text);
            _lines.Enqueue(text.ToString());
        }
    }
}

/// <summary>Tests that change what the whole process shares.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
