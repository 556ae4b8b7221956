using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Serilog;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary><c>smtp user</c>: who may log in.</summary>
public static class UserCommand
{
    private const int MaxNameOctets = 255;

    /// <param name="settings">Where the store is, from <c>--config</c> and <c>--data</c>, which the root command has.</param>
    public static Command Create(Func<ParseResult, StoreSettings> settings) => Create(settings, UserPasswords.OfConsole);

    /// <param name="settings">Where the store is.</param>
    /// <param name="passwords">Where passwords come from.</param>
    internal static Command Create(Func<ParseResult, StoreSettings> settings, UserPasswords passwords) =>
        new("user", "Keeps the accounts of those who may log in.")
        {
            Add(settings, passwords), List(settings), Remove(settings), Password(settings, passwords),
        };

    private static Command Add(Func<ParseResult, StoreSettings> settings, UserPasswords passwords)
    {
        var (name, fromInput) = (Name(), FromInput());
        var command = new Command("add", "Adds an account. Asks for its password.") { name, fromInput };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var user = parse.GetRequiredValue(name);
            if (!IsName(user))
            {
                throw new UserErrorException(
                    $"'{user}' cannot be a user: a name has 1 to {MaxNameOctets} octets and no spaces or control characters.");
            }
            // The first account may well be there before the first start, so the store is made if need be.
            await using var store = await SqliteStore.OpenAsync(settings(parse), StoreRole.Tool, Log.Logger, stop);
            if (await store.FindAccountAsync(user, stop) is not null) throw Taken(user);
            var keys = await ReadKeysAsync(parse, passwords, parse.GetValue(fromInput), stop);
            if (!await store.AddAccountAsync(new Account(user, keys, DateTimeOffset.UtcNow), stop)) throw Taken(user);
            await parse.InvocationConfiguration.Output.WriteLineAsync($"Added {user}.");
        }));
        return command;
    }

    private static Command List(Func<ParseResult, StoreSettings> settings)
    {
        var json = new Option<bool>("--json") { Description = "A JSON array, for programs." };
        var command = new Command("list", "Lists accounts by name.") { json };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            IReadOnlyList<Account> accounts = [];
            if (await ToolStore.OpenAsync(settings(parse), stop) is { } store)
                await using (store) accounts = await store.ListAccountsAsync(stop);
            var output = parse.InvocationConfiguration.Output;
            if (parse.GetValue(json))
            {
                await output.WriteLineAsync(CommandJson.Write(CommandJson.Array(accounts, ForPrograms)));
            }
            else if (accounts.Count == 0) await output.WriteLineAsync("There are no users yet.");
            else foreach (var account in accounts) await output.WriteLineAsync(MessagesText.Escape(account.Name));
        }));
        return command;
    }

    private static Command Remove(Func<ParseResult, StoreSettings> settings)
    {
        var name = Name();
        var command = new Command("remove", "Removes an account. The mail stays.") { name };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var user = parse.GetRequiredValue(name);
            await using var store = await ToolStore.OpenAsync(settings(parse), stop) ?? throw Unknown(user);
            if (!await store.RemoveAccountAsync(user, stop)) throw Unknown(user);
            await parse.InvocationConfiguration.Output.WriteLineAsync($"Removed {user}.");
        }));
        return command;
    }

    private static Command Password(Func<ParseResult, StoreSettings> settings, UserPasswords passwords)
    {
        var (name, fromInput) = (Name(), FromInput());
        var command = new Command("password", "Gives an account a new password.") { name, fromInput };
        command.SetAction(UserErrors.Reported(async (parse, stop) =>
        {
            var user = parse.GetRequiredValue(name);
            await using var store = await ToolStore.OpenAsync(settings(parse), stop) ?? throw Unknown(user);
            if (await store.FindAccountAsync(user, stop) is null) throw Unknown(user);
            var keys = await ReadKeysAsync(parse, passwords, parse.GetValue(fromInput), stop);
            if (!await store.ChangeKeysAsync(user, keys, stop)) throw Unknown(user);
            await parse.InvocationConfiguration.Output.WriteLineAsync($"Changed the password of {user}.");
        }));
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The user's name, mostly an address." };

    private static Option<bool> FromInput() =>
        new("--password-stdin") { Description = "Reads the password from standard input, one line, even on a terminal." };

    private static async Task<ScramKeys> ReadKeysAsync(
        ParseResult parse, UserPasswords passwords, bool fromInput, CancellationToken stop)
    {
        var password = await passwords.ReadAsync(fromInput, parse.InvocationConfiguration.Error, stop);
        try
        {
            return Passwords.Derive(password);
        }
        catch (ArgumentException fault)
        {
            throw new UserErrorException("A password needs at least one visible character, and no control characters.", fault);
        }
    }

    private static bool IsName(string name) => name.Length > 0 && Encoding.UTF8.GetByteCount(name) <= MaxNameOctets
        && name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    private static JsonObject ForPrograms(Account account) =>
        new() { ["name"] = account.Name, ["createdAt"] = MessagesText.Iso(account.CreatedAt) };

    private static UserErrorException Taken(string user) => new($"There is a user '{user}' already.");

    private static UserErrorException Unknown(string user) => new($"There is no user '{user}'.");
}
