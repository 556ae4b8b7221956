using System.Buffers;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Smtp.Host.Storage;

/// <summary>A statement that adds a row, for those that every message needs: what an <see cref="SqliteCommand"/> does around a
/// statement (a reader, boxed values, parameters looked up by name) takes longer than the row. Values are given in the order of the
/// parameters, then the row is added. Within a transaction of a writer only, for it waits for nobody.</summary>
internal sealed class Insertion : IDisposable
{
    private const int ShortText = 256;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _given;

    /// <param name="connection">Where.</param>
    /// <param name="sql">One INSERT with parameters.</param>
    /// <exception cref="SqliteException">The statement is wrong.</exception>
    public Insertion(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v3(_database, sql, raw.SQLITE_PREPARE_PERSISTENT, out _statement));
    }

    public Insertion Give(string? text)
    {
        if (text is null)
        {
            Check(raw.sqlite3_bind_null(_statement, ++_given));
            return this;
        }
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= ShortText) return Give(text, stackalloc byte[ShortText]);
        var rented = ArrayPool<byte>.Shared.Rent(most);
        try
        {
            return Give(text, rented);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    public Insertion Give(long number)
    {
        Check(raw.sqlite3_bind_int64(_statement, ++_given, number));
        return this;
    }

    public Insertion Give(bool yes) => Give(yes ? 1L : 0L);

    /// <summary>Gives octets, which are copied.</summary>
    public Insertion Give(ReadOnlySpan<byte> octets)
    {
        Check(raw.sqlite3_bind_blob(_statement, ++_given, octets));
        return this;
    }

    /// <summary>Adds the row.</summary>
    /// <returns>Its key.</returns>
    /// <exception cref="SqliteException">It could not be added.</exception>
    public long Add()
    {
        _given = 0;
        try
        {
            Check(raw.sqlite3_step(_statement));
        }
        finally
        {
            raw.sqlite3_reset(_statement);
        }
        return raw.sqlite3_last_insert_rowid(_database);
    }

    public void Dispose() => _statement.Dispose();

    private Insertion Give(string text, Span<byte> room)
    {
        Check(raw.sqlite3_bind_text(_statement, ++_given, room[..Encoding.UTF8.GetBytes(text, room)]));
        return this;
    }

    private void Check(int result)
    {
        if (result is not (raw.SQLITE_OK or raw.SQLITE_DONE)) _given = 0;
        SqliteException.ThrowExceptionForRC(result, _database);
    }
}
