using Smtp.Host.Recording;

namespace Smtp.Host.Storage;

/// <summary>The store of recorded sessions.</summary>
public sealed partial class SqliteStore : ISessions
{
    /// <summary>The newest sessions first.</summary>
    public Task<IReadOnlyList<StoredSession>> ListSessionsAsync(int limit, CancellationToken stop) =>
        ReadAsync(connection => SessionStatements.Newest(connection, limit), stop);

    /// <summary>The transcript of a session; null where there is none of that name.</summary>
    public Task<string?> FindTranscriptAsync(string id, CancellationToken stop) =>
        ReadAsync(connection => SessionStatements.Transcript(connection, id), stop);

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
