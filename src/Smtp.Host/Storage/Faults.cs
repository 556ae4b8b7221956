using Microsoft.Data.Sqlite;

namespace Smtp.Host.Storage;

/// <summary>What went wrong, in words: a full disk is told from a broken one.</summary>
internal static class Faults
{
    // https://www.sqlite.org/rescode.html, primary result codes.
    private const int Busy = 5, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, TooBig = 18,
        Constraint = 19, NotADatabase = 26;

    /// <summary>Whether another change in the same transaction may be to blame, so that each deserves a try alone.</summary>
    public static bool MayBeOfOneChange(Exception fault) =>
        fault is not (StoreException or SqliteException { SqliteErrorCode: not (Full or TooBig or Constraint) });

    /// <summary>Whether a connection which met this fault is better replaced. One that was opened while the disk was read-only
    /// stays read-only for ever.</summary>
    public static bool SpoilsConnection(Exception fault) =>
        fault is SqliteException { SqliteErrorCode: ReadOnly or IoError or Corrupt or CannotOpen or NotADatabase };

    /// <summary>The fault as the store's callers know it.</summary>
    public static Exception Translate(Exception fault, string directory) => fault switch
    {
        SqliteException { SqliteErrorCode: Full } => NoRoom(directory, fault),
        SqliteException { SqliteErrorCode: Busy } =>
            new StoreException($"The store in '{directory}' is busy: another process has been writing for too long.", fault),
        SqliteException { SqliteErrorCode: ReadOnly } => NotWritable(directory, fault),
        SqliteException { SqliteErrorCode: CannotOpen } =>
            new StoreException($"The store in '{directory}' cannot be opened: is the directory there, and may it be written to?", fault),
        SqliteException { SqliteErrorCode: NotADatabase or Corrupt } =>
            new StoreException($"The store in '{directory}' is damaged, or is no store: {fault.Message}", fault),
        SqliteException => new StoreException($"The store in '{directory}' failed: {fault.Message}", fault),
        StoreException or StoreFullException => fault,
        IOException io when IsNoRoom(io) => NoRoom(directory, fault),
        IOException io when IsReadOnly(io) => NotWritable(directory, fault),
        IOException or UnauthorizedAccessException =>
            new StoreException($"The store in '{directory}' failed: {fault.Message}", fault),
        _ => fault,
    };

    /// <summary>Whether the disk, or the quota on it, is used up.</summary>
    public static bool IsNoRoom(IOException fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xffff) is 0x27 or 0x70 // ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL
        : fault.HResult == 28 || fault.HResult == (OperatingSystem.IsLinux() ? 122 : 69); // errno: ENOSPC, EDQUOT

    /// <summary>Whether the disk takes no changes.</summary>
    private static bool IsReadOnly(IOException fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xffff) == 0x13 // ERROR_WRITE_PROTECT
        : fault.HResult == 30; // errno: EROFS

    /// <summary>Whether a file is locked by another process.</summary>
    public static bool IsLocked(IOException fault) => OperatingSystem.IsWindows()
        ? (fault.HResult & 0xffff) is 0x20 or 0x21 // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
        : fault.HResult == (OperatingSystem.IsLinux() ? 11 : 35); // errno: EWOULDBLOCK

    private static StoreException NotWritable(string directory, Exception inner) =>
        new($"The store in '{directory}' cannot be written to: the disk is read-only.", inner);

    public static StoreFullException NoRoom(string directory, Exception? inner = null) =>
        new($"The disk of '{directory}' has no room for more mail.", inner);
}
