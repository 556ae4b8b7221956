using Smtp.Host.Recording;

namespace Smtp.Host.Storage;

/// <summary>The store of recorded sessions.</summary>
public sealed partial class SqliteStore : ISessions
{
    /// <summary>The newest sessions first.</summary>
    public Task<IReadOnlyList<StoredSession>> ListSessionsAsync(int limit, CancellationToken stop) =>
        ReadAsync(connection => SessionStatements.Newest(connection, limit), stop);

    /// <summary>The transcript of a session; null where there is none of that name.</summary>
    public async Task<string?> FindTranscriptAsync(string id, CancellationToken stop) => (await FindSessionAsync(id, stop))?.Transcript;

    /// <summary>A session with its transcript; nothing where there is none of that name.</summary>
    internal Task<(StoredSession Session, string Transcript)?> FindSessionAsync(string id, CancellationToken stop) =>
        ReadAsync(connection => SessionStatements.Find(connection, id), stop);

    /// <summary>The newest sessions behind a key; all of them, or those in which something failed.</summary>
    internal Task<SessionPage> PageSessionsAsync(int limit, long? before, bool failedOnly, CancellationToken stop) =>
        ReadAsync(connection => SessionStatements.Page(connection, limit, before ?? long.MaxValue, failedOnly), stop);

    /// <summary>How many sessions there are, and in how many of them something failed.</summary>
    internal Task<(long All, long Failed)> CountSessionsAsync(CancellationToken stop) => ReadAsync(SessionStatements.Count, stop);

    /// <inheritdoc/>
    Task ISessions.AddSessionsAsync(IReadOnlyList<RecordedRow> sessions, Pruning pruning) => Writer.WriteAsync(
        statements =>
        {
            foreach (var session in sessions) statements.AddSession(session);
            statements.Prune(pruning);
            return sessions.Count;
        },
        sessions.Sum(session => (long)session.Octets.Length), CancellationToken.None);

    /// <inheritdoc/>
    async Task<bool> ISessions.IsAccountAsync(string name) => await FindAccountAsync(name, CancellationToken.None) is not null;
}
