using System.Buffers;
using Smtp.Domain.Mail;

namespace Smtp.Host.Storage;

/// <summary>Content on its way: in memory while it is small, in a temporary file from then on.</summary>
internal sealed class StoredBody(BodyFiles files, FreeSpace room, StoreSettings settings) : IBodyWriter
{
    private const int FirstBuffer = 4096;

    private byte[]? _memory;
    private FileStream? _file;
    private bool _spent;

    public long Size { get; private set; }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> octets, CancellationToken stop)
    {
        ObjectDisposedException.ThrowIf(_spent, this);
        if (_file is not null || Size + octets.Length > settings.BodyThreshold) return ToFileAsync(octets, stop);
        ToMemory(octets.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>No more octets come. Content in a file becomes durable under its lasting name; content in memory is lent out
    /// until the body is disposed of.</summary>
    /// <returns>The octets; null where they are in a file.</returns>
    public async Task<ReadOnlyMemory<byte>?> SealAsync(QueueId id)
    {
        ObjectDisposedException.ThrowIf(_spent, this);
        _spent = true;
        if (_file is not { } file) return _memory.AsMemory(0, (int)Size);
        // Flushing blocks a thread for as long as the disk takes: not the caller's, and many at once.
        await Task.Run(() =>
        {
            file.Flush(flushToDisk: true);
            file.Dispose();
            files.Publish(file.Name, id);
        });
        _file = null;
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        _spent = true;
        if (_memory is { } memory)
        {
            _memory = null;
            ArrayPool<byte>.Shared.Return(memory);
        }
        if (_file is { } file)
        {
            _file = null;
            await DiscardAsync(file);
        }
    }

    private void ToMemory(ReadOnlySpan<byte> octets)
    {
        var size = (int)Size;
        if (_memory is null || _memory.Length < size + octets.Length)
        {
            var wanted = Math.Max(size + octets.Length, Math.Min(settings.BodyThreshold, Math.Max(FirstBuffer, size * 2)));
            var larger = ArrayPool<byte>.Shared.Rent(wanted);
            if (_memory is { } smaller)
            {
                smaller.AsSpan(0, size).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(smaller);
            }
            _memory = larger;
        }
        octets.CopyTo(_memory.AsSpan(size));
        Size += octets.Length;
    }

    private async ValueTask ToFileAsync(ReadOnlyMemory<byte> octets, CancellationToken stop)
    {
        try
        {
            if (!room.Has(octets.Length)) throw Faults.NoRoom(settings.Directory);
            _file ??= files.CreateTemporary();
            if (_memory is { } memory)
            {
                await _file.WriteAsync(memory.AsMemory(0, (int)Size), stop);
                _memory = null;
                ArrayPool<byte>.Shared.Return(memory);
            }
            await _file.WriteAsync(octets, stop);
            Size += octets.Length;
        }
        catch (Exception fault)
        {
            // Nobody knows how much of it was written, so nothing more may be.
            _spent = true;
            if (Faults.Translate(fault, settings.Directory) is var translated && translated != fault) throw translated;
            throw;
        }
    }

    private static async Task DiscardAsync(FileStream file)
    {
        try
        {
            await file.DisposeAsync();
        }
        catch (IOException)
        {
            // The last octets found no room on the disk; they are on their way out anyway.
        }
        try
        {
            File.Delete(file.Name);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A disk that takes nothing cannot delete either; the next start removes the file.
        }
    }
}
