using System.Text;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>What the program that is going to crash notes down, between its changes: <c>begin STEP</c>, <c>promise MESSAGE</c> once
/// a message was accepted, and <c>done</c> with all that the store says it holds.</summary>
internal sealed class Marks(string path) : IDisposable
{
    private const string Beginning = "begin ", Promising = "promise ", Ending = "done\n", Refusing = "refused";
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Begin(string step) => Note(Beginning + step);

    public void Promise(string line) => Note(Promising + line);

    public void Done(IEnumerable<string> holds) => Note(Ending + string.Join('\n', holds));

    /// <summary>The store has refused something, and said so.</summary>
    public void Refused() => Note(Refusing);

    /// <summary>How often something was refused.</summary>
    public static int Refusals(IEnumerable<FileChange> changes) => changes.Count(change => Is(change, Refusing));

    public void Dispose() => _file.Dispose();

    /// <summary>What may be in the store, and what must be, after the changes before a crash.</summary>
    /// <param name="history">What happened.</param>
    /// <param name="count">How many changes, and marks, came before the crash.</param>
    public static Expectation At(DiskHistory history, int count)
    {
        var expected = new Expectation("nothing", null, null, []);
        foreach (var mark in history.Changes.Take(count))
        {
            // What was promised in a step that was never done stays promised.
            if (Is(mark, Beginning))
                expected = new Expectation(
                    mark.Text[Beginning.Length..], expected.After ?? expected.Before, null, expected.After is null ? expected.Promised : []);
            else if (Is(mark, Promising)) expected = expected with { Promised = [.. expected.Promised, mark.Text[Promising.Length..]] };
            else if (Is(mark, Ending)) expected = expected with { Before = null, After = Lines(mark) };
        }
        if (expected.After is not null) return expected with { Before = expected.After };
        var next = history.Changes.Skip(count).FirstOrDefault(change => Is(change, Ending) || Is(change, Beginning));
        return expected with { After = next is not null && Is(next, Ending) ? Lines(next) : null };
    }

    private static bool Is(FileChange change, string mark) =>
        change.Kind == FileChangeKind.Mark && change.Text.StartsWith(mark, StringComparison.Ordinal);

    private static SortedSet<string> Lines(FileChange mark) => new(mark.Text[Ending.Length..].Split('\n'), StringComparer.Ordinal);

    private void Note(string text)
    {
        // One write is one mark, whichever thread it comes from.
        lock (_file) _file.Write(Encoding.UTF8.GetBytes(text));
    }
}

/// <summary>What a store must hold after a crash.</summary>
/// <param name="Step">What was going on.</param>
/// <param name="Before">What it held before that; null where there was no store yet.</param>
/// <param name="After">What it held after that, had there been no crash; null where nobody knows.</param>
/// <param name="Promised">Beginnings of lines that must be there by all means.</param>
internal sealed record Expectation(string Step, SortedSet<string>? Before, SortedSet<string>? After, IReadOnlyList<string> Promised);
