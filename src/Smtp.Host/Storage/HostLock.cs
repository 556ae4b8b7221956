namespace Smtp.Host.Storage;

/// <summary>A data directory has one host. The lock is the operating system's: it ends with the process, however that
/// ends.</summary>
internal static class HostLock
{
    /// <exception cref="StoreException">Another host has it.</exception>
    public static FileStream Take(string directory)
    {
        try
        {
            var path = Path.Combine(directory, "host.lock");
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (Faults.IsLocked(fault))
        {
            throw new StoreException($"Another server is already running on the data directory '{directory}'.", fault);
        }
    }
}
