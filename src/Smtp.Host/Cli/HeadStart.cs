using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Smtp.Parsing.Grammar;

namespace Smtp.Host.Cli;

/// <summary>What a server needs whatever its configuration says, loaded by another processor while the configuration is read.</summary>
internal static class HeadStart
{
    /// <summary>Begins; nobody need wait for it, and where it fails, whoever needs the same thing next says so.</summary>
    public static void Begin()
    {
        _ = Task.Run(Database);
        _ = Task.Run(Keys);
    }

    private static void Database()
    {
        using var nowhere = new SqliteConnection("Data Source=:memory:");
        nowhere.Open();
        using var nothing = nowhere.CreateCommand();
        nothing.CommandText = "SELECT $1";
        nothing.Parameters.AddWithValue("$1", 0);
        nothing.ExecuteScalar();
    }

    private static void Keys()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        _ = new CommandReader();
    }
}
