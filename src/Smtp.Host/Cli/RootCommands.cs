using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Serilog;
using Smtp.Host.Configuration;
using Smtp.Host.Logging;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary>The command line as a whole.</summary>
internal static class RootCommands
{
    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code: 0 when all went well.</returns>
    public static async Task<int> RunAsync(string[] arguments)
    {
        using var log = LogSetup.ForCommand();
        Log.Logger = log.Logger;
        // Signals are the host's own business: System.CommandLine would end the process two seconds after the first one.
        return await RunAsync(arguments, new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    internal static Task<int> RunAsync(string[] arguments, InvocationConfiguration around)
    {
        var command = Read(arguments);
        return command.Action is ParseErrorAction || UsageErrors.Misplaced(command).Count > 0 ? UsageErrors.TellAsync(command, around.Error) : command.InvokeAsync(around);
    }

    // A name that begins with @ is a name here, not a file with more arguments in it.
    internal static ParseResult Read(IReadOnlyList<string> arguments) =>
        Create().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    internal static RootCommand Create()
    {
        var root = new RootCommand(
            """
            A mail server whose every conversation is a value.

            Without a command it serves: it listens on 127.0.0.1:2525 and keeps all mail in ./smtp-data.
            """)
        {
            CommonOptions.Config, CommonOptions.Data,
        };
        foreach (var option in ServeCommand.Options) root.Options.Add(option);
        root.SetAction(ServeCommand.Action);
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(MessagesCommand.Create(Store));
        root.Subcommands.Add(SessionsCommand.Create(Store));
        root.Subcommands.Add(QueueCommand.Create(Store, TimeProvider.System));
        root.Subcommands.Add(SendCommand.Create());
        root.Subcommands.Add(SendmailCommand.Create());
        root.Subcommands.Add(UserCommand.Create(Store));
        root.Subcommands.Add(ReplayCommand.Create());
        root.Subcommands.Add(ConfigCommand.Create(CommonOptions.Load));
        foreach (var option in root.Options)
        {
            if (option is VersionOption version) version.Action = new Version();
            if (option is HelpOption { Action: HelpAction plain } help) help.Action = new Examples.Help(plain);
        }
        return root;
    }

    private static StoreSettings Store(ParseResult command) => StoreSettings.From(CommonOptions.Load(command));

    private sealed class Version : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine(ProductVersion.Text);
            return 0;
        }
    }
}
