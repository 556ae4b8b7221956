using Microsoft.Data.Sqlite;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Storage;

/// <summary>Writes the log back into the database bit by bit, in a thread and over a connection of its own. What SQLite writes back in the
/// writer's thread when the log has become long is a small rest then, and nobody's mail waits for all of it.</summary>
internal sealed class WriteBack : IDisposable
{
    /// <summary>About how much is written back at a time. A row costs more than its octets: pages of indices and the like.</summary>
    private const long Step = 4 * 1024 * 1024, Row = 16 * 1024;

    private readonly Database _database;
    private readonly ILogger _log;
    private readonly AutoResetEvent _due = new(initialState: false);
    private readonly Thread _thread;
    private volatile bool _ended;
    private long _written;

    public WriteBack(Database database, ILogger log)
    {
        (_database, _log) = (database, log);
        _thread = new Thread(Run) { IsBackground = true, Name = "Store write-back" };
        _thread.Start();
    }

    /// <summary>So many changes of so many octets are in the log now. For the writer's thread.</summary>
    public void Wrote(int changes, long octets)
    {
        _written += octets + changes * Row;
        if (_written < Step) return;
        _written = 0;
        _due.Set();
    }

    public void Dispose()
    {
        _ended = true;
        _due.Set();
        _thread.Join();
        _due.Dispose();
    }

    private void Run()
    {
        SqliteConnection? connection = null;
        while (_due.WaitOne() && !_ended)
        {
            try
            {
                connection ??= _database.OpenWriter(flushes: false);
                // It waits for nobody, and takes as much as no reader needs any more.
                Database.Execute(connection, "PRAGMA wal_checkpoint(PASSIVE)");
            }
            catch (SqliteException fault)
            {
                _log.Warning(fault, "The log of the store could not be written back; it is tried again");
                connection?.Dispose();
                connection = null;
            }
        }
        connection?.Dispose();
    }
}
