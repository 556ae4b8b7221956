using System.CommandLine;
using Smtp.Host.Cli;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

/// <summary>Runs <c>smtp messages …</c> and <c>smtp user …</c> on a data directory, as a shell would.</summary>
internal sealed class CommandLine(string data)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What comes on standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>What is typed, where somebody types.</summary>
    public string? Typed { get; init; }

    public async Task<Result> RunAsync(params string[] arguments)
    {
        using var octets = new MemoryStream();
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var keys = new Queue<char>(Typed ?? "");
        var directory = new Option<string>("--data") { Recursive = true };
        StoreSettings Settings(ParseResult parse) => new(parse.GetValue(directory) ?? data);
        var passwords = new UserPasswords(() => Typed is not null, () => new StringReader(Input), () => Key(keys.Dequeue()));
        var root = new RootCommand("smtp")
        {
            MessagesCommand.Create(Settings, () => octets), SessionsCommand.Create(Settings, () => octets), UserCommand.Create(Settings, passwords),
            QueueCommand.Create(Settings, Time), directory,
        };
        var exit = await root.Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return new Result(exit, output.ToString(), error.ToString(), octets.ToArray());
    }

    private static ConsoleKeyInfo Key(char typed) => new(
        typed,
        typed switch { '\n' => ConsoleKey.Enter, '\b' => ConsoleKey.Backspace, _ => ConsoleKey.None },
        shift: false, alt: false, control: false);

    internal sealed record Result(int Exit, string Output, string Error, byte[] Octets)
    {
        public string[] Lines => Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
