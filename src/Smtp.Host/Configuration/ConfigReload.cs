using ILogger = Serilog.ILogger;

namespace Smtp.Host.Configuration;

/// <summary>What became of loading the configuration again.</summary>
public abstract record Reloaded
{
    private Reloaded() { }

    /// <summary>It is good.</summary>
    /// <param name="Configuration">The new configuration.</param>
    /// <param name="Changed">The names of the values that differ, appeared or disappeared.</param>
    public sealed record Fresh(LoadedConfiguration Configuration, IReadOnlyList<string> Changed) : Reloaded;

    /// <summary>It cannot be used; the old one stays.</summary>
    public sealed record Refused(IReadOnlyList<string> Problems) : Reloaded;
}

/// <summary>Loads the configuration again while the server runs.</summary>
public static class ConfigReload
{
    /// <summary>Loads, and compares with what is in force.</summary>
    public static Reloaded Try(LoadedConfiguration current, Func<LoadedConfiguration> load)
    {
        ArgumentNullException.ThrowIfNull(current);
        ArgumentNullException.ThrowIfNull(load);
        try
        {
            var fresh = load();
            return new Reloaded.Fresh(fresh, Changes(current, fresh));
        }
        catch (ConfigurationException bad)
        {
            return new Reloaded.Refused(bad.Problems);
        }
    }

    /// <summary>Loads, puts a good configuration in force, and then logs what came of it: whoever reads the log finds it so.</summary>
    /// <param name="current">What is in force now, and stays so where the new one is bad.</param>
    /// <param name="load">Loads the new one.</param>
    /// <param name="log">Where it is told.</param>
    /// <param name="putInForce">Takes the new one.</param>
    /// <returns>What is in force from now on.</returns>
    public static LoadedConfiguration OrKeep(
        LoadedConfiguration current, Func<LoadedConfiguration> load, ILogger log, Action<LoadedConfiguration>? putInForce = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        switch (Try(current, load))
        {
            case Reloaded.Fresh fresh:
                putInForce?.Invoke(fresh.Configuration);
                if (fresh.Changed.Count == 0) log.Information("Configuration reloaded: nothing changed");
                else log.Information("Configuration reloaded: {Changed} changed", string.Join(", ", fresh.Changed));
                return fresh.Configuration;
            case Reloaded.Refused refused:
                foreach (var problem in refused.Problems) log.Error("Configuration kept as it was: {Problem}", problem);
                return current;
            default:
                throw new InvalidOperationException("A reload ended in no way that is known.");
        }
    }

    private static string[] Changes(LoadedConfiguration old, LoadedConfiguration fresh)
    {
        var before = old.Values.ToDictionary(value => value.Name, value => value.Text);
        var after = fresh.Values.ToDictionary(value => value.Name, value => value.Text);
        return [.. before.Keys.Union(after.Keys).Where(name => before.GetValueOrDefault(name) != after.GetValueOrDefault(name))];
    }
}
