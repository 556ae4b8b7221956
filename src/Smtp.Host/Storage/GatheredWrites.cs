using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Smtp.Host.Storage;

/// <summary>What one COMMIT writes, gathered: SQLite writes each page of its log in two calls, and many pages one after the other; here
/// what is side by side in a file becomes one call. It is written before the file is flushed, read, measured or cut, so nobody who
/// may look for it misses it: SQLite tells others of pages in the log, and of pages back in the database, after it has flushed them.
/// What could not be written is SQLite's answer to the call that needed it written, and is forgotten: then the commit has failed, or
/// the writing back, which begins anew some time.</summary>
internal sealed unsafe class GatheredWrites : IDisposable
{
    // SQLite takes the lower 17 bits alone of how much is to be written.
    private const int Room = 0x1ffff;

    private readonly byte* _octets = (byte*)NativeMemory.Alloc(Room);
    private SqliteFiles.OpenFile* _file;
    private long _at;
    private int _count;

    /// <summary>What the thread gathers; null where it writes at once.</summary>
    [field: ThreadStatic]
    public static GatheredWrites? Current { get; private set; }

    /// <summary>Commits a transaction of a connection that has <see cref="SqliteFiles"/>.</summary>
    /// <exception cref="SqliteException">It has failed.</exception>
    public void Commit(SqliteCommand commit)
    {
        Current = this;
        try
        {
            commit.ExecuteNonQuery();
            // Nothing is left where SQLite flushes what it commits; and where it ever were, no success may be told.
            SqliteException.ThrowExceptionForRC(Flush(), commit.Connection!.Handle);
        }
        finally
        {
            Current = null;
            _count = 0;
        }
    }

    /// <summary>Adds what is written to a file.</summary>
    /// <returns>A result code of SQLite.</returns>
    public int Add(SqliteFiles.OpenFile* file, byte* octets, int count, long at)
    {
        if (_count > 0 && (file != _file || at != _at + _count || count > Room - _count) && Flush() is var result and not raw.SQLITE_OK)
            return result;
        if (count > Room) return file->Functions->Original->Write(file, octets, count, at);
        if (_count == 0)
        {
            _file = file;
            _at = at;
        }
        new ReadOnlySpan<byte>(octets, count).CopyTo(new Span<byte>(_octets + _count, count));
        _count += count;
        return raw.SQLITE_OK;
    }

    /// <summary>Writes what was gathered for a file.</summary>
    /// <returns>A result code of SQLite.</returns>
    public int Flush(SqliteFiles.OpenFile* file) => file == _file ? Flush() : raw.SQLITE_OK;

    public void Dispose() => NativeMemory.Free(_octets);

    private int Flush()
    {
        if (_count == 0) return raw.SQLITE_OK;
        var count = _count;
        _count = 0;
        return _file->Functions->Original->Write(_file, _octets, count, _at);
    }
}
