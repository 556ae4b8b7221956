using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

public sealed class AccountTests : IDisposable
{
    private const int Few = 4096;

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Accounts_are_kept_found_in_any_case_and_removed()
    {
        var keys = Passwords.Derive("secret", Few);
        await using (var store = await _fixture.OpenAsync())
        {
            Assert.True(await store.AddAccountAsync(new Account("Bob@Example.org", keys, Some.Time), StoreFixture.None));
            Assert.False(await store.AddAccountAsync(new Account("bob@example.ORG", keys, Some.Time), StoreFixture.None));
            Assert.True(await store.AddAccountAsync(new Account("δοκιμή", keys, Some.Time), StoreFixture.None));
        }
        await using var again = await _fixture.OpenAsync();

        Assert.Equal(
            new Account("Bob@Example.org", keys, Some.Time), await again.FindAccountAsync("BOB@example.org", StoreFixture.None));
        Assert.NotNull(await again.FindAccountAsync("ΔΟΚΙΜΉ", StoreFixture.None));
        Assert.Null(await again.FindAccountAsync("bo", StoreFixture.None));
        var names = (await again.ListAccountsAsync(StoreFixture.None)).Select(account => account.Name);
        Assert.Equal(["Bob@Example.org", "δοκιμή"], names);

        var other = Passwords.Derive("other", Few);
        Assert.True(await again.ChangeKeysAsync("bob@example.org", other, StoreFixture.None));
        Assert.False(await again.ChangeKeysAsync("nobody", other, StoreFixture.None));
        Assert.Equal(other, (await again.FindAccountAsync("bob@example.org", StoreFixture.None))?.Keys);

        Assert.True(await again.RemoveAccountAsync("BOB@EXAMPLE.ORG", StoreFixture.None));
        Assert.False(await again.RemoveAccountAsync("bob@example.org", StoreFixture.None));
        Assert.Equal("δοκιμή", Assert.Single(await again.ListAccountsAsync(StoreFixture.None)).Name);
    }

    [Fact]
    public async Task No_password_reaches_the_disk()
    {
        await using (var store = await _fixture.OpenAsync())
            await store.AddAccountAsync(new Account("bob", Passwords.Derive("correct horse", Few), Some.Time), StoreFixture.None);

        foreach (var file in Directory.GetFiles(_fixture.Path))
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("correct horse"u8));
    }

    [Fact]
    public void A_password_fits_its_own_keys_alone()
    {
        var keys = Passwords.Derive("correct horse", Few);
        Assert.True(Passwords.Verify(keys, new Secret("correct horse")));
        Assert.False(Passwords.Verify(keys, new Secret("correct horsE")));
        Assert.False(Passwords.Verify(keys, Secret.Empty));
        Assert.False(Passwords.Verify(keys, new Secret([0xff, 0xfe])));
        Assert.NotEqual(keys, Passwords.Derive("correct horse", Few));
        Assert.Equal(Passwords.DefaultIterations, Passwords.Derive("x").Iterations);
    }

    [Fact]
    public void The_keys_are_those_of_RFC_7677()
    {
        // RFC 7677 §3: user "user", password "pencil"; the server's signature is what a client checks.
        var salt = Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ==");
        const string message = "n=user,r=rOprNGfwEbeRWgbNEkqO,"
            + "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,"
            + "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        var keys = Passwords.KeysOf("pencil", salt, 4096);
        var signature = HMACSHA256.HashData(keys.ServerKey.Reveal(), Encoding.ASCII.GetBytes(message));
        Assert.Equal("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", Convert.ToBase64String(signature));
        Assert.True(Passwords.Verify(keys, new Secret("pencil")));
    }

    [Fact]
    public void A_real_client_logs_in_with_them()
    {
        var keys = Passwords.Derive("pencil", Few);
        var client = new MailKit.Security.SaslMechanismScramSha256("user", "pencil");
        var first = Assert.IsType<ScramClientFirst>(ScramClientFirst.Read(Read(client.Challenge(null))).Case);
        var server = new ScramServer(first, keys, first.Nonce + "more");
        var proof = Assert.IsType<string>(server.Verify(Read(client.Challenge(Write(server.FirstMessage)))).Case);
        client.Challenge(Write(proof));
        Assert.True(client.IsAuthenticated);

        static string Read(string token) => Encoding.UTF8.GetString(Convert.FromBase64String(token));
        static string Write(string message) => Convert.ToBase64String(Encoding.UTF8.GetBytes(message));
    }

    [Theory]
    [InlineData("I\u00ADX", "IX")] // RFC 4013 §3: SOFT HYPHEN is mapped to nothing.
    [InlineData("a\u00A0b", "a b")] // §2.1: every space is SPACE.
    [InlineData("USER", "USER")]
    public void Passwords_are_prepared(string written, string meant) =>
        Assert.True(Passwords.Verify(Passwords.Derive(written, Few), new Secret(meant)));

    [Theory]
    [InlineData("")]
    [InlineData("\u00AD")]
    [InlineData("a\u0007b")] // RFC 4013 §3: prohibited.
    public void Not_everything_is_a_password(string text)
    {
        Assert.Throws<ArgumentException>(() => Passwords.Derive(text, Few));
        Assert.False(Passwords.Verify(Passwords.Derive("x", Few), new Secret(text)));
    }

    [Fact]
    public void Who_does_not_exist_has_keys_too_the_same_every_time()
    {
        var secret = new Secret(Some.Octets(32));
        var keys = Passwords.FakeKeys("nobody", secret);
        Assert.Equal(keys, Passwords.FakeKeys("NOBODY", secret));
        Assert.NotEqual(keys, Passwords.FakeKeys("somebody", secret));
        Assert.NotEqual(keys, Passwords.FakeKeys("nobody", new Secret(Some.Octets(32, seed: 2))));
        Assert.Equal(Passwords.Derive("x").Iterations, keys.Iterations);
        Assert.Equal(16, keys.Salt.Length);
        Assert.Equal(32, keys.StoredKey.Length);
        Assert.Equal(32, keys.ServerKey.Length);
        Assert.False(Passwords.Verify(keys, new Secret("x")));
    }

    [Fact]
    public async Task The_secret_behind_them_is_made_once()
    {
        Secret first;
        await using (var store = await _fixture.OpenAsync()) first = store.LoginSecret;
        await using var again = await _fixture.OpenAsync(StoreRole.Tool);
        Assert.Equal(first, again.LoginSecret);
        Assert.Equal(32, first.Length);
    }
}
