using Serilog;
using Smtp.Host.Configuration;
using Smtp.Host.Logging;
using Smtp.Host.Receiving;

namespace Smtp.Host.Cli;

/// <summary>SIGHUP: the log file is opened anew, and the configuration is read again.</summary>
/// <param name="server">The server whose configuration it is.</param>
/// <param name="load">Reads the configuration.</param>
/// <param name="log">The server's log.</param>
internal sealed class Reloading(SmtpServer server, Func<LoadedConfiguration> load, LogSetup log)
{
    // What is read once, when the server starts: its sockets, its directory, its certificate's place, its disk, its grace and its traces.
    private static readonly string[] AtStart = ["listeners", "data", "tls", "limits.diskReserve", "timeouts.shutdown", "web.listen", "telemetry"];

    private readonly LoadedConfiguration _started = server.Configuration.Loaded;

    /// <summary>The settings that differ from those of the start and need another one.</summary>
    internal static IReadOnlyList<string> NeedRestart(LoadedConfiguration started, LoadedConfiguration now)
    {
        var (before, after) = (Fixed(started), Fixed(now));
        return [.. before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))];
    }

    /// <summary>Reloads, one after the other where several signals come at once. It never throws.</summary>
    public void Reload()
    {
        try
        {
            log.Reopen(); // First, so that what follows is told in the new file.
            var now = ConfigReload.OrKeep(server.Configuration.Loaded, load, Log.Logger, server.Configuration.Replace);
            log.Reload(now.Options.Log);
            if (NeedRestart(_started, now) is { Count: > 0 } changed)
                Log.Warning("A restart is needed before {Changed} can change", string.Join(", ", changed));
        }
        catch (Exception failure)
        {
            // Nobody is above a signal's handler to take this: thrown on, it would end the server.
            Log.Error(failure, "The configuration could not be reloaded, and stays as it was");
        }
    }

    private static Dictionary<string, string> Fixed(LoadedConfiguration configuration) => configuration.Values
        .Where(value => AtStart.Any(name => value.Name == name
            || (value.Name.StartsWith(name, StringComparison.Ordinal) && value.Name[name.Length] is '.' or '[')))
        .ToDictionary(value => value.Name, value => value.Text);
}
