namespace Smtp.Host.Configuration;

/// <summary>A key of the configuration: one row of the table that validates, binds, shows and documents it.</summary>
/// <param name="Name">Its name, parts joined by dots.</param>
/// <param name="Meaning">What it is for.</param>
/// <param name="Allowed">What is allowed, to follow the word "give".</param>
public abstract partial record ConfigKey(string Name, string Meaning, string Allowed)
{
    /// <summary>Its path in .NET's configuration: parts joined by colons.</summary>
    public string Path { get; } = Name.Replace('.', ConfigurationPath.KeyDelimiter[0]);

    /// <summary>Whether a later source replaces the value whole instead of adding to it.</summary>
    public virtual bool ReplacedWhole => false;

    /// <summary>Why a value cannot stand at this place below the key, or null where it can.</summary>
    /// <param name="rest">The parts of its path after the key's.</param>
    /// <param name="value">The value.</param>
    public abstract string? Misplaced(ReadOnlySpan<string> rest, string? value);

    /// <summary>Moves what was configured into the options and tells what is not allowed.</summary>
    public abstract void Bind(IConfigurationSection section, SmtpOptions options, Problems problems);

    /// <summary>The values in force, each with the paths that may have given it, the most telling one first.</summary>
    public abstract IEnumerable<ConfigValue> Show(SmtpOptions options);

    /// <summary>One value.</summary>
    public sealed record One(Field<SmtpOptions> Field) : ConfigKey(Field.Name, Field.Meaning, Field.Allowed)
    {
        /// <inheritdoc/>
        public override string? Misplaced(ReadOnlySpan<string> rest, string? value) =>
            rest.IsEmpty ? null : $"{Name}: only one value is allowed; give {Allowed}";

        /// <inheritdoc/>
        public override void Bind(IConfigurationSection section, SmtpOptions options, Problems problems)
        {
            if (section.Value is { } text && !Field.Set(options, text))
                problems.NotAllowed(Name, text, Allowed, Path, Field.Secret);
        }

        /// <inheritdoc/>
        public override IEnumerable<ConfigValue> Show(SmtpOptions options) => [ConfigValue.Of(Name, [Path], Field, options)];
    }

    /// <summary>A list of words.</summary>
    public sealed record Many(string Name, ValueKind<string> Kind, Func<SmtpOptions, List<string>> List, string Meaning)
        : ConfigKey(Name, Meaning, "a list; each item " + Kind.Allowed)
    {
        /// <inheritdoc/>
        public override bool ReplacedWhole => true;

        /// <inheritdoc/>
        public override string? Misplaced(ReadOnlySpan<string> rest, string? value) =>
            rest.IsEmpty || (rest.Length == 1 && IsIndex(rest[0])) ? null : $"{Name}: give {Allowed}";

        /// <inheritdoc/>
        public override void Bind(IConfigurationSection section, SmtpOptions options, Problems problems)
        {
            var items = Items(section).Where(item => item.Text is not null).ToList();
            if (section.Value is null && items.Count == 0) return;
            var list = List(options);
            list.Clear();
            foreach (var (name, path, text) in items.Select(item => (item.Name, item.Path, item.Text!)))
            {
                if (Kind.Read(text).Case is not string item)
                    problems.NotAllowed(name, text, Kind.Allowed, path);
                else if (list.Contains(item, StringComparer.OrdinalIgnoreCase))
                    problems.Wrong(name, $"'{text}' is there already", path);
                else
                    list.Add(item);
            }
        }

        /// <inheritdoc/>
        public override IEnumerable<ConfigValue> Show(SmtpOptions options) =>
            [ConfigValue.Of(Name, [Path, Path + ":0"], List(options))];
    }

