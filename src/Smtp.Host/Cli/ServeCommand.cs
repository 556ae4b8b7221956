using System.CommandLine;
using System.Runtime.InteropServices;
using Serilog;
using Smtp.Host.Configuration;
using Smtp.Host.Logging;
using Smtp.Host.Receiving;

namespace Smtp.Host.Cli;

/// <summary><c>smtp serve</c>: the server itself.</summary>
internal static class ServeCommand
{
    public static Command Create()
    {
        var command = new Command("serve", "Receives mail and keeps it, until it is told to stop. The default command.")
        {
            CommonOptions.Listen, CommonOptions.HostName,
        };
        command.SetAction(UserErrors.Reported(
            (result, stop) => RunAsync(() => CommonOptions.Load(result), result.InvocationConfiguration.Output, stop)));
        return command;
    }

    private static async Task RunAsync(Func<LoadedConfiguration> load, TextWriter output, CancellationToken stop)
    {
        var loaded = load();
        using var log = LogSetup.ForServer(loaded);
        Log.Logger = log.Logger;
        await using var server = await SmtpServer.StartAsync(loaded, TimeProvider.System, stop);
        using var reload = ReloadOnHangup(server, load, log);
        await output.WriteAsync(Welcome.Text(loaded, [.. server.Listening.Select(one => (one.Listener, one.Address))]));
        await output.FlushAsync(stop);
        await server.WaitForStopAsync();
        Log.Information("Stopped");
    }

    /// <summary>SIGHUP: the log file is opened anew, and the configuration and the certificates are read again.</summary>
    private static PosixSignalRegistration? ReloadOnHangup(SmtpServer server, Func<LoadedConfiguration> load, LogSetup log)
    {
        if (OperatingSystem.IsWindows()) return null;
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            var now = ConfigReload.OrKeep(server.Configuration.Loaded, load, Log.Logger);
            server.Configuration.Replace(now);
            log.Reload(now.Options.Log);
        });
    }
}
