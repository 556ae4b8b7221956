using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Smtp.Host.Storage;

/// <summary>Directories that survive a loss of power. A new name is durable only once the directory which holds it has been
/// flushed; flushing the file alone does not do that (fsync(2)).</summary>
internal static partial class DurableDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates a directory, readable by its owner alone, and whatever is missing above it, durably.</summary>
    public static void Create(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Directory.Exists(path)) return;
        var parent = Path.GetDirectoryName(path);
        if (parent is not null) Create(parent);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerOnly);
        if (parent is not null) Flush(parent);
    }

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public static void Flush(string path)
    {
        // Windows cannot flush a directory: NTFS keeps names in its own journal, in order with the flush of the file.
        if (!OperatingSystem.IsWindows()) FlushUnix(path);
    }

    [UnsupportedOSPlatform("windows")]
    private static void FlushUnix(string path)
    {
        const int readOnly = 0, interrupted = 4; // O_RDONLY and EINTR are the same on every Unix that .NET runs on.
        var descriptor = Open(path, readOnly);
        if (descriptor < 0) throw Failed("open", path);
        try
        {
            while (Fsync(descriptor) != 0)
                if (Marshal.GetLastPInvokeError() != interrupted) throw Failed("flush", path);
        }
        finally
        {
            // Nothing was written through this descriptor, so closing it can lose nothing.
            _ = Close(descriptor);
        }
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
