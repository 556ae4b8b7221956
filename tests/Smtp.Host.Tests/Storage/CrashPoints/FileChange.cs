using System.Globalization;
using System.Text;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>What a program did to its files; the values are those of <c>watch.c</c>.</summary>
internal enum FileChangeKind : byte
{
    Create = (byte)'C',
    Write = (byte)'W',
    Truncate = (byte)'T',
    Sync = (byte)'S',
    SyncNames = (byte)'D',
    Rename = (byte)'R',
    Link = (byte)'L',
    Unlink = (byte)'U',
    MakeDirectory = (byte)'M',
    RemoveDirectory = (byte)'X',

    /// <summary>No change: something that the program noted down itself.</summary>
    Mark = (byte)'N',
}

/// <summary>One change of a file or of a directory, as it was recorded.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Path">To which file or directory.</param>
/// <param name="Other">The other name, of those that have two.</param>
/// <param name="Offset">Where was written; how long the file is after it was truncated.</param>
/// <param name="Octets">What was written.</param>
internal sealed record FileChange(FileChangeKind Kind, string Path, string Other, long Offset, byte[] Octets)
{
    /// <summary>A recording, as <c>watch.c</c> writes it; the last record may be cut short by the end of the program.</summary>
    public static IReadOnlyList<FileChange> Read(string log)
    {
        using var reader = new BinaryReader(File.OpenRead(log));
        var changes = new List<FileChange>();
        try
        {
            while (reader.BaseStream.Position < reader.BaseStream.Length) changes.Add(Next(reader));
        }
        catch (EndOfStreamException)
        {
            // The change itself was made, or was not: a record is written before anything else happens.
        }
        return changes;
    }

    /// <summary>What was noted down.</summary>
    public string Text => Encoding.UTF8.GetString(Octets);

    public override string ToString() => Kind switch
    {
        FileChangeKind.Write => string.Create(CultureInfo.InvariantCulture, $"{Octets.Length} octets to {Path} at {Offset}"),
        FileChangeKind.Truncate => string.Create(CultureInfo.InvariantCulture, $"Truncate {Path} to {Offset}"),
        FileChangeKind.Rename or FileChangeKind.Link => $"{Kind} {Path} to {Other}",
        _ => $"{Kind} {Path}",
    };

    private static FileChange Next(BinaryReader reader)
    {
        var kind = (FileChangeKind)reader.ReadByte();
        if (!Enum.IsDefined(kind)) throw new InvalidDataException($"No change is of the kind {kind}.");
        var (path, other) = (Text(reader), Text(reader));
        var offset = reader.ReadInt64();
        return new FileChange(kind, path, other, offset, Octets(reader));

        static string Text(BinaryReader reader) => Encoding.UTF8.GetString(Octets(reader));

        static byte[] Octets(BinaryReader reader)
        {
            var size = reader.ReadInt32();
            var octets = reader.ReadBytes(size);
            return octets.Length == size ? octets : throw new EndOfStreamException();
        }
    }
}
