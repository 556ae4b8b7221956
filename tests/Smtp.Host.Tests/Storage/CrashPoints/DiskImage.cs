using System.Security.Cryptography;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>Files and directories as they are found on a disk.</summary>
/// <param name="root">The directory that was watched, which is always there.</param>
internal sealed class DiskImage(string root)
{
    private readonly SortedDictionary<string, Inode> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<Inode, MemoryStream> _contents = [];

    public void Name(string path, Inode? inode)
    {
        if (inode is null) _names.Remove(path);
        else _names[path] = inode;
    }

    public void Write(Inode file, int offset, ReadOnlySpan<byte> octets)
    {
        var content = Content(file);
        // What lies between the end of a file and what was written behind it is read as zeros.
        if (content.Length < offset) content.SetLength(offset);
        content.Position = offset;
        content.Write(octets);
    }

    public void Resize(Inode file, int size) => Content(file).SetLength(size);

    /// <summary>Two images are the same where this is.</summary>
    public string Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, inode) in _names)
        {
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes($"{path}\n{Octets(inode).Length}\n"));
            hash.AppendData(Octets(inode));
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Makes the files and directories anew elsewhere. A name in a directory that is not there is not there either.</summary>
    public void PutInto(string directory)
    {
        foreach (var (path, inode) in _names)
        {
            var place = directory + path[root.Length..];
            if (!Directory.Exists(Path.GetDirectoryName(place))) continue;
            if (inode.IsDirectory) Directory.CreateDirectory(place);
            else File.WriteAllBytes(place, Octets(inode));
        }
    }

    private ReadOnlySpan<byte> Octets(Inode inode) =>
        _contents.TryGetValue(inode, out var content) ? content.GetBuffer().AsSpan(0, (int)content.Length) : [];

    private MemoryStream Content(Inode file)
    {
        if (!_contents.TryGetValue(file, out var content)) _contents[file] = content = new MemoryStream();
        return content;
    }
}
