namespace Smtp.Host.Sending;

/// <summary>How many connections a next hop gets at the same time: few at first, more with every message that it takes, and half
/// of them where it fails.</summary>
/// <param name="limit">Most of them.</param>
internal sealed class Window(Func<int> limit)
{
    private const int First = 2;

    private int _size = First;

    /// <summary>How many now.</summary>
    public int Size => Math.Clamp(_size, 1, limit());

    public void Succeeded() => _size = Math.Min(_size + 1, limit());

    public void Failed() => _size = Math.Max(1, _size / 2);
}
