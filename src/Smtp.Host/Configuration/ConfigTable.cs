using System.Text;

namespace Smtp.Host.Configuration;

/// <summary>The table of keys in <c>docs/configuration.md</c>.</summary>
public static class ConfigTable
{
    /// <summary>Begins the table in the page.</summary>
    public const string Begin = "<!-- The table is made from ConfigKeys.cs; a test keeps both the same. -->";

    /// <summary>Ends the table in the page.</summary>
    public const string End = "<!-- End of the table. -->";

    /// <summary>The table in Markdown.</summary>
    public static string Markdown()
    {
        var defaults = ConfigLoader.Defaults("localhost");
        var page = new StringBuilder("| Key | Default | Allowed | Meaning |\n| --- | --- | --- | --- |\n");
        foreach (var key in ConfigKeys.All)
        {
            Row(page, key.Name, Default(key, defaults), key.Allowed, key.Meaning);
            if (key is ConfigKey.Listeners listeners)
                foreach (var field in listeners.Fields)
                    Row(page, $"{key.Name}[].{field.Name}", Code(field.Get(new ListenerOptions())), field.Allowed, field.Meaning);
            if (key is ConfigKey.Routes)
                foreach (var (name, allowed, meaning) in ConfigKey.Routes.Parts)
                    Row(page, $"{key.Name}[].{name}", "none", allowed, meaning);
        }
        return page.ToString();
    }

    private static string Default(ConfigKey key, SmtpOptions defaults) => key switch
    {
        ConfigKey.One one => one.Field.DefaultIs ?? Code(one.Field.Get(defaults)),
        ConfigKey.Many many => Code(string.Join(", ", many.List(defaults))),
        ConfigKey.Named or ConfigKey.Routes => "none",
        ConfigKey.Listeners => string.Join(", ", defaults.Listeners.Select(listener => Code(listener.Address))),
        _ => throw new InvalidOperationException($"No default is known for {key.Name}."),
    };

    private static string Code(string text) => text.Length == 0 ? "none" : $"`{text}`";

    private static void Row(StringBuilder page, string name, string @default, string allowed, string meaning) =>
        page.Append("| `").Append(name).Append("` | ").Append(@default).Append(" | ").Append(Cell(allowed)).Append(" | ")
            .Append(Cell(meaning)).Append(" |\n");

    // A bar would end the cell, a star start emphasis.
    private static string Cell(string text) =>
        text.Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal);
}
