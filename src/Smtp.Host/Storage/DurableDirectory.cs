using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Smtp.Host.Storage;

/// <summary>Directories that survive a loss of power. A new name is durable only once the directory which holds it has been
/// flushed; flushing the file alone does not do that (fsync(2)).</summary>
internal static partial class DurableDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const int MostKnown = 100_000;

    // Directories whose own names are known to be durable. One that exists may have been made a moment ago by a process that was
    // killed before it could flush, so each name is flushed for once by this process itself.
    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <summary>Creates a directory, readable by its owner alone, and whatever is missing above it, durably.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Create(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var exists = Directory.Exists(path);
        if ((exists && Known.ContainsKey(path)) || Path.GetDirectoryName(path) is not { } parent) return;
        Create(parent);
        if (!exists)
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
            else Directory.CreateDirectory(path, OwnerOnly);
        }
        Flush(parent, isOurs: !exists);
        if (Known.Count >= MostKnown) Known.Clear();
        Known[path] = true;
    }

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string path) => Flush(path, isOurs: true);

    private static void Flush(string path, bool isOurs)
    {
        // Windows cannot flush a directory: NTFS keeps names in its own journal, in order with the flush of the file.
        if (!OperatingSystem.IsWindows()) FlushUnix(path, isOurs);
    }

    [UnsupportedOSPlatform("windows")]
    private static void FlushUnix(string path, bool isOurs)
    {
        // O_RDONLY and these errors are the same on every Unix that .NET runs on.
        const int readOnly = 0, interrupted = 4;
        var descriptor = Open(path, readOnly);
        if (descriptor < 0)
        {
            if (!isOurs && IsClosedToUs(Marshal.GetLastPInvokeError())) return;
            throw Failed("open", path);
        }
        try
        {
            while (Fsync(descriptor) != 0)
            {
                var error = Marshal.GetLastPInvokeError();
                if (!isOurs && IsClosedToUs(error)) return;
                if (error != interrupted) throw Failed("flush", path);
            }
        }
        finally
        {
            // Nothing was written through this descriptor, so closing it can lose nothing.
            _ = Close(descriptor);
        }
    }

    // Somebody else's directory that we may not read, or that lies on a disk which is never written: nothing of ours is new there.
    private static bool IsClosedToUs(int error)
    {
        const int notPermitted = 1, denied = 13, invalid = 22, readOnlyDisk = 30;
        return error is notPermitted or denied or invalid or readOnlyDisk;
    }

    private static IOException Failed(string verb, string path)
    {
        var error = Marshal.GetLastPInvokeError();
        return new IOException($"Cannot {verb} the directory '{path}': {new Win32Exception(error).Message}", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
