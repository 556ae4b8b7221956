using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>Large contents, each in a file: <c>bodies/&lt;last two characters of the id&gt;/&lt;id&gt;.eml</c>, and
/// <c>bodies/tmp/</c> for those that are on their way. The end of an id is its random part, so files spread evenly.</summary>
internal sealed class BodyFiles(string data)
{
    private const int BufferSize = 64 * 1024;
    private const string Suffix = ".eml";

    private readonly string _bodies = Path.Combine(data, "bodies");
    private readonly string _temporary = Path.Combine(data, "bodies", "tmp");

    public void CreateDirectories()
    {
        DurableDirectory.Create(_bodies);
        DurableDirectory.Create(_temporary);
    }

    /// <summary>A file for content on its way, which nobody else knows of.</summary>
    public FileStream CreateTemporary()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = BufferSize,
            Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(_temporary, Guid.NewGuid().ToString("N")), options);
    }

    /// <summary>Gives a file which is flushed already its lasting name, durably.</summary>
    public void Publish(string temporary, QueueId id)
    {
        var path = PathOf(id);
        var directory = Path.GetDirectoryName(path)!;
        DurableDirectory.Create(directory);
        File.Move(temporary, path, overwrite: false);
        DurableDirectory.Flush(directory);
    }

    /// <summary>The content; null where there is no such file.</summary>
    public FileStream? Open(QueueId id)
    {
        try
        {
            return new FileStream(PathOf(id), new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = BufferSize,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public void Delete(QueueId id)
    {
        var path = PathOf(id);
        if (File.Exists(path)) File.Delete(path);
    }

    /// <summary>Removes what a crash left behind: content that was on its way, and files that no message names. Only for the
    /// host, for in the hands of anybody else a file may be about to be named.</summary>
    /// <returns>How many files were removed, and how many are left.</returns>
    public (int Removed, int Kept) Clean(Func<QueueId, bool> isNamed)
    {
        var (removed, kept) = (0, 0);
        foreach (var path in Directory.EnumerateFiles(_temporary))
        {
            File.Delete(path);
            removed++;
        }
        foreach (var directory in Directory.EnumerateDirectories(_bodies))
        {
            if (directory == _temporary) continue;
            foreach (var path in Directory.EnumerateFiles(directory, "*" + Suffix))
            {
                var name = Path.GetFileNameWithoutExtension(path);
                // Whatever does not bear a name that we give is not ours to delete.
                if (!QueueId.IsValid(name) || PathOf(new QueueId(name)) != path) continue;
                if (isNamed(new QueueId(name)))
                {
                    kept++;
                    continue;
                }
                File.Delete(path);
                removed++;
            }
        }
        return (removed, kept);
    }

    private string PathOf(QueueId id) => Path.Combine(_bodies, id.Text[^Math.Min(2, id.Text.Length)..], id.Text + Suffix);
}