    /// <summary>Names, free to choose, each with a value; a later source adds names, and replaces the values of those that
    /// it repeats.</summary>
    public sealed record Named(
        string Name, ValueKind<string> Names, ValueKind<string> Values,
        Func<SmtpOptions, Dictionary<string, string>> Map, string Meaning)
        : ConfigKey(Name, Meaning, $"names and values; each name {Names.Allowed}; each value {Values.Allowed}")
    {
        /// <inheritdoc/>
        public override string? Misplaced(ReadOnlySpan<string> rest, string? value) =>
            rest.Length == 1 || (rest.IsEmpty && string.IsNullOrEmpty(value)) ? null : $"{Name}: give {Allowed}";

        /// <inheritdoc/>
        public override void Bind(IConfigurationSection section, SmtpOptions options, Problems problems)
        {
            var map = Map(options);
            foreach (var child in section.GetChildren())
            {
                var name = $"{Name}.{child.Key}";
                if (child.Value is not { } text) continue;
                if (Names.Read(child.Key).IsNone)
                    problems.Wrong(name, $"'{child.Key}' is not allowed; give {Names.Allowed}", child.Path);
                else if (Values.Read(text).IsNone)
                    problems.NotAllowed(name, text, Values.Allowed, child.Path);
                else
                    map[child.Key] = text;
            }
        }

        /// <inheritdoc/>
        public override IEnumerable<ConfigValue> Show(SmtpOptions options) => Map(options).Count == 0
            ? [ConfigValue.Of(Name, [Path], [])]
            : Map(options).OrderBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => new ConfigValue($"{Name}.{pair.Key}", [$"{Path}:{pair.Key}"], pair.Value, pair.Value));
    }

    /// <summary>The listeners: a list of groups, or of texts <c>[ROLE:]ADDRESS</c>.</summary>
    public sealed record Listeners(string Name, IReadOnlyList<Field<ListenerOptions>> Fields, string Meaning)
        : ConfigKey(
            Name, Meaning, $"a list; each item a group of {string.Join(", ", Fields.Select(field => field.Name))}, or [ROLE:]ADDRESS")
    {
        /// <inheritdoc/>
        public override bool ReplacedWhole => true;

        /// <inheritdoc/>
        public override string? Misplaced(ReadOnlySpan<string> rest, string? value)
        {
            if (rest.IsEmpty || (rest.Length == 1 && IsIndex(rest[0]))) return null;
            if (!IsIndex(rest[0])) return $"{Name}: give {Allowed}";
            var (item, name) = ($"{Name}[{rest[0]}]", rest[1]);
            var field = Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (field is null)
                return Spelling.Unknown($"{item}.{name}", name, Fields.Select(known => (known.Name, $"{item}.{known.Name}")));
            return rest.Length == 2 ? null : $"{item}.{field.Name}: only one value is allowed; give {field.Allowed}";
        }

        /// <inheritdoc/>
        public override void Bind(IConfigurationSection section, SmtpOptions options, Problems problems)
        {
            if (section.Value is null && !section.GetChildren().Any()) return;
            options.Listeners.Clear();
            foreach (var (name, path, text) in Items(section))
            {
                if (text is null)
                    options.Listeners.Add(Group(section.GetSection(ConfigurationPath.GetSectionKey(path)), problems));
                else if (ListenerOptions.Read(text) is { } listener)
                    options.Listeners.Add(listener);
                else
                    problems.NotAllowed(name, text, Short, path);
            }
            if (section.Value is { } all && all.Trim(' ', ',').Length == 0)
                problems.Wrong(Name, "a server needs a place to listen; give one, or leave the key out", Path);
        }

        /// <inheritdoc/>
        public override IEnumerable<ConfigValue> Show(SmtpOptions options) =>
            options.Listeners.SelectMany((listener, index) => Fields.Select(field => ConfigValue.Of(
                $"{Name}[{Quantities.Write(index)}].{field.Name}", PathsOf(index, field.Name), field, listener)));

        private const string Short = "[ROLE:]ADDRESS, with ROLE mx, submission or lmtp, and ADDRESS " + ListenAddress.Allowed;

        // A short form, the item's own or the text of the whole list, gives the address and the role.
        private string[] PathsOf(int index, string field)
        {
            var item = $"{Path}:{Quantities.Write(index)}";
            return field is "address" or "role" ? [$"{item}:{field}", item, Path] : [$"{item}:{field}"];
        }

        private ListenerOptions Group(IConfigurationSection group, Problems problems)
        {
            var listener = new ListenerOptions();
            foreach (var field in Fields)
            {
                var name = $"{Name}[{group.Key}].{field.Name}";
                var value = group.GetSection(field.Name);
                if (value.Value is { } text && !field.Set(listener, text))
                    problems.NotAllowed(name, text, field.Allowed, value.Path);
                if (value.Value is null && field.Name == "address")
                    problems.Wrong(name, $"is missing; give {field.Allowed}", group.GetChildren().First().Path);
            }
            return listener;
        }
    }

    internal static bool IsIndex(string text) => text.Length is > 0 and < 10 && text.All(char.IsAsciiDigit);

    // A list comes item by item (JSON, NAME__0) or as one text with commas, which suits the environment. An item without
    // a text is a group.
    private IEnumerable<(string Name, string Path, string? Text)> Items(IConfigurationSection section)
    {
        if (section.Value is { } all)
            foreach (var text in all.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                yield return (Name, section.Path, text);
        foreach (var child in section.GetChildren()) yield return ($"{Name}[{child.Key}]", child.Path, child.Value);
    }
}
