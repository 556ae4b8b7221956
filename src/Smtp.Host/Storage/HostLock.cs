namespace Smtp.Host.Storage;

/// <summary>A data directory has one host, or any number of single sessions. The lock is the operating system's: it ends with
/// the process, however that ends.</summary>
internal static class HostLock
{
    /// <exception cref="StoreException">Another host has it.</exception>
    public static FileStream Take(string directory) => Open(directory, FileAccess.ReadWrite, FileShare.None);

    /// <summary>The lock of a single session, which keeps hosts out and lets others of its kind in.</summary>
    /// <exception cref="StoreException">A host has it.</exception>
    public static FileStream Share(string directory) => Open(directory, FileAccess.Read, FileShare.ReadWrite);

    private static FileStream Open(string directory, FileAccess access, FileShare share)
    {
        try
        {
            return new FileStream(Path.Combine(directory, "host.lock"), FileMode.OpenOrCreate, access, share);
        }
        catch (IOException fault) when (Faults.IsLocked(fault))
        {
            throw new StoreException($"Another server is already running on the data directory '{directory}'.", fault);
        }
    }
}
