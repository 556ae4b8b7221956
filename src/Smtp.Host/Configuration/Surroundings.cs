namespace Smtp.Host.Configuration;

/// <summary>What configuration depends on besides its files, so that tests can choose it.</summary>
/// <param name="Environment">The environment variables.</param>
/// <param name="Directory">The current directory, where relative paths begin.</param>
/// <param name="MachineName">The machine's name.</param>
public sealed record Surroundings(IReadOnlyDictionary<string, string?> Environment, string Directory, string MachineName)
{
    /// <summary>Those of this process.</summary>
    public static Surroundings Real() =>
        new(ConfigSource.ProcessEnvironment(), System.IO.Directory.GetCurrentDirectory(), System.Net.Dns.GetHostName());
}
