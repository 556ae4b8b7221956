using Microsoft.Data.Sqlite;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>What must hold after any crash: the store opens; it holds what it held before the step that was interrupted, or what it
/// was to hold after it, and all that was promised; nothing is torn; rows and files agree; nobody holds a lease; and it takes mail.</summary>
internal static class StoreLaws
{
    /// <summary>Opens the store as the next host would.</summary>
    /// <returns>The laws that it breaks, in words.</returns>
    public static async Task<IReadOnlyList<string>> BrokenAsync(string directory, Expectation expected)
    {
        var broken = new List<string>();
        try
        {
            await using var store = await StoreFixture.OpenAsync(StoreScript.Settings(directory));
            broken.AddRange(Compare(await StoreDescription.OfAsync(store), expected));
            broken.AddRange(Files(directory));
            broken.AddRange(Integrity(directory));
            if ((await store.ListQueueAsync(new QueueFilter(), int.MaxValue, StoreFixture.None)).Any(delivery => delivery.Underway))
                broken.Add("A delivery is leased by nobody.");
            var content = StoreDescription.Content(-1, 300);
            var read = await store.ReadAsync(await store.AcceptAsync(content));
            if (!content.AsSpan().SequenceEqual(read)) broken.Add("New mail is torn.");
        }
        catch (Exception fault) when (fault is StoreException or StoreFullException or InvalidOperationException or SqliteException)
        {
            broken.Add(fault.Message);
        }
        return broken;
    }

    private static IEnumerable<string> Compare(SortedSet<string> holds, Expectation expected)
    {
        foreach (var promise in expected.Promised)
            if (!holds.Any(line => line.StartsWith(promise, StringComparison.Ordinal))) yield return $"Lost, although promised: {promise}";
        if (expected.Before is not { } before)
        {
            // The first start was interrupted; it leaves a store with nothing in it but its secret.
            foreach (var line in holds.Skip(1)) yield return $"Came from nowhere: {line}";
            yield break;
        }
        if (holds.SetEquals(before)) yield break;
        // A step that only adds may add one thing after the other; any other happens as a whole.
        if (expected.After is { } after)
        {
            if (holds.SetEquals(after) || (before.IsSubsetOf(holds) && holds.IsSubsetOf(after))) yield break;
        }
        else if (!expected.Step.StartsWith("accept", StringComparison.Ordinal)) yield break;
        foreach (var line in before.Except(holds)) yield return $"Gone: {line}";
        if (expected.After is not null) foreach (var line in holds.Except(before)) yield return $"Half done: {line}";
    }

    private static IEnumerable<string> Files(string directory)
    {
        var bodies = Path.Combine(directory, "bodies");
        var files = Directory.GetFiles(bodies, "*", SearchOption.AllDirectories).Select(path => Path.GetFileNameWithoutExtension(path));
        var rows = Ask(directory, "SELECT id FROM messages WHERE in_file");
        foreach (var id in rows.Except(files)) yield return $"A row without its file: {id}";
        foreach (var id in files.Except(rows)) yield return $"A file without its row: {id}";
    }

    private static IEnumerable<string> Integrity(string directory)
    {
        foreach (var problem in Ask(directory, "PRAGMA integrity_check")) if (problem != "ok") yield return problem;
        foreach (var table in Ask(directory, "PRAGMA foreign_key_check")) yield return $"A row of {table} points nowhere.";
        foreach (var id in Ask(directory, """
            SELECT id FROM messages WHERE kept = 0 AND NOT EXISTS (SELECT 1 FROM deliveries WHERE deliveries.message = messages.key)
            """)) yield return $"Nobody needs {id}, and it is there.";
        foreach (var key in Ask(directory, "SELECT message FROM deliveries GROUP BY message, address HAVING count(*) > 1"))
            yield return $"A delivery of message {key} is there twice.";
    }

    private static List<string> Ask(string directory, string question)
    {
        using var connection = StoreFixture.Connect(directory);
        using var command = connection.CreateCommand();
        command.CommandText = question;
        using var row = command.ExecuteReader();
        var answers = new List<string>();
        while (row.Read()) answers.Add(row.GetString(0));
        return answers;
    }
}
