using Smtp.Host.Configuration;

namespace Smtp.Host.Tests.Configuration;

/// <summary>A configuration in the making: a file, an environment, a command line, in a directory of its own.</summary>
internal sealed class Setup : IDisposable
{
    private readonly Dictionary<string, string?> _environment = [];
    private readonly Dictionary<string, string?> _commandLine = [];
    private string _machine = "mail.example.org";
    private string? _config;

    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("smtp-config-").FullName;

    public Surroundings Around => new(_environment, Directory, _machine);

    public Setup File(string json, string name = "smtp.json")
    {
        System.IO.File.WriteAllText(Path.Combine(Directory, name), json);
        return this;
    }

    public Setup Environment(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    public Setup CommandLine(string path, string value)
    {
        _commandLine[path] = value;
        return this;
    }

    public Setup Machine(string name)
    {
        _machine = name;
        return this;
    }

    public Setup Config(string file)
    {
        _config = file;
        return this;
    }

    public LoadedConfiguration Load() => ConfigLoader.Load(_config, _commandLine, Around);

    public SmtpOptions Options() => Load().Options;

    public IReadOnlyList<string> Problems() => Assert.Throws<ConfigurationException>(Load).Problems;

    public string Problem() => Assert.Single(Problems());

    public string From(string key) => Load().Values.Single(value => value.Name == key).From;

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
