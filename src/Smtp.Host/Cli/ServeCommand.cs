using System.CommandLine;
using Serilog;
using Smtp.Host.Configuration;
using Smtp.Host.Logging;
using Smtp.Host.Receiving;

namespace Smtp.Host.Cli;

/// <summary><c>smtp serve</c>: the server itself.</summary>
internal static class ServeCommand
{
    /// <summary>What says how to serve; it may stand without a command too.</summary>
    public static IReadOnlyList<Option> Options { get; } = [CommonOptions.Listen, CommonOptions.HostName, CommonOptions.Web, CommonOptions.Stdio];

    public static Command Create()
    {
        var command = new Command("serve", "Receives mail and keeps it, until it is told to stop. The default command.");
        foreach (var option in Options) command.Options.Add(option);
        command.SetAction(Action);
        return command;
    }

    /// <summary>Serves until SIGTERM or SIGINT; with <c>--stdio</c>, until the one session is over.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Action { get; } = UserErrors.Reported(
        (result, stop) => result.GetValue(CommonOptions.Stdio)
            ? RunOverStandardStreamsAsync(CommonOptions.Load(result), stop)
            : RunAsync(() => CommonOptions.Load(result), result.InvocationConfiguration.Output, stop));

    // Standard output belongs to the session, so the log is that of a command: warnings, on standard error.
    private static async Task RunOverStandardStreamsAsync(LoadedConfiguration loaded, CancellationToken stop)
    {
        await using var output = Console.OpenStandardOutput();
        await StandardStreams.ServeAsync(
            loaded, Console.OpenStandardInput(), output, StandardStreams.PeerOfStandardInput(), TimeProvider.System, stop);
    }

    private static async Task RunAsync(Func<LoadedConfiguration> load, TextWriter output, CancellationToken stop)
    {
        SocketThreads.GoOnInThem();
        HeadStart.Begin();
        using var hangups = Hangups.Catch();
        using var terminations = Terminations.Catch();
        var loaded = load();
        using var log = LogSetup.ForServer(loaded);
        Log.Logger = log.Logger;
        await using (var server = await SmtpServer.StartAsync(loaded, TimeProvider.System, stop))
        {
            var reloading = new Reloading(server, load, log);
            var welcome = new Welcome(loaded, [.. server.Listening.Select(one => (one.Listener, one.Address))], server.WebUrl);
            // Whoever asks for JSON reads standard output with a program: then it is events as well.
            if (loaded.Options.Log.Format == "json") welcome.Tell(Log.Logger);
            else await output.WriteAsync(welcome.Text());
            await output.FlushAsync(stop);
            hangups.Lead(reloading.Reload);
            await server.WaitForStopAsync(terminations.Come);
        }
        Log.Information("Stopped");
    }
}
