using System.Text.Json.Nodes;

namespace Smtp.Host.Configuration;

/// <summary>A value in force, as it is shown: a secret only as <c>********</c>.</summary>
/// <param name="Name">The key's name.</param>
/// <param name="Paths">Where a source may have given it.</param>
/// <param name="Text">The value as text.</param>
/// <param name="Json">The value as JSON.</param>
public sealed record ConfigValue(string Name, IReadOnlyList<string> Paths, string Text, JsonNode? Json)
{
    /// <summary>What is shown of a secret.</summary>
    public const string Mask = "********";

    /// <summary>Where it came from: <c>default</c>, a file's name, <c>environment NAME</c> or <c>command line</c>.</summary>
    public string From { get; init; } = "default";

    /// <summary>Shows a field.</summary>
    public static ConfigValue Of<TOwner>(string name, IReadOnlyList<string> paths, Field<TOwner> field, TOwner owner) =>
        field.Secret
        ? new(name, paths, field.Get(owner).Length == 0 ? "" : Mask, field.Get(owner).Length == 0 ? "" : Mask)
        : new(name, paths, field.Get(owner), field.Json(owner));

    /// <summary>Shows a list.</summary>
    public static ConfigValue Of(string name, IReadOnlyList<string> paths, IReadOnlyList<string> items) =>
        new(name, paths, string.Join(", ", items), new JsonArray([.. items.Select(item => JsonValue.Create(item))]));
}
