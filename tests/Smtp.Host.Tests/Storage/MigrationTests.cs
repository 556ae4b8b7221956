using System.Globalization;
using Microsoft.Data.Sqlite;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

public sealed class MigrationTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_new_store_has_the_newest_schema()
    {
        await (await _fixture.OpenAsync()).DisposeAsync();
        using var connection = Connect();
        Assert.Equal(Migrations.Steps.Count, Scalar(connection, "PRAGMA user_version"));
    }

    [Theory]
    [InlineData(StoreRole.Host)]
    [InlineData(StoreRole.Tool)]
    public async Task A_newer_schema_is_left_alone(StoreRole role)
    {
        await (await _fixture.OpenAsync()).DisposeAsync();
        using (var connection = Connect()) Execute(connection, "PRAGMA user_version = 1000");

        var fault = await Assert.ThrowsAsync<StoreException>(() => _fixture.OpenAsync(role));

        Assert.Contains("schema version 1000", fault.Message, StringComparison.Ordinal);
        Assert.Contains(_fixture.Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_step_runs_once_and_in_order()
    {
        using var connection = Connect();
        Migrations.Apply(connection, StoreRole.Host, "data", ["CREATE TABLE a (x); INSERT INTO a VALUES (1)"]);
        Migrations.Apply(
            connection, StoreRole.Host, "data", ["CREATE TABLE a (x)", "UPDATE a SET x = x + 1", "UPDATE a SET x = x * 10"]);
        Migrations.Apply(connection, StoreRole.Host, "data", ["", "", ""]);

        Assert.Equal(20, Scalar(connection, "SELECT x FROM a"));
        Assert.Equal(3, Scalar(connection, "PRAGMA user_version"));
    }

    [Fact]
    public void A_step_that_fails_undoes_the_ones_before_it_so_that_nobody_sees_a_store_between_two_versions()
    {
        using var connection = Connect();
        Assert.Throws<SqliteException>(() => Migrations.Apply(
            connection, StoreRole.Host, "data", ["CREATE TABLE a (x)", "CREATE TABLE b (x); INSERT INTO missing VALUES (1)"]));

        Assert.Equal(0, Scalar(connection, "PRAGMA user_version"));
        Assert.Equal(0, Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE type = 'table'"));
    }

    [Fact]
    public void A_tool_does_not_change_the_schema_under_a_host()
    {
        using var connection = Connect();
        Migrations.Apply(connection, StoreRole.Tool, "data", ["CREATE TABLE a (x)"]);

        var fault = Assert.Throws<StoreException>(
            () => Migrations.Apply(connection, StoreRole.Tool, "data", ["CREATE TABLE a (x)", "DROP TABLE a"]));

        Assert.Contains("start the server once", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, Scalar(connection, "PRAGMA user_version"));
    }

    private SqliteConnection Connect() => StoreFixture.Connect(_fixture.Path);

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
