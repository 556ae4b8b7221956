using System.ComponentModel.DataAnnotations;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Smtp.Host.Web.Api.Document;
using Smtp.Host.Web.Api.Problems;
using Smtp.Host.Web.Security;

namespace Smtp.Host.Web.Api.Sessions;

/// <summary>The recorded sessions.</summary>
internal static class SessionEndpoints
{
    private const string Transcript = "text/plain";

    public static void Map(IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags(ApiTags.Sessions);
        sessions.MapGet("", ListAsync).WithName("listSessions").Fails(ProblemKind.BadRequest);
        sessions.MapGet("/{id}", GetAsync).WithName("getSession").Fails(ProblemKind.Unknown);
        sessions.MapGet("/{id}/transcript", TranscriptAsync).WithName("getTranscript").Gives(Transcript).Fails(ProblemKind.Unknown);
    }

    /// <summary>Lists sessions</summary>
    /// <remarks>Those that ended last first, a window at a time, and those that run now. Failed ones are there as well: who brought nothing
    /// may be of most interest.</remarks>
    /// <param name="failed">Only those that failed.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cursor">Where to go on: `next` of the window before.</param>
    internal static async Task<Results<Ok<SessionList>, ProblemHttpResult>> ListAsync(
        SessionFinder finder, CancellationToken stop, bool failed = false, [Range(1, 200)] int limit = 50,
        [RegularExpression(Limits.Cursor)] string? cursor = null) =>
        TypedResults.Ok(await finder.ListAsync(limit, Limits.Read(cursor), failed, stop));

    /// <summary>Gets a session as a conversation</summary>
    /// <remarks>Each command with its replies, the state after it, the reason of a refusal with its section of the RFC, and the envelope
    /// as it grows; while it runs, too.</remarks>
    /// <param name="id">The name of the session.</param>
    internal static async Task<Results<Ok<SessionDetail>, ProblemHttpResult>> GetAsync(string id, SessionFinder finder, CancellationToken stop) =>
        await finder.ReadAsync(id, stop) is { } session ? TypedResults.Ok(session) : Problem.Unknown("session", id);

    /// <summary>Gets a session as a `.smtp` transcript</summary>
    /// <remarks>`smtp replay` plays it again; `docs/transcripts.md` describes it.</remarks>
    /// <param name="id">The name of the session.</param>
    internal static async Task<Results<FileContentHttpResult, ProblemHttpResult>> TranscriptAsync(
        string id, HttpResponse response, SessionFinder finder, CancellationToken stop)
    {
        if (await finder.TranscriptAsync(id, stop) is not { } text) return Problem.Unknown("session", id);
        response.Headers.ContentSecurityPolicy = "sandbox; " + SecurityHeaders.Data;
        return TypedResults.File(Encoding.UTF8.GetBytes(text), Transcript + "; charset=utf-8", $"{id}.smtp");
    }
}
