namespace Smtp.Simulation;

/// <summary>Octets that were received and not yet consumed.</summary>
internal sealed class OctetQueue
{
    private byte[] _octets = new byte[512];
    private int _start, _end;

    public int Length => _end - _start;

    public ReadOnlySpan<byte> Span => _octets.AsSpan(_start, Length);

    public void Add(ReadOnlySpan<byte> octets)
    {
        if (_end + octets.Length > _octets.Length)
        {
            var larger = Length + octets.Length > _octets.Length ? new byte[Math.Max(_octets.Length * 2, Length + octets.Length)] : _octets;
            Span.CopyTo(larger);
            (_octets, _start, _end) = (larger, 0, Length);
        }
        octets.CopyTo(_octets.AsSpan(_end));
        _end += octets.Length;
    }

    public void Drop(int count) => _start += count;

    public void Replace(byte[] octets) => (_octets, _start, _end) = (octets, 0, octets.Length);
}
