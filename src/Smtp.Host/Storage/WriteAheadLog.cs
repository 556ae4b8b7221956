using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Smtp.Host.Storage;

/// <summary>SQLite's log (<c>smtp.db-wal</c>), flushed by us. The writer's connection commits without a flush (<c>synchronous=NORMAL</c>), so
/// that the writer can be at the next transaction while this one reaches the disk. All else SQLite does as ever: it flushes the
/// log before it writes it back into the database, and the database before it begins the log anew.</summary>
/// <param name="database">The path of the database. A connection to it is open, and has written.</param>
internal sealed partial class WriteAheadLog(string database) : IDisposable
{
    private readonly SafeFileHandle _file =
        File.OpenHandle(database + "-wal", access: FileAccess.Read, share: FileShare.ReadWrite | FileShare.Delete);

    /// <summary>Returns when everything that was committed before is on the disk.</summary>
    /// <exception cref="IOException">The disk failed. Nobody knows what of the log it has.</exception>
    public void Flush()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_file);
            return;
        }
        // Its contents and its length have to be durable, the time of the last write has not.
        const int interrupted = 4;
        while (FlushData(_file) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error != interrupted) throw new IOException($"Cannot flush '{database}-wal': {new Win32Exception(error).Message}", error);
        }
    }

    public void Dispose() => _file.Dispose();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);
}
