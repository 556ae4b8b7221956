using Smtp.Domain.Receiving;
using Smtp.Host.Storage;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Host.Recording;

/// <summary>Recorded sessions, wherever they are: those that run, those that have just ended, and those in the store. Whoever asks waits
/// for no write.</summary>
internal sealed class Recordings(SqliteStore store, SessionArchive archive, TimeProvider time)
{
    /// <summary>The newest sessions that run.</summary>
    public IReadOnlyList<RunningSession> Running(int limit)
    {
        var now = time.GetUtcNow();
        return [.. archive.Running.Newest(limit).Select(tape => new RunningSession(About(tape, now), tape.State))];
    }

    /// <summary>How many sessions run.</summary>
    public int CountRunning => archive.Running.Count;

    /// <summary>Sessions that have ended, the newest first: all of them, or those in which something failed.</summary>
    /// <param name="limit">How many at most; those that are not in the store yet come on top, as many again at most.</param>
    /// <param name="before">Only those behind this key; null from the newest on.</param>
    /// <param name="failedOnly">Whether something must have failed.</param>
    /// <param name="stop">Ends the wait.</param>
    public async Task<SessionPage> PageAsync(int limit, long? before, bool failedOnly, CancellationToken stop)
    {
        // Looked at first: what is written in between is in both, and what is in neither there is none of.
        var unwritten = before is null ? archive.Unwritten() : [];
        var page = await store.PageSessionsAsync(limit, before, failedOnly, stop);
        if (unwritten.Count == 0) return page;
        var written = page.Sessions.Select(session => session.Id).ToHashSet(StringComparer.Ordinal);
        var newest = unwritten.Reverse().Select(ended => RecordedRow.About(ended.Session, ended.At, StoredSession.BrokenOff))
            .Where(session => !written.Contains(session.Id) && (!failedOnly || session.Failed)).Take(limit);
        return page with { Sessions = [.. newest, .. page.Sessions] };
    }

    /// <summary>How many sessions have ended, as far as they are kept, and in how many of them something failed.</summary>
    public async Task<(long All, long Failed)> CountAsync(CancellationToken stop)
    {
        var unwritten = archive.Unwritten();
        var (all, failed) = await store.CountSessionsAsync(stop);
        return (all + unwritten.Count, failed + unwritten.Count(ended => RecordedRow.About(ended.Session, ended.At, StoredSession.BrokenOff).Failed));
    }

    /// <summary>A session; null where none was recorded under that name, or its recording is not kept any more.</summary>
    public async Task<Recording?> FindAsync(string id, CancellationToken stop)
    {
        if (id.Length == 0) return null;
        if (archive.Running.Find(id) is { } tape && tape.SoFar() is { } soFar)
            return await ReadAsync(soFar, RecordedRow.About(soFar, time.GetUtcNow(), StoredSession.Running), tape.State);
        if (archive.Unwritten().LastOrDefault(ended => ended.Session.Link.Session == id) is { Session: { } recorded } found)
            return await ReadAsync(recorded, RecordedRow.About(recorded, found.At, StoredSession.BrokenOff), null);
        return await store.FindSessionAsync(id, stop) is var (session, text) ? new Recording(session, text, null) : null;
    }

    private async Task<Recording> ReadAsync(RecordedSession recorded, StoredSession about, State? stands)
    {
        var names = await archive.NamesAsync(recorded);
        // Where a proof has to be masked, keys are derived, and that takes its time.
        return new Recording(about, await Task.Run(() => recorded.ToText(names.Contains)), stands);
    }

    private static StoredSession About(SessionTape tape, DateTimeOffset now)
    {
        var client = (tape.State as State.Introduced)?.Client;
        return new StoredSession(
            tape.Link.Session, tape.Link.Opened, now, tape.Link.Peer.ToString(), client?.Hello.Name.ToString(),
            client?.Tls.Case is Domain.Protocol.TlsFacts tls ? $"{tls.Version} {tls.Cipher}" : null, client?.User.Case as string,
            StoredSession.Running, tape.Accepted, []);
    }
}

/// <summary>A session with its transcript.</summary>
/// <param name="Session">What is known of it.</param>
/// <param name="Text">The transcript, so far.</param>
/// <param name="Stands">Where it stands; null once it has ended.</param>
internal sealed record Recording(StoredSession Session, string Text, State? Stands)
{
    /// <summary>Whether it goes on.</summary>
    public bool IsRunning => Session.Ending == StoredSession.Running;
}

/// <summary>A session that runs.</summary>
/// <param name="Session">What is known of it now.</param>
/// <param name="Stands">Where it stands; null before its first step.</param>
internal sealed record RunningSession(StoredSession Session, State? Stands);
