namespace Smtp.Host.Storage;

/// <summary>How much room the disk has above its reserve. Asked often, measured once a second.</summary>
internal sealed class FreeSpace(string directory, long reserve, TimeProvider clock)
{
    private readonly Lock _gate = new();

    // Windows knows room by drive; elsewhere any path stands for the file system it is on, which need not be the root's.
    private readonly DriveInfo _drive = new(OperatingSystem.IsWindows() ? Path.GetPathRoot(directory) ?? directory : directory);

    private long _measuredAt;
    private long? _room;

    /// <summary>Whether that many octets would leave the reserve untouched; never, once the reserve itself is in use.</summary>
    public bool Has(long octets) => Octets is > 0 and var room && octets <= room;

    /// <summary>The room, in octets; less than nothing, once the reserve is in use.</summary>
    public long Octets
    {
        get
        {
            lock (_gate)
            {
                if (_room is { } known && clock.GetElapsedTime(_measuredAt) < TimeSpan.FromSeconds(1)) return known;
                _measuredAt = clock.GetTimestamp();
                return (_room = _drive.AvailableFreeSpace - reserve).Value;
            }
        }
    }
}
