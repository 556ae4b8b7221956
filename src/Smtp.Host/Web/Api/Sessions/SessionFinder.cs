using Smtp.Host.Recording;
using Smtp.Host.Storage;
using Smtp.Host.Web.Pages;
using Smtp.Host.Web.Pages.Models;

namespace Smtp.Host.Web.Api.Sessions;

/// <summary>Finds sessions: those that run, and those that were recorded.</summary>
internal sealed class SessionFinder(SqliteStore store, SessionArchive archive, Recordings recordings, SessionPages pages)
{
    /// <summary>A part of the list. So that a cursor leads on, those that have just ended are written first; that is soon.</summary>
    public async Task<SessionList> ListAsync(int limit, long? before, bool failedOnly, CancellationToken stop)
    {
        var running = failedOnly || before is not null ? [] : recordings.Running(limit);
        await archive.FlushAsync().WaitAsync(stop);
        var page = await store.PageSessionsAsync(limit, before, failedOnly, stop);
        // One that ended in between is over.
        var over = page.Sessions.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        return new SessionList(
            [.. running.Select(one => one.Session).Where(one => !over.Contains(one.Id)).Select(SessionRow.Of)],
            [.. page.Sessions.Select(SessionRow.Of)], Limits.Write(page.Next));
    }

    /// <summary>A session as a conversation; null where none was recorded under that name.</summary>
    public async Task<SessionDetail?> ReadAsync(string id, CancellationToken stop) =>
        await recordings.FindAsync(id, stop) is { } recording ? Of(recording.Session, await pages.ReadAsync(recording, stop)) : null;

    /// <summary>Its transcript, so far; null where there is none.</summary>
    public async Task<string?> TranscriptAsync(string id, CancellationToken stop) => (await recordings.FindAsync(id, stop))?.Text;

    private static SessionDetail Of(StoredSession session, ConversationModel told)
    {
        var turns = new List<Turn>(told.Turns.Count);
        foreach (var turn in told.Turns) turns.Add(Of(turn, turns is [.., var last] ? last.State : ""));
        return new SessionDetail(SessionRow.Of(session))
        {
            Protocol = told.Facts.Protocol,
            Turns = turns,
            LeftOut = told.Before + told.Behind,
            Telling = told.Telling,
            Swaks = told.Swaks,
        };
    }

    private static Turn Of(TurnModel turn, string stateBefore) => new(
        turn.Number, turn.Elapsed?.TotalSeconds, turn.Speaker, turn.Text, turn.Folded, [.. turn.Replies.Select(reply => reply.Text)],
        [.. turn.Refusals.Select(why => new Refusal(why.Reason, why.Section, why.Url))], turn.Fact,
        turn.State.Length > 0 ? turn.State : stateBefore,
        turn.Grew is { } grew ? new EnvelopeGrowth(grew.From, grew.Options, grew.To, grew.Count) : null, turn.Stored);
}
