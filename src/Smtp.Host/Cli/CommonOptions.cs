using System.CommandLine;
using Smtp.Host.Configuration;

namespace Smtp.Host.Cli;

/// <summary>The options that many commands take, and the configuration they lead to.</summary>
public static class CommonOptions
{
    /// <summary><c>--config FILE</c>, of every command.</summary>
    public static Option<FileInfo?> Config { get; } = new("--config")
    {
        Description = "The configuration file. Default: smtp.json in the current directory, where there is one.",
        HelpName = "FILE",
        Recursive = true,
    };

    /// <summary><c>--data DIR</c>, of every command.</summary>
    public static Option<string?> Data { get; } = new("--data")
    {
        Description = "The directory where mail and accounts are kept. Default: ./smtp-data",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary><c>--listen [ROLE:]ADDRESS</c>, as often as needed; replaces the configured listeners.</summary>
    public static Option<string[]> Listen { get; } = new("--listen")
    {
        Description = "Where to listen: HOST:PORT, *:PORT or unix:/PATH, with submission: or lmtp: before it for that role. "
            + "May be given several times. Replaces the configured listeners. Default: 127.0.0.1:2525",
        HelpName = "[ROLE:]ADDRESS",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary><c>--hostname NAME</c>.</summary>
    public static Option<string?> HostName { get; } = new("--hostname")
    {
        Description = "Who the server says it is. Default: the machine's name",
        HelpName = "NAME",
    };

    /// <summary><c>--web ADDRESS|off</c>.</summary>
    public static Option<string?> Web { get; } = new("--web")
    {
        Description = "Where the pages and the API are: HOST:PORT, *:PORT or unix:/PATH, or off. Default: 127.0.0.1:8025",
        HelpName = "ADDRESS",
    };

    /// <summary><c>--stdio</c>: one session over standard input and output.</summary>
    public static Option<bool> Stdio { get; } = new("--stdio")
    {
        Description = "Hold one session over standard input and output, the inetd way, as the first listener would.",
    };

    /// <summary>Loads the configuration that a command line asks for.</summary>
    /// <exception cref="ConfigurationException">All that is wrong with it.</exception>
    public static LoadedConfiguration Load(ParseResult command) => Load(command, null);

    internal static LoadedConfiguration Load(ParseResult command, Surroundings? around)
    {
        ArgumentNullException.ThrowIfNull(command);
        return ConfigLoader.Load(command.GetValue(Config)?.ToString(), Values(command), around);
    }

    private static Dictionary<string, string?> Values(ParseResult command)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        if (command.GetValue(Data) is { } data) values["data"] = data;
        if (command.GetValue(HostName) is { } hostName) values["hostName"] = hostName;
        if (command.GetValue(Web) is { } web) values["web:listen"] = web;
        foreach (var (address, index) in (command.GetValue(Listen) ?? []).Select((address, index) => (address, index)))
            values["listeners:" + Quantities.Write(index)] = address;
        return values;
    }
}
