using System.CommandLine;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary>The command line as a whole.</summary>
internal static class RootCommands
{
    private static readonly string[] Own = ["--help", "-h", "-?", "/?", "/h", "--version", "[", "--"];

    /// <summary>Runs a command line.</summary>
    /// <returns>The exit code: 0 when all went well.</returns>
    public static Task<int> RunAsync(string[] arguments) => Create().Parse(WithDefault(arguments)).InvokeAsync();

    /// <summary>Without a command, serving is meant.</summary>
    internal static string[] WithDefault(string[] arguments) =>
        arguments is [] || (arguments[0].StartsWith('-') && !Own.Contains(arguments[0])) ? ["serve", .. arguments] : arguments;

    private static RootCommand Create()
    {
        var root = new RootCommand(
            """
            A mail server whose every conversation is a value.

            Without a command it serves: it listens on 127.0.0.1:2525 and keeps all mail in ./smtp-data.

            Examples:
              smtp                                                   serve with nothing configured
              smtp serve --listen '*:25' --hostname mx.example.org   serve the world
              smtp messages list                                     what has come, the newest first
              smtp messages raw ID > message.eml                     a message, byte for byte
              smtp user add alice@example.org                        somebody who may log in and gets mail
              smtp config show                                       every setting, and where it came from
            """)
        {
            CommonOptions.Config, CommonOptions.Data,
        };
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(MessagesCommand.Create(Store));
        root.Subcommands.Add(UserCommand.Create(Store));
        root.Subcommands.Add(ConfigCommand.Create(CommonOptions.Load));
        return root;
    }

    private static StoreSettings Store(ParseResult command) => StoreSettings.From(CommonOptions.Load(command));
}
