using System.Text.Json.Nodes;
using LanguageExt;
using static LanguageExt.Prelude;

namespace Smtp.Host.Configuration;

/// <summary>A kind of value: what is allowed, how text is read as one, and how one is shown.</summary>
/// <param name="Allowed">What is allowed, to follow the word "give".</param>
/// <param name="Read">Reads the text; absent where it is not allowed.</param>
/// <param name="Write">Writes a value so that <paramref name="Read"/> gives it back.</param>
/// <param name="Json">The value in JSON.</param>
public sealed record ValueKind<T>(string Allowed, Func<string, Option<T>> Read, Func<T, string> Write, Func<T, JsonNode?> Json);

/// <summary>The kinds of values.</summary>
public static class ValueKinds
{
    /// <summary>A whole number of a range; with <paramref name="orZero"/> also 0, and what that means.</summary>
    public static ValueKind<int> Number(int from, int to, string orZero = "") => new(
        OrZero(orZero) + $"a number from {from} to {to}",
        text => Quantities.Number(text).Filter(number => InRange(number, from, to, orZero)).Map(number => (int)number),
        number => Quantities.Write(number),
        number => JsonValue.Create(number));

    /// <summary>A size in octets, with or without a unit.</summary>
    public static ValueKind<long> Size(long from, long to, string orZero = "") => new(
        $"{OrZero(orZero)}octets from {Quantities.WriteSize(from)} to {Quantities.WriteSize(to)}, such as "
            + (to < 64 << 20 ? "16KiB" : "5000000, 10MB or 64MiB"),
        text => Quantities.Size(text).Filter(size => InRange(size, from, to, orZero)),
        Quantities.WriteSize,
        size => JsonValue.Create(size));

    /// <summary>A size in octets that is small enough to be held in memory.</summary>
    public static ValueKind<int> SmallSize(int from, int to, string orZero = "")
    {
        var size = Size(from, to, orZero);
        return new(
            size.Allowed,
            text => size.Read(text).Map(octets => (int)octets),
            octets => size.Write(octets),
            octets => JsonValue.Create(octets));
    }

    /// <summary>A length of time.</summary>
    public static ValueKind<TimeSpan> Time(TimeSpan from, TimeSpan to) => new(
        $"a time from {Quantities.WriteTime(from)} to {Quantities.WriteTime(to)}, such as 30s, 2m or 00:02:00",
        text => Quantities.Time(text).Filter(time => time >= from && time <= to),
        Quantities.WriteTime,
        time => JsonValue.Create(Quantities.WriteTime(time)));

    /// <summary>Yes or no.</summary>
    public static ValueKind<bool> Switch { get; } = new(
        "true or false",
        text => bool.TryParse(text, out var value) ? value : None,
        value => value ? "true" : "false",
        value => JsonValue.Create(value));

    /// <summary>One word of a few, in any case; it is kept as it is written here.</summary>
    public static ValueKind<string> OneOf(params string[] words) => new(
        words.Length == 2 ? $"{words[0]} or {words[1]}" : "one of " + string.Join(", ", words),
        text => Optional(System.Array.Find(words, word => word.Equals(text, StringComparison.OrdinalIgnoreCase))),
        text => text,
        text => JsonValue.Create(text));

    /// <summary>Text that passes a test.</summary>
    public static ValueKind<string> Text(string allowed, Func<string, bool> passes) => new(
        allowed,
        text => passes(text) ? text : None,
        text => text,
        text => JsonValue.Create(text));

    private static string OrZero(string meaning) => meaning.Length == 0 ? "" : $"0 ({meaning}) or ";

    private static bool InRange(long number, long from, long to, string orZero) =>
        (number >= from && number <= to) || (orZero.Length > 0 && number == 0);
}
