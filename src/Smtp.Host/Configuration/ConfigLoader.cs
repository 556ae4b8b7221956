namespace Smtp.Host.Configuration;

/// <summary>Loads the configuration: defaults, then a file, then the environment, then the command line; the later
/// wins.</summary>
public static class ConfigLoader
{
    /// <summary>The file that is read from the current directory when none is named.</summary>
    public const string DefaultFile = "smtp.json";

    /// <summary>Loads and checks the configuration.</summary>
    /// <param name="configFile">A file that must exist; null means <c>smtp.json</c>, where there is one.</param>
    /// <param name="commandLine">Options of the command line, by path: <c>hostName</c>, <c>listeners:0</c>.</param>
    /// <param name="around">What else it depends on; null means this process.</param>
    /// <exception cref="ConfigurationException">All that is wrong with it.</exception>
    public static LoadedConfiguration Load(
        string? configFile, IReadOnlyDictionary<string, string?> commandLine, Surroundings? around = null)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        around ??= Surroundings.Real();
        var file = FindFile(configFile, around.Directory);
        ConfigSource[] sources =
        [
            .. file is null ? [] : new[] { ConfigSource.File(file, configFile ?? DefaultFile) },
            ConfigSource.Environment(around.Environment),
            ConfigSource.CommandLine(commandLine),
        ];
        var loaded = Bind(sources, around, out var problems);
        if (problems.Lines.Count == 0) ConfigRules.Check(loaded.Options, around.Directory, problems);
        return problems.Lines.Count == 0 ? loaded with { File = file } : throw new ConfigurationException(problems.Lines);
    }

    private static LoadedConfiguration Bind(ConfigSource[] sources, Surroundings around, out Problems problems)
    {
        var layers = Layers(sources);
        string? From(string path) => Enumerable.Range(0, sources.Length).Reverse()
            .Where(index => layers[index].ContainsKey(path))
            .Select(index => sources[index].Describe(path))
            .FirstOrDefault();

        problems = new Problems(From);
        foreach (var source in sources) CheckPlaces(source, problems);

        var builder = new ConfigurationBuilder();
        foreach (var layer in layers) builder.AddInMemoryCollection(layer);
        var root = builder.Build();
        var options = Defaults(around.MachineName);
        foreach (var key in ConfigKeys.All) key.Bind(root.GetSection(key.Path), options, problems);

        var values = ConfigKeys.All.SelectMany(key => key.Show(options))
            .Select(value => value with { From = value.Paths.Select(From).FirstOrDefault(it => it is not null) ?? "default" });
        return new LoadedConfiguration(options, [.. values]) { Directory = around.Directory };
    }

    /// <summary>What holds when nothing is configured.</summary>
    public static SmtpOptions Defaults(string machineName) => new()
    {
        HostName = Words.IsHostName(machineName) ? machineName : "localhost",
        Listeners = { new ListenerOptions { Address = "127.0.0.1:2525" } },
    };

    // .NET would lay lists over each other item by item, so that a shorter list keeps the tail of a longer one it was meant
    // to replace. Here the last source that gives a list gives it whole.
    private static IReadOnlyDictionary<string, string?>[] Layers(ConfigSource[] sources)
    {
        var lists = ConfigKeys.All.Where(key => key.ReplacedWhole).Select(key => key.Path).ToArray();
        return
        [
            .. sources.Select((source, index) => source.Without(
                [.. lists.Where(list => sources[(index + 1)..].Any(later => later.Speaks(list)))])),
        ];
    }

    private static void CheckPlaces(ConfigSource source, Problems problems)
    {
        var found = source.Values.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (Line: ConfigKeys.Misplaced(pair.Key, pair.Value), pair.Key))
            .Where(problem => problem.Line is not null)
            .DistinctBy(problem => problem.Line);
        foreach (var (line, path) in found) problems.Add(line!, source.Describe(path));

        foreach (var key in ConfigKeys.All.Where(key => key.ReplacedWhole && source.Speaks(key.Path)))
        {
            var items = source.Values.Keys.Select(path => path.Split(':')).Where(parts => IsItem(parts, key.Path))
                .Select(parts => parts[key.Path.Split(':').Length]).Distinct().ToList();
            if (items.Count > 0 && source.Values.GetValueOrDefault(key.Path) is not null)
                problems.Add($"{key.Name}: is given both as one text and item by item; give it once", source.Describe(key.Path));
            if (items.Exists(item => int.Parse(item, System.Globalization.CultureInfo.InvariantCulture) >= items.Count))
                problems.Add($"{key.Name}: has gaps; number its items from 0 on", source.Describe(key.Path));
        }
    }

    private static bool IsItem(string[] parts, string list)
    {
        var depth = list.Split(':').Length;
        return parts.Length > depth && string.Join(':', parts[..depth]).Equals(list, StringComparison.OrdinalIgnoreCase)
            && ConfigKey.IsIndex(parts[depth]);
    }

    private static string? FindFile(string? named, string directory)
    {
        var path = Path.GetFullPath(named ?? DefaultFile, directory);
        if (File.Exists(path)) return path;
        return named is null ? null : throw new ConfigurationException($"{named}: there is no such file (--config)");
    }
}
