using System.Diagnostics;
using Smtp.Domain.Mail;
using Smtp.Host.Storage;

namespace Smtp.Host.Tests.Storage;

/// <summary>A disk of 4 MiB that really is full.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly string _mount = Directory.CreateTempSubdirectory("smtp-disk-").FullName;

    public FullDiskTests()
    {
        if (TinyDisk.IsPossible) TinyDisk.Mount(_mount);
    }

    public void Dispose()
    {
        if (TinyDisk.IsPossible) TinyDisk.Unmount(_mount);
        Directory.Delete(_mount);
    }

    [FactOnATinyDisk]
    public async Task Mail_is_refused_while_the_disk_is_full_and_taken_when_there_is_room_again()
    {
        await using var store = await OpenAsync();
        var first = await store.AcceptAsync(Some.Octets(1000));
        var ballast = Fill(leave: 0);

        await Assert.ThrowsAsync<StoreFullException>(() => store.AcceptAsync(Some.Octets(60_000, seed: 2)));
        await Assert.ThrowsAsync<StoreFullException>(() => store.AcceptAsync(Some.Octets(1_000_000, seed: 3)));
        Assert.Empty(Directory.GetFiles(Path.Combine(_mount, "bodies"), "*", SearchOption.AllDirectories));
        Assert.Equal(Some.Octets(1000), await store.ReadAsync(first));

        File.Delete(ballast);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.True(store.HasRoomFor(600_000));
        var second = await store.AcceptAsync(Some.Octets(60_000, seed: 4));
        var third = await store.AcceptAsync(Some.Octets(500_000, seed: 4));
        Assert.Equal(Some.Octets(60_000, seed: 4), await store.ReadAsync(second));
        Assert.Equal(Some.Octets(500_000, seed: 4), await store.ReadAsync(third));
        Assert.Equal(3, (await store.ListMessagesAsync(10, StoreFixture.None)).Count);
    }

    [FactOnATinyDisk]
    public async Task One_message_too_large_for_the_disk_does_not_take_others_with_it()
    {
        await using var store = await OpenAsync();
        await store.AcceptAsync([1]);
        Fill(leave: 300_000);
        List<Task<QueueId>> small, large;
        using (StoreFixture.Write(_mount))
        {
            // All of them wait for the writer together; there is room for the small ones, and for some of the large ones.
            small = [.. Enumerable.Range(0, 3).Select(_ => store.AcceptAsync([1, 2, 3]))];
            large = [.. Enumerable.Range(0, 8).Select(seed => store.AcceptAsync(Some.Octets(60_000, seed)))];
        }
        var refused = 0;
        foreach (var accept in large)
        {
            try { await accept; }
            catch (StoreFullException) { refused++; }
        }

        Assert.InRange(refused, 1, 8);
        foreach (var accept in small) Assert.Equal([1, 2, 3], await store.ReadAsync(await accept));
    }

    [FactOnATinyDisk]
    public async Task The_reserve_is_left_alone_by_content_on_its_way()
    {
        await using var store = await OpenAsync(reserve: 1024 * 1024 * 1024);
        Assert.False(store.HasRoomFor(0));
        await using var body = store.CreateBody();
        await Assert.ThrowsAsync<StoreFullException>(() => body.WriteAsync(Some.Octets(100_000), StoreFixture.None).AsTask());
    }

    [FactOnATinyDisk]
    public async Task A_read_only_disk_is_told_at_the_start_and_loses_nothing()
    {
        QueueId id;
        await using (var store = await OpenAsync()) id = await store.AcceptAsync(Some.Octets(100_000));
        TinyDisk.Remount(_mount, "ro");
        var fault = await Assert.ThrowsAsync<StoreException>(() => OpenAsync());
        Assert.Equal($"The store in '{_mount}' cannot be written to: the disk is read-only.", fault.Message);

        TinyDisk.Remount(_mount, "rw");
        await using var again = await OpenAsync();
        Assert.Equal(Some.Octets(100_000), await again.ReadAsync(id));
    }

    private Task<SqliteStore> OpenAsync(long reserve = 0) =>
        StoreFixture.OpenAsync(new StoreSettings(_mount) { DiskReserve = reserve, Clock = _clock });

    private string Fill(long leave)
    {
        var path = Path.Combine(_mount, "ballast");
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        var room = new DriveInfo(_mount).AvailableFreeSpace - leave;
        var block = new byte[4096];
        for (; room >= block.Length; room -= block.Length) file.Write(block);
        return path;
    }
}

/// <summary>A fact that needs the right to mount a disk.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FactOnATinyDiskAttribute : FactAttribute
{
    public FactOnATinyDiskAttribute()
    {
        if (!TinyDisk.IsPossible) Skip = "Needs Linux and the right to mount a tmpfs.";
    }
}

internal static class TinyDisk
{
    public static bool IsPossible { get; } = Try();

    public static void Mount(string path) => Run("mount", "-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs", path);

    public static void Remount(string path, string how) => Run("mount", "-o", $"remount,{how}", path);

    public static void Unmount(string path) => Run("umount", "-l", path);

    private static bool Try()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess) return false;
        var path = Directory.CreateTempSubdirectory("smtp-disk-").FullName;
        try
        {
            Mount(path);
            Unmount(path);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false; // Root without the capability, as in most containers.
        }
        finally
        {
            Directory.Delete(path);
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(errors);
    }
}
