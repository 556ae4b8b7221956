using Smtp.Domain.Delivering;
using Smtp.Domain.Receiving;
using Smtp.Domain.Routing;
using Smtp.Host.Configuration;

namespace Smtp.Host.Receiving;

/// <summary>The configuration in force, which a reload replaces as a whole. New sessions see the new one; those under way keep
/// the settings they began with.</summary>
internal sealed class LiveConfiguration(LoadedConfiguration first)
{
    private volatile Snapshot _now = new(first);

    /// <summary>The configuration in force.</summary>
    public LoadedConfiguration Loaded => _now.Loaded;

    /// <summary>Its options.</summary>
    public SmtpOptions Options => _now.Loaded.Options;

    /// <summary>Where mail goes, and who may send it there.</summary>
    public Directions Directions => _now.Directions;

    /// <summary>When mail that waits is tried, and how long.</summary>
    public RetrySchedule Schedule => Options.Queue.ToSchedule();

    /// <summary>The settings for a new session at one of the listeners that the server was started with.</summary>
    public Settings SettingsFor(ListenerOptions listener, bool hasAccounts) => _now.SettingsFor(listener, hasAccounts);

    /// <summary>Puts another configuration in force.</summary>
    public void Replace(LoadedConfiguration loaded) => _now = new Snapshot(loaded);

    private sealed class Snapshot(LoadedConfiguration loaded)
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<(ListenerOptions, bool), Settings> _settings = new();

        public LoadedConfiguration Loaded { get; } = loaded;

        public Directions Directions { get; } = AddressBooks.Directions(loaded.Options);

        public Settings SettingsFor(ListenerOptions listener, bool hasAccounts) =>
            _settings.GetOrAdd((listener, hasAccounts), static (key, loaded) => loaded.ToSettings(key.Item1, key.Item2), Loaded);
    }
}
