using Microsoft.Data.Sqlite;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

/// <summary>Rows that are added without an <see cref="SqliteCommand"/>.</summary>
public sealed class InsertionTest : IDisposable
{
    private const string Add = "INSERT INTO things (text, number, octets) VALUES ($1, $2, $3)";

    private readonly SqliteConnection _connection = new("Data Source=:memory:");

    public InsertionTest()
    {
        _connection.Open();
        Database.Execute(_connection, "CREATE TABLE things (key INTEGER PRIMARY KEY, text TEXT, number INTEGER UNIQUE, octets BLOB NOT NULL) STRICT");
    }

    public static TheoryData<string?> Texts => [null, "", "alice@example.org", "δοκιμή@παράδειγμα.ελ", "nul\0 within", new string('ü', 300)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void Values_are_kept_as_they_are_given(string? text)
    {
        using var insertion = new Insertion(_connection, Add);

        var first = insertion.Give(text).Give(long.MinValue).Give([]).Add();
        var second = insertion.Give(text).Give(true).Give([0, 255]).Add();

        Assert.Equal([(first, text, long.MinValue, ""), (second, text, 1, "00FF")], Rows());
    }

    [Fact]
    public void What_could_not_be_added_leaves_nothing_to_the_next()
    {
        using var insertion = new Insertion(_connection, Add);
        insertion.Give("one").Give(1).Give([1]).Add();

        Assert.Equal(19, Assert.Throws<SqliteException>(() => insertion.Give("two").Give(1).Give([2]).Add()).SqliteErrorCode);
        var third = insertion.Give("three").Give(3).Give([3]).Add();

        Assert.Equal((third, "three", 3, "03"), Rows()[^1]);
    }

    [Fact]
    public void More_values_than_it_takes_are_a_fault_and_the_next_row_is_whole()
    {
        using var insertion = new Insertion(_connection, Add);

        Assert.Throws<SqliteException>(() => insertion.Give("one").Give(1).Give([1]).Give(2));
        insertion.Give("two").Give(2).Give([2]).Add();

        Assert.Equal(["two"], Rows().Select(row => row.Text));
    }

    public void Dispose() => _connection.Dispose();

    private List<(long Key, string? Text, long Number, string Octets)> Rows()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT key, text, number, hex(octets) FROM things ORDER BY key";
        using var row = command.ExecuteReader();
        List<(long, string?, long, string)> rows = [];
        while (row.Read()) rows.Add((row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2), row.GetString(3)));
        return rows;
    }
}
