namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>What a disk has been through, from which every state can be made in which a crash may have left it. What was written
/// lasts once its file was flushed, and a name once its directory was; of all else nothing is promised.</summary>
internal sealed class DiskHistory
{
    private readonly string _root;
    private readonly List<Step> _steps = [];
    private readonly List<int> _stepsBefore = [];

    /// <param name="root">The directory that was watched; empty at first.</param>
    /// <param name="changes">What happened to it.</param>
    public DiskHistory(string root, IReadOnlyList<FileChange> changes)
    {
        (_root, Changes) = (root, changes);
        var names = new Dictionary<string, Inode>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            _stepsBefore.Add(_steps.Count);
            _steps.AddRange(StepsOf(change, names));
        }
        _stepsBefore.Add(_steps.Count);
    }

    /// <summary>What happened, marks included.</summary>
    public IReadOnlyList<FileChange> Changes { get; }

    /// <summary>The same history on a disk that does not do all that it is told to.</summary>
    /// <param name="ignored">The flushes that it ignores.</param>
    public DiskHistory Ignoring(Func<FileChange, bool> ignored) => new(_root, [.. Changes.Select(change =>
        change.Kind is FileChangeKind.Sync or FileChangeKind.SyncNames && ignored(change)
            ? change with { Kind = FileChangeKind.Mark, Octets = [] } : change)]);

    /// <summary>The disk as it is found after a crash.</summary>
    /// <param name="count">How many changes came before the crash.</param>
    /// <param name="fate">What becomes of those that were not flushed.</param>
    public DiskImage At(int count, Fate fate)
    {
        var steps = _stepsBefore[count];
        var lasts = Lasting(steps);
        var image = new DiskImage(_root);
        for (var i = 0; i < steps; i++)
        {
            switch (_steps[i])
            {
                case Step.Write(var file, var offset, var octets):
                    foreach (var (start, length) in lasts[i] ? [(0, octets.Length)] : fate.Kept(octets.Length))
                        image.Write(file, (int)offset + start, octets.AsSpan(start, length));
                    break;
                case Step.Resize(var file, var size): if (lasts[i] || fate.KeepsSize()) image.Resize(file, (int)size); break;
                case Step.Name(var path, var inode): if (lasts[i] || fate.KeepsName()) image.Name(path, inode); break;
                case Step.Flush or Step.FlushNames: break;
                default: throw new InvalidOperationException($"Step {_steps[i]} is unknown.");
            }
        }
        return image;
    }

    private bool[] Lasting(int steps)
    {
        var lasts = new bool[steps];
        var (files, directories) = (new HashSet<Inode>(), new HashSet<string>(StringComparer.Ordinal));
        for (var i = steps - 1; i >= 0; i--)
        {
            switch (_steps[i])
            {
                case Step.Flush(var file): files.Add(file); break;
                case Step.FlushNames(var directory): directories.Add(directory); break;
                case Step.Write write: lasts[i] = files.Contains(write.File); break;
                case Step.Resize resize: lasts[i] = files.Contains(resize.File); break;
                case Step.Name name: lasts[i] = directories.Contains(Path.GetDirectoryName(name.Path)!); break;
                default: throw new InvalidOperationException($"Step {_steps[i]} is unknown.");
            }
        }
        return lasts;
    }

    private static IEnumerable<Step> StepsOf(FileChange change, Dictionary<string, Inode> names)
    {
        switch (change.Kind)
        {
            case FileChangeKind.Create or FileChangeKind.MakeDirectory:
                names[change.Path] = new Inode(change.Kind == FileChangeKind.MakeDirectory);
                return [new Step.Name(change.Path, names[change.Path])];
            // What is done to a file that has no name any more is of no interest: nobody will find it.
            case FileChangeKind.Write:
                return names.TryGetValue(change.Path, out var written) ? [new Step.Write(written, change.Offset, change.Octets)] : [];
            case FileChangeKind.Truncate:
                return names.TryGetValue(change.Path, out var resized) ? [new Step.Resize(resized, change.Offset)] : [];
            case FileChangeKind.Sync: return names.TryGetValue(change.Path, out var flushed) ? [new Step.Flush(flushed)] : [];
            case FileChangeKind.SyncNames: return [new Step.FlushNames(change.Path)];
            // Two directories may be concerned, and each is flushed for itself.
            case FileChangeKind.Rename:
                names.Remove(change.Path, out var renamed);
                names[change.Other] = renamed!;
                return [new Step.Name(change.Other, renamed), new Step.Name(change.Path, null)];
            case FileChangeKind.Link:
                names[change.Other] = names[change.Path];
                return [new Step.Name(change.Other, names[change.Other])];
            case FileChangeKind.Unlink or FileChangeKind.RemoveDirectory:
                names.Remove(change.Path);
                return [new Step.Name(change.Path, null)];
            case FileChangeKind.Mark: return [];
            default: throw new InvalidOperationException($"Change {change} is unknown.");
        }
    }

    /// <summary>A change of one thing, which lasts or does not.</summary>
    private abstract record Step
    {
        public sealed record Write(Inode File, long Offset, byte[] Octets) : Step;
        public sealed record Resize(Inode File, long Size) : Step;
        public sealed record Name(string Path, Inode? Inode) : Step;
        public sealed record Flush(Inode File) : Step;
        public sealed record FlushNames(string Directory) : Step;
    }
}

/// <summary>A file or a directory, whatever its name.</summary>
internal sealed class Inode(bool isDirectory)
{
    public bool IsDirectory => isDirectory;
}
