using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

/// <summary>The writer's files, seen from a connection that has those of SQLite itself.</summary>
public sealed class SqliteFilesTest : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    // The log is written back into the database never, often, and with each commit; pages find room in memory, or go to the log early.
    [InlineData(1, 0, 2000)]
    [InlineData(2, 50, 2000)]
    [InlineData(3, 1, 2000)]
    [InlineData(4, 50, 5)]
    [InlineData(5, 1, 5)]
    public void Others_find_what_is_committed_and_nothing_else(int seed, int pagesInLog, int pagesInMemory)
    {
        var random = new Random(seed);
        var database = new Database(Path.Combine(_fixture.Path, "smtp.db"));
        database.CreateFile();
        using var writer = database.OpenWriter();
        Database.Execute(writer, $"PRAGMA wal_autocheckpoint = {pagesInLog}; PRAGMA cache_size = {pagesInMemory}");
        Database.Execute(writer, "CREATE TABLE things (key INTEGER PRIMARY KEY, octets BLOB NOT NULL) STRICT");
        using var reader = StoreFixture.Connect(_fixture.Path);
        using var commit = writer.CreateCommand();
        commit.CommandText = "COMMIT";
        using var writes = new GatheredWrites();
        var expected = new SortedDictionary<long, string>();
        for (var transaction = 0; transaction < 40; transaction++)
        {
            var changed = new SortedDictionary<long, string>(expected);
            Database.Execute(writer, "BEGIN IMMEDIATE");
            for (var left = random.Next(1, 40); left > 0; left--) Change(writer, random, changed);
            if (random.Next(5) == 0)
            {
                Database.Execute(writer, "ROLLBACK");
            }
            else
            {
                writes.Commit(commit);
                expected = changed;
            }
            Assert.Null(GatheredWrites.Current);
            Assert.Equal(expected, Things(reader));
        }
        Assert.Equal("ok", Scalar(reader, "PRAGMA integrity_check"));
        writer.Close();
        Assert.Equal(expected, Things(reader));
    }

    [Fact]
    public void A_commit_that_fails_gathers_nothing_any_more()
    {
        var database = new Database(Path.Combine(_fixture.Path, "smtp.db"));
        database.CreateFile();
        using var writer = database.OpenWriter();
        using var commit = writer.CreateCommand();
        commit.CommandText = "COMMIT";
        using var writes = new GatheredWrites();

        Assert.Throws<SqliteException>(() => writes.Commit(commit)); // there is no transaction

        Assert.Null(GatheredWrites.Current);
    }

    private static void Change(SqliteConnection writer, Random random, SortedDictionary<long, string> things)
    {
        using var command = writer.CreateCommand();
        var key = random.Next(100);
        command.Parameters.AddWithValue("$1", key);
        if (random.Next(4) == 0)
        {
            command.CommandText = "DELETE FROM things WHERE key = $1";
            things.Remove(key);
        }
        else
        {
            var octets = new byte[random.Next(1, 20_000)];
            random.NextBytes(octets);
            command.CommandText = "INSERT INTO things VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET octets = $2";
            command.Parameters.AddWithValue("$2", octets);
            things[key] = Digest(octets);
        }
        command.ExecuteNonQuery();
    }

    private static string Digest(byte[] octets) => Convert.ToHexString(SHA256.HashData(octets));

    private static List<KeyValuePair<long, string>> Things(SqliteConnection reader)
    {
        using var command = reader.CreateCommand();
        command.CommandText = "SELECT key, octets FROM things ORDER BY key";
        using var row = command.ExecuteReader();
        List<KeyValuePair<long, string>> things = [];
        while (row.Read()) things.Add(new(row.GetInt64(0), Digest(row.GetFieldValue<byte[]>(1))));
        return things;
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
