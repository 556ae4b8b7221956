using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Smtp.Host.Storage;

/// <summary>The schema, as the steps that led to it. A step that was released never changes; a new one is appended.</summary>
internal static class Migrations
{
    /// <summary>Step <c>i</c> leads from version <c>i</c> to version <c>i + 1</c>.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // Times are in ticks of 100 ns since 1970-01-01T00:00:00Z. Content is apart from messages, so that a list need not
        // step over it. Names of accounts are compared by their folded form.
        """
        CREATE TABLE messages (
            key INTEGER PRIMARY KEY AUTOINCREMENT,
            id TEXT NOT NULL UNIQUE,
            received_at INTEGER NOT NULL,
            size INTEGER NOT NULL,
            in_file INTEGER NOT NULL,
            reverse_path TEXT NOT NULL,
            body TEXT NOT NULL,
            smtputf8 INTEGER NOT NULL,
            ret TEXT,
            envid TEXT,
            submitter TEXT,
            requiretls INTEGER NOT NULL,
            session TEXT NOT NULL,
            peer TEXT NOT NULL,
            hello TEXT NOT NULL,
            protocol TEXT NOT NULL,
            tls TEXT,
            user TEXT
        ) STRICT;
        CREATE INDEX messages_by_time ON messages (received_at);
        CREATE TABLE recipients (
            message INTEGER NOT NULL REFERENCES messages (key) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            forward_path TEXT NOT NULL,
            notify TEXT,
            orcpt TEXT,
            PRIMARY KEY (message, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE contents (
            message INTEGER PRIMARY KEY REFERENCES messages (key) ON DELETE CASCADE,
            octets BLOB NOT NULL
        ) STRICT;
        CREATE TABLE accounts (
            folded TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            created_at INTEGER NOT NULL,
            salt BLOB NOT NULL,
            iterations INTEGER NOT NULL,
            stored_key BLOB NOT NULL,
            server_key BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE secrets (
            name TEXT PRIMARY KEY,
            octets BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        """,
        // Recordings of sessions; a message names the one that brought it.
        SessionStatements.Schema,
        // Mail that goes on to other hosts; until here everything stayed in the mailbox of its recipient.
        QueueStatements.Schema,
        // What lists and searches of messages are made of.
        IndexSchema.Schema,
        // Failed sessions are listed by themselves.
        SessionStatements.FailedSchema,
        // How many messages there are, in all and in each mailbox.
        IndexSchema.Counts,
        // A client that leaves without QUIT, with nothing under way, has not failed.
        $"DROP INDEX sessions_failed; {SessionStatements.FailedSchema}",
        // What lies in a mailbox is asked of the index of messages since there is one.
        "DROP INDEX recipients_by_mailbox;",
        // A message costs the index nothing before it is taken in.
        IndexSchema.Again,
    ];

    /// <summary>Brings the schema up to date, all steps in one transaction: nobody ever sees a store between two versions.</summary>
    /// <exception cref="StoreException">The schema is newer than this program, or is too old for a tool to touch.</exception>
    public static void Apply(SqliteConnection connection, StoreRole role, string directory, IReadOnlyList<string> steps)
    {
        if (Version(connection) == steps.Count) return;
        // Immediate: a second process that starts at the same moment waits here, and then finds the steps done.
        using var transaction = connection.BeginTransaction(deferred: false);
        var version = Version(connection);
        if (version > steps.Count)
        {
            throw new StoreException(string.Create(CultureInfo.InvariantCulture,
                $"The store in '{directory}' has schema version {version}, and this program knows none above {steps.Count}."));
        }
        // Others may be at work on the old schema; the next host may change it, for it is alone. A new store has nobody yet.
        if (role != StoreRole.Host && version > 0 && version < steps.Count)
        {
            throw new StoreException(
                $"The store in '{directory}' was written by an older version; start the server once to bring it up to date.");
        }
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = string.Join(";\n", steps.Skip(version))
            + string.Create(CultureInfo.InvariantCulture, $";\nPRAGMA user_version = {steps.Count};");
        command.ExecuteNonQuery();
        transaction.Commit();
    }

    private static int Version(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version";
        return Convert.ToInt32(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
