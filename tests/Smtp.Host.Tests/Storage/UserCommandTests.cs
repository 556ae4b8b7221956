using System.Text.Json;
using Smtp.Domain.Protocol;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

public sealed class UserCommandTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_user_is_added_before_the_first_start_with_a_password_from_standard_input()
    {
        var data = Path.Combine(_fixture.Path, "new");
        var add = await new CommandLine(data) { Input = "correct horse\nsecond line\n" }
            .RunAsync("user", "add", "bob@example.org", "--password-stdin");

        Assert.Equal((0, "Added bob@example.org." + Environment.NewLine, ""), (add.Exit, add.Output, add.Error));
        await using var store = await StoreFixture.OpenAsync(new StoreSettings(data));
        var bob = await store.FindAccountAsync("bob@example.org", StoreFixture.None);
        Assert.NotNull(bob);
        Assert.True(Passwords.Verify(bob.Keys, new Secret("correct horse")));
    }

    [Fact]
    public async Task On_a_terminal_the_password_is_asked_for_twice_and_never_shown()
    {
        var add = await new CommandLine(_fixture.Path) { Typed = "correkt\b\bct horse\ncorrect horse\n" }
            .RunAsync("user", "add", "bob");

        Assert.Equal(0, add.Exit);
        Assert.Equal($"Password: {Environment.NewLine}The same again: {Environment.NewLine}", add.Error);
        Assert.DoesNotContain("horse", add.Output, StringComparison.Ordinal);
        await using var store = await _fixture.OpenAsync();
        var bob = await store.FindAccountAsync("bob", StoreFixture.None);
        Assert.True(Passwords.Verify(bob!.Keys, new Secret("correct horse")));
    }

    [Theory]
    [InlineData("one\ntwo\n", "The two passwords differ.")]
    [InlineData("\n", "No password was given.")]
    public async Task What_is_typed_wrongly_adds_nobody(string typed, string error)
    {
        var add = await new CommandLine(_fixture.Path) { Typed = typed }.RunAsync("user", "add", "bob");
        Assert.Equal(1, add.Exit);
        Assert.EndsWith("smtp: " + error + Environment.NewLine, add.Error, StringComparison.Ordinal);
        Assert.Equal(["There are no users yet."], (await new CommandLine(_fixture.Path).RunAsync("user", "list")).Lines);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("\u0007\n")]
    public async Task Standard_input_must_have_a_password(string input)
    {
        var add = await new CommandLine(_fixture.Path) { Input = input }.RunAsync("user", "add", "bob");
        Assert.Equal(1, add.Exit);
        Assert.Single(add.Error.TrimEnd().Split('\n'));
        Assert.Contains("password", add.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("bell\u0007")]
    public async Task Not_everything_is_a_name(string name)
    {
        var add = await new CommandLine(_fixture.Path) { Input = "x\n" }.RunAsync("user", "add", name);
        Assert.Equal(1, add.Exit);
        Assert.Contains("cannot be a user", add.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', add.Error);
    }

    [Fact]
    public async Task Users_are_listed_changed_and_removed_beside_a_running_host()
    {
        await using var host = await _fixture.OpenAsync();
        var smtp = new CommandLine(_fixture.Path) { Input = "first\n" };
        await smtp.RunAsync("user", "add", "carol");
        await smtp.RunAsync("user", "add", "Bob");

        Assert.Equal(["Bob", "carol"], (await smtp.RunAsync("user", "list")).Lines);
        var json = JsonDocument.Parse((await smtp.RunAsync("user", "list", "--json")).Output).RootElement;
        Assert.Equal(["Bob", "carol"], json.EnumerateArray().Select(user => user.GetProperty("name").GetString()));
        Assert.All(json.EnumerateArray(), user => Assert.True(user.GetProperty("createdAt").TryGetDateTimeOffset(out _)));

        var again = await smtp.RunAsync("user", "add", "BOB");
        Assert.Equal((1, $"smtp: There is a user 'BOB' already.{Environment.NewLine}"), (again.Exit, again.Error));

        Assert.Equal(0, (await new CommandLine(_fixture.Path) { Input = "second\n" }.RunAsync("user", "password", "bob")).Exit);
        var bob = await host.FindAccountAsync("bob", StoreFixture.None);
        Assert.True(Passwords.Verify(bob!.Keys, new Secret("second")));

        Assert.Equal(0, (await smtp.RunAsync("user", "remove", "bob")).Exit);
        Assert.Equal(["carol"], (await smtp.RunAsync("user", "list")).Lines);
        foreach (var verb in (string[])["remove", "password"])
        {
            var unknown = await smtp.RunAsync("user", verb, "bob");
            Assert.Equal((1, $"smtp: There is no user 'bob'.{Environment.NewLine}"), (unknown.Exit, unknown.Error));
        }
    }
}
