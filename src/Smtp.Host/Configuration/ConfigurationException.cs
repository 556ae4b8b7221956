namespace Smtp.Host.Configuration;

/// <summary>The configuration cannot be used. All that is wrong with it is told at once.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join('\n', problems))
{
    /// <summary>One line each: the key, the bad value, what is allowed and where the value came from.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;

    /// <summary>One problem alone.</summary>
    public ConfigurationException(string problem) : this([problem]) { }
}
