using System.Globalization;

namespace Smtp.Host.Web.Pages;

/// <summary>Addresses of pages.</summary>
internal static class Links
{
    /// <summary>The query of an address, without what is empty.</summary>
    public static string Query(params (string Name, string? Value)[] values)
    {
        var set = values.Where(one => !string.IsNullOrEmpty(one.Value)).Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}").ToList();
        return set.Count == 0 ? "" : "?" + string.Join('&', set);
    }

    public static string? Number(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>The search for a mailbox.</summary>
    public static string Mailbox(string name) => Term("mailbox", name);

    /// <summary>The search for a tag.</summary>
    public static string Tag(string name) => Term("tag", name);

    public static string Session(string id) => "/sessions/" + Uri.EscapeDataString(id);

    public static string Queue(string id) => "/queue/" + Uri.EscapeDataString(id);

    /// <summary>An address to go back to: one of ours, or the beginning.</summary>
    public static string Back(string? wanted, string otherwise = "/mail") =>
        wanted is ['/', ..] && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.Contains('\\', StringComparison.Ordinal)
            && !wanted.Any(char.IsControl) ? wanted : otherwise;

    private static string Term(string field, string value) => value.AsSpan().IndexOfAny(" \t\"") < 0 ? $"{field}:{value}" : $"{field}:\"{value.Replace("\"", "", StringComparison.Ordinal)}\"";
}
