using Microsoft.Data.Sqlite;
using Smtp.Domain.Routing;

namespace Smtp.Host.Storage;

/// <summary>Connections to <c>smtp.db</c>, and how its values are kept.</summary>
internal sealed class Database(string path)
{
    // synchronous=FULL: COMMIT returns after the log is on the disk. On macOS that takes fullfsync; elsewhere it is nothing.
    private const string Manners = "PRAGMA busy_timeout = 10000; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;";

    private readonly string _writing = ConnectionString(path, pooled: false);
    private readonly string _reading = ConnectionString(path, pooled: true);

    /// <summary>The one connection of the writer.</summary>
    /// <exception cref="StoreException">There can be no log here.</exception>
    public SqliteConnection OpenWriter()
    {
        SqliteFiles.Register();
        return Open(_writing, connection =>
        {
            Execute(connection, Manners);
            using var log = connection.CreateCommand();
            log.CommandText = "PRAGMA journal_mode = WAL";
            // Where a log cannot be made, SQLite reports no error but goes on with a journal. What is committed with one may be undone by a
            // failure of power.
            if (log.ExecuteScalar() is not "wal") throw new StoreException($"The disk of '{path}' keeps no log for SQLite: the store cannot be durable there.");
            // It is kept short again after a burst, and is written back every 16 MiB.
            Execute(connection, "PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864;");
        });
    }

    /// <summary>A connection for reading, from the pool.</summary>
    public SqliteConnection OpenReader() => Open(_reading, static connection => Execute(connection, Manners));

    /// <summary>Closes the pooled connections that nobody uses.</summary>
    public void ClosePool()
    {
        using var connection = new SqliteConnection(_reading);
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>Makes the empty file, readable by its owner alone: passwords' keys will be in it. SQLite gives its log the
    /// same mode.</summary>
    public void CreateFile()
    {
        if (File.Exists(path)) return;
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        new FileStream(path, options).Dispose();
    }

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long ToTicks(DateTimeOffset time) => (time.UtcDateTime - DateTime.UnixEpoch).Ticks;

    public static DateTimeOffset FromTicks(long ticks) => new(DateTime.UnixEpoch.AddTicks(ticks), TimeSpan.Zero);

    /// <summary>The name by which an account is looked up: the one that the address book gives for an address.</summary>
    public static string Fold(string name) => AccountName.Of(name);

    private static SqliteConnection Open(string how, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(how);
        try
        {
            connection.Open();
            prepare(connection);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static string ConnectionString(string path, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadWrite,
        ForeignKeys = true,
        Pooling = pooled,
        DefaultTimeout = 30,
        // Those of the pool only read.
        Vfs = pooled ? null : SqliteFiles.Name,
    }.ToString();
}
