using System.Globalization;
using Smtp.Parsing.Search;
using static LanguageExt.Prelude;

namespace Smtp.Host.Web.Mailpit;

/// <summary>Which part of a list a request asks for.</summary>
/// <param name="Query">Which messages.</param>
/// <param name="Zone">The zone of dates without one.</param>
/// <param name="Start">How many are left out first.</param>
/// <param name="Limit">How many at most.</param>
internal sealed record MailpitWindow(SearchQuery Query, TimeZoneInfo Zone, int Start, int Limit);

/// <summary>Reads what requests ask for: <c>query</c>, <c>start</c>, <c>limit</c>, <c>tz</c>, <c>before</c>, <c>since</c>, <c>until</c>.</summary>
internal static class MailpitQuery
{
    /// <summary>So many messages are in one answer at most.</summary>
    public const int MostListed = 1000;

    private const int UsualLimit = 50;

    // In the year 9987; no moment is later than 9999.
    private const long Latest = 253_000_000_000_000;

    /// <summary>The window of a list of all messages; a limit of 0 means as many as there are.</summary>
    public static MailpitWindow OfAll(HttpRequest request, TimeProvider time) =>
        Window(request, SearchQuery.Everything, time) is var window && window.Limit == 0 ? window with { Limit = MostListed } : window;

    /// <summary>The window of a search.</summary>
    /// <exception cref="MailpitException">There is no search, or it is none.</exception>
    public static MailpitWindow OfSearch(HttpRequest request, TimeProvider time) => Window(request, Read(Text(request)), time);

    /// <summary>The search of a request.</summary>
    /// <exception cref="MailpitException">There is none.</exception>
    public static string Text(HttpRequest request) => request.Query["query"].ToString().Trim() is { Length: > 0 } search
        ? search
        : throw new MailpitException("There is no search: give ?query=.");

    /// <summary>Reads a search.</summary>
    /// <exception cref="MailpitException">It is none.</exception>
    public static SearchQuery Read(string search) => MailpitSearch.Read(search)
        .IfLeft(error => throw new MailpitException($"The search cannot be read, at character {error.Position + 1}: {error.Message}."));

    /// <summary>The zone of a name such as <c>Pacific/Auckland</c>; where there is none of that name, this machine's.</summary>
    public static TimeZoneInfo Zone(string? name, TimeProvider time) =>
        name is { Length: > 0 and <= 64 } && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : time.LocalTimeZone;

    private static MailpitWindow Window(HttpRequest request, SearchQuery query, TimeProvider time)
    {
        foreach (var (name, field) in new[] { ("before", "before"), ("since", "after"), ("until", "before") })
            if (request.Query[name].ToString() is { Length: > 0 } moment) query = query with { Terms = Moment(field, moment).Terms.Fold(query.Terms, static (all, term) => all.Add(term)) };
        return new MailpitWindow(
            query, Zone(request.Query["tz"], time), Math.Max(0, Number(request, "start", 0)),
            Math.Min(MostListed, Number(request, "limit", UsualLimit) is >= 0 and var limit ? limit : UsualLimit));
    }

    // Seconds or milliseconds since 1970, or a date as searches have it.
    private static SearchQuery Moment(string field, string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Read($"{field}:\"{text.Replace("\"", "", StringComparison.Ordinal)}\"");
        var milliseconds = Math.Min(number > 1_000_000_000_000 ? number : Math.Min(number, Latest) * 1000, Latest);
        var moment = new SearchMoment(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).UtcDateTime, TimeSpan.Zero);
        return new SearchQuery(Seq1(new SearchTerm(field == "after" ? new SearchTest.After(moment) : new SearchTest.Before(moment))));
    }

    private static int Number(HttpRequest request, string name, int otherwise) =>
        int.TryParse(request.Query[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
