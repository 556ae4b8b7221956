using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Serilog;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Api.Problems;

/// <summary>Makes problems of exceptions: of requests that cannot be read, and of a store that fails.</summary>
internal sealed partial class ProblemHandler : IExceptionHandler
{
    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.Request.Path.StartsWithSegments(ApiEndpoints.Root) || Of(exception) is not { } problem) return false;
        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult? Of(Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: not 400 } other: return TypedResults.Problem(other.Message, statusCode: other.StatusCode);
            case BadHttpRequestException { InnerException: JsonException json }: return Problem.Of(ProblemKind.BadRequest, Words(json));
            case BadHttpRequestException bad: return Problem.Of(ProblemKind.BadRequest, Words(bad.Message));
            case StoreException or StoreFullException:
                Log.Warning("A request of the API failed: {Reason}", exception.Message);
                return Problem.Of(ProblemKind.Storage, exception.Message);
            default: return null;
        }
    }

    // The framework speaks of its own types there; whoever asks knows none of them.
    private static string Words(JsonException json)
    {
        var at = json.Path is null or "$" ? "" : $" at {json.Path}";
        if (Missing().Match(json.Message) is { Success: true } missing) return $"The body lacks {missing.Groups[1].Value}.";
        if (Surplus().Match(json.Message) is { Success: true } surplus) return $"The body has a '{surplus.Groups[1].Value}', which nobody reads.";
        return json.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"The body has a value{at} that does not belong there."
            : $"The body is no JSON, or ends too early: line {json.LineNumber + 1}, octet {json.BytePositionInLine + 1}{at}.";
    }

    private static string Words(string message) => Unreadable().Match(message) is { Success: true } match
        ? $"'{match.Groups[1].Value}' does not take '{match.Groups[2].Value}'."
        : message;

    [GeneratedRegex("missing required properties[^:]*: (.*?)\\.$")]
    private static partial Regex Missing();

    [GeneratedRegex("^The JSON property '(.{0,100})' could not be mapped")]
    private static partial Regex Surplus();

    [GeneratedRegex("^Failed to bind parameter \"\\S+ (\\S+)\" from \"(.{0,100})\"")]
    private static partial Regex Unreadable();
}
