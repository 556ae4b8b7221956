using Smtp.Domain.Receiving;

namespace Smtp.Host.Configuration;

/// <summary>A configuration that was checked.</summary>
/// <param name="Options">The options in force.</param>
/// <param name="Values">Every value as it is shown, with where it came from.</param>
public sealed record LoadedConfiguration(SmtpOptions Options, IReadOnlyList<ConfigValue> Values)
{
    /// <summary>The file that was read, as a full path; null where there was none.</summary>
    public string? File { get; init; }

    /// <summary>Where relative paths begin.</summary>
    public string Directory { get; init; } = System.IO.Directory.GetCurrentDirectory();

    /// <summary>The directory where mail and accounts are kept, as a full path.</summary>
    public string DataDirectory => FullPath(Options.Data);

    /// <summary>The settings of one of the listeners.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="hasAccounts">Whether anybody could log in; without accounts AUTH is not offered.</param>
    public Settings ToSettings(ListenerOptions listener, bool hasAccounts) => SettingsOf.Listener(Options, listener, hasAccounts);

    /// <summary>A path of the configuration as a full path.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, Directory);
}
