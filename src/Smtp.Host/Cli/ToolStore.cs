using Serilog;
using Smtp.Host.Storage;

namespace Smtp.Host.Cli;

/// <summary>The store, for commands that work beside a server or without one.</summary>
internal static class ToolStore
{
    /// <summary>The store; null where there is none, for whoever only looks must not make one.</summary>
    /// <exception cref="UserErrorException">Nobody can tell, for the directory may not be read.</exception>
    public static async Task<SqliteStore?> OpenAsync(StoreSettings settings, CancellationToken stop)
    {
        if (SqliteStore.Exists(settings)) return await SqliteStore.OpenAsync(settings, StoreRole.Tool, Log.Logger, stop);
        if (!Directory.Exists(settings.Directory)) return null;
        try
        {
            // "There is no file" is also what the system says to somebody who may not look.
            _ = Directory.EnumerateFileSystemEntries(settings.Directory).Any();
            return null;
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new UserErrorException($"The data directory '{settings.Directory}' cannot be read: permission denied.", denied);
        }
    }
}
