using LanguageExt;
using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Parsing.Search;

namespace Smtp.Host.Web.Api.Problems;

/// <summary>Answers that say what went wrong (RFC 9457).</summary>
internal static class Problem
{
    public static ProblemHttpResult Of(ProblemKind kind, string detail, params (string Name, object Value)[] more) => TypedResults.Problem(
        detail, statusCode: kind.Status, title: kind.Title, type: kind.Type, extensions: more.ToDictionary(one => one.Name, one => (object?)one.Value));

    /// <summary>Reads a search.</summary>
    /// <param name="query">The search; all messages where there is none.</param>
    public static Either<ProblemHttpResult, SearchQuery> Search(string? query) => SearchGrammar.Read(query ?? "").MapLeft(Of);

    /// <summary>A search that is none.</summary>
    private static ProblemHttpResult Of(SearchError error) => Of(
        ProblemKind.BadSearch, $"{char.ToUpperInvariant(error.Message[0])}{error.Message[1..]}.", ("position", error.Position));

    /// <summary>Something that is not there.</summary>
    public static ProblemHttpResult Unknown(string what, string name) => Of(
        ProblemKind.Unknown, $"There is no {what} '{(name.Length > 100 ? name[..100] : name)}'.");
}
