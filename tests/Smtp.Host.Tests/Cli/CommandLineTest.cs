using System.CommandLine;
using Smtp.Host.Cli;

namespace Smtp.Host.Tests.Cli;

/// <summary>What the command line says of itself, and of what cannot be meant.</summary>
public sealed class CommandLineTest : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-cli-");

    public void Dispose() => _directory.Delete(recursive: true);

    public static TheoryData<string> Commands => [.. AllCommands(RootCommands.Create(), "smtp")];

    public static TheoryData<string> Lines => [.. Examples.All.Select(example => example.Line).Distinct()];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_examples(string command)
    {
        var (exit, output, error) = await RunAsync([.. command.Split(' ')[1..], "--help"]);

        Assert.Equal((0, ""), (exit, error));
        Assert.Contains("\nUsage:\n", output, StringComparison.Ordinal);
        Assert.Contains($"\nExamples:\n  {command}", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void Every_example_is_a_command_line_that_can_be_read(string line)
    {
        var words = line.Split(" | ")[0].Split(" > ")[0].Split(" < ")[0].Split(" && ")[0].Split(' ');
        Assert.Equal("smtp", words[0]);
        Assert.Empty(RootCommands.Read([.. words[1..].Select(word => word.Trim('\''))]).Errors);
    }

    [Fact]
    public async Task The_version_is_a_version_and_nothing_else()
    {
        var (exit, output, error) = await RunAsync("--version");
        Assert.Equal((0, ""), (exit, error));
        Assert.Matches(@"^\d+\.\d+\.\d+[^+\n]*\n$", output);
    }

    [Theory]
    [InlineData("frob", "unknown command 'frob' (see smtp --help)")]
    [InlineData("message", "unknown command 'message'; did you mean messages? (see smtp --help)")]
    [InlineData("messages lst", "unknown command 'lst'; did you mean list? (see smtp messages --help)")]
    [InlineData("--lisen 127.0.0.1:0", "unknown option '--lisen'; did you mean --listen? (see smtp --help)")]
    [InlineData("messages list --jsn", "unknown option '--jsn'; did you mean --json? (see smtp messages list --help)")]
    [InlineData("messages list --dat x", "unknown option '--dat'; did you mean --data? (see smtp messages list --help)")]
    [InlineData("messages", "'smtp messages' needs a command: list, show, raw or delete (see smtp messages --help)")]
    [InlineData("user", "'smtp user' needs a command: add, list, remove or password (see smtp user --help)")]
    [InlineData("config", "'smtp config' needs a command: show or check (see smtp config --help)")]
    [InlineData("messages show", "Required argument 'ID' missing for command: 'show' (see smtp messages show --help)")]
    [InlineData("messages show a b", "'b' is one argument too many (see smtp messages show --help)")]
    [InlineData("serve --data", "Required argument missing for option: '--data' (see smtp serve --help)")]
    [InlineData("messages list --limit 0", "--limit takes a number of 1 or more, not '0' (see smtp messages list --help)")]
    [InlineData("user add @file \u001b[31mred", "'\\x1B[31mred' is one argument too many (see smtp user add --help)")]
    public async Task What_cannot_be_meant_is_told_in_one_line(string arguments, string error) =>
        Assert.Equal((1, "", $"smtp: {error}\n"), await RunAsync(arguments.Split(' ')));

    [Theory]
    [InlineData("")]
    [InlineData("serve")]
    [InlineData("messages list")]
    [InlineData("user list")]
    [InlineData("config show")]
    [InlineData("config check")]
    public async Task A_bad_configuration_is_told_in_the_same_way_by_every_command(string command)
    {
        var file = Path.Combine(_directory.FullName, "bad.json");
        await File.WriteAllTextAsync(file, """{ "limits": { "errors": 0, "colour": 1 } }""");

        var result = await RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--config", file]);

        Assert.Equal(
            (1, "", $"smtp: limits.colour: unknown key (from {file})\n"
                + $"smtp: limits.errors: '0' is not allowed; give a number from 1 to 10000 (from {file})\n"),
            result);
    }

    [Fact]
    public async Task Options_that_all_commands_take_may_stand_before_the_command()
    {
        Assert.Equal((0, "There is no mail yet.\n", ""), await RunAsync("--data", _directory.FullName, "messages", "list"));
        Assert.Equal((0, "There is no mail yet.\n", ""), await RunAsync("messages", "--data", _directory.FullName, "list"));
    }

    [Theory]
    [InlineData("--listen 127.0.0.1:0 messages list", "'--listen' says how to serve; 'smtp messages list' does not take it (see smtp messages list --help)")]
    [InlineData("--web off --stdio config show", "'--web' says how to serve; 'smtp config show' does not take it (see smtp config show --help)\n"
        + "smtp: '--stdio' says how to serve; 'smtp config show' does not take it (see smtp config show --help)")]
    [InlineData("--hostname mx.example.org replay x.smtp", "'--hostname' says how to serve; 'smtp replay' does not take it (see smtp replay --help)")]
    public async Task What_is_for_serving_is_not_ignored_before_another_command(string arguments, string error) =>
        Assert.Equal((1, "", $"smtp: {error}\n"), await RunAsync(arguments.Split(' ')));

    [Fact]
    public void What_is_for_serving_may_stand_before_serve_too() =>
        Assert.Equal(["127.0.0.1:0"], RootCommands.Read(["--listen", "127.0.0.1:0", "serve"]).GetValue(CommonOptions.Listen)!);

    [Theory]
    [InlineData("messages show nope")]
    [InlineData("messages raw nope")]
    [InlineData("messages delete nope")]
    public async Task A_message_that_is_not_there_is_told_in_one_line(string command) => Assert.Equal(
        (1, "", "smtp: There is no message 'nope'.\n"), await RunAsync([.. command.Split(' '), "--data", _directory.FullName]));

    [Fact]
    public async Task A_data_directory_that_cannot_be_is_told_in_one_line()
    {
        var file = Path.Combine(_directory.FullName, "file");
        await File.WriteAllTextAsync(file, "");

        var (exit, output, error) = await RunAsync("--listen", "127.0.0.1:0", "--data", Path.Combine(file, "data"));

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith($"smtp: The store in '{file}", error, StringComparison.Ordinal);
        Assert.Equal(1, error.Count(character => character == '\n'));
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter { NewLine = "\n" };
        await using var error = new StringWriter { NewLine = "\n" };
        var around = new InvocationConfiguration { Output = output, Error = error, ProcessTerminationTimeout = null };
        var exit = await RootCommands.RunAsync(arguments, around);
        return (exit, output.ToString().ReplaceLineEndings("\n"), error.ToString());
    }

    private static IEnumerable<string> AllCommands(Command command, string path) =>
        command.Subcommands.SelectMany(sub => AllCommands(sub, $"{path} {sub.Name}")).Prepend(path);
}
