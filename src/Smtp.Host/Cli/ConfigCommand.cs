using System.CommandLine;
using System.Text.Json.Nodes;
using Smtp.Host.Configuration;

namespace Smtp.Host.Cli;

/// <summary><c>smtp config</c>: what is in force, and whether it is good.</summary>
public static class ConfigCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="load">Loads the configuration that a command line asks for.</param>
    public static Command Create(Func<ParseResult, LoadedConfiguration> load)
    {
        var command = new Command("config", "Shows and checks the configuration.");
        command.Subcommands.Add(Show(load));
        command.Subcommands.Add(Check(load));
        return command;
    }

    private static Command Show(Func<ParseResult, LoadedConfiguration> load)
    {
        var json = new Option<bool>("--json") { Description = "An array of objects with key, value and from." };
        var command = new Command("show", "Shows every value in force and where it came from.") { json };
        command.SetAction(UserErrors.Reported(result =>
        {
            var loaded = load(result);
            var output = result.InvocationConfiguration.Output;
            output.WriteLine(result.GetValue(json) ? Json(loaded) : Table(loaded));
        }));
        return command;
    }

    private static Command Check(Func<ParseResult, LoadedConfiguration> load)
    {
        var command = new Command("check", "Says OK, or all that is wrong with the configuration (exit code 1).");
        command.SetAction(UserErrors.Reported(result =>
        {
            var file = load(result).File;
            result.InvocationConfiguration.Output.WriteLine(file is null ? "OK (no file)" : $"OK ({file})");
        }));
        return command;
    }

    private static string Table(LoadedConfiguration loaded)
    {
        var rows = loaded.Values
            .Select(value => (value.Name, Text: value.Text.Length == 0 ? "-" : value.Text, value.From))
            .ToList();
        var name = rows.Max(row => row.Name.Length);
        var text = Math.Min(40, rows.Max(row => row.Text.Length));
        return string.Join('\n', rows.Select(row => $"{row.Name.PadRight(name)}  {row.Text.PadRight(text)}  {row.From}"));
    }

    private static string Json(LoadedConfiguration loaded) => CommandJson.Write(CommandJson.Array(loaded.Values, static value => new JsonObject
    {
        ["key"] = value.Name,
        ["value"] = value.Json?.DeepClone(),
        ["from"] = value.From,
    }));
}
