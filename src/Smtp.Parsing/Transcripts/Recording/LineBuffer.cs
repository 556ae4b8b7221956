using System.Buffers;
using System.Globalization;
using System.Text;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>Lines of a transcript as they come, in UTF-8, in memory that is lent and given back: a session that is recorded
/// leaves hardly anything for the garbage collector.</summary>
internal sealed class LineBuffer : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 1024;
    private const int LongestNumber = 20;

    private byte[] _octets = [];
    private List<(int At, LateLine Line)>? _late;

    /// <summary>How many octets there are.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, Length);

    /// <summary>Where lines belong that are made later: before which octet each, in order.</summary>
    public IReadOnlyList<(int At, LateLine Line)> Late => _late ?? [];

    /// <summary>A line as text, its end not counted.</summary>
    /// <param name="value">What it says.</param>
    /// <param name="write">Writes it.</param>
    public static string LineOf<T>(T value, Action<T, LineBuffer> write)
    {
        using var line = new LineBuffer();
        write(value, line);
        return Encoding.UTF8.GetString(line.Octets[..^1]);
    }

    /// <summary>Part of a line.</summary>
    public LineBuffer Append(ReadOnlySpan<byte> part)
    {
        part.CopyTo(GetSpan(part.Length));
        Length += part.Length;
        return this;
    }

    /// <summary>Part of a line.</summary>
    public LineBuffer Append(string part)
    {
        Length += Encoding.UTF8.GetBytes(part, GetSpan(Encoding.UTF8.GetMaxByteCount(part.Length)));
        return this;
    }

    /// <summary>A number within a line.</summary>
    public LineBuffer Append(long number)
    {
        number.TryFormat(GetSpan(LongestNumber), out var length, default, CultureInfo.InvariantCulture);
        Length += length;
        return this;
    }

    /// <summary>Octets that were written before, once more.</summary>
    public void AppendAgain(int at, int length)
    {
        Grow(length);
        Append(_octets.AsSpan(at, length));
    }

    /// <summary>The line is over.</summary>
    public void End() => Append("\n"u8);

    /// <summary>The line is over, and every character in it can be seen: an address may hold others (RFC 6531 §3.3).</summary>
    /// <param name="begun">Where it began.</param>
    public void EndVisible(int begun)
    {
        var line = Octets[begun..];
        if (line.ContainsAnyExceptInRange((byte)' ', (byte)'~') && Spelling.Unprintable(Encoding.UTF8.GetString(line)) >= 0)
        {
            var visible = Spelling.Escape(line);
            Length = begun;
            Append(visible);
        }
        End();
    }

    /// <summary>A line, its end not counted.</summary>
    public void Add(string line)
    {
        Append(line).End();
    }

    /// <summary>A line of a mark and what stands behind it.</summary>
    public void Add(ReadOnlySpan<byte> mark, ReadOnlySpan<byte> text)
    {
        Append(mark);
        if (!text.IsEmpty) Append(" "u8).Append(text);
        End();
    }

    /// <summary>A line that is made later, or not.</summary>
    public void Add(Told line)
    {
        if (line.Late is { } late) (_late ??= []).Add((Length, late));
        Add(line.Text);
    }

    /// <summary>All lines of another.</summary>
    public void Add(LineBuffer lines) => Add(lines, lines.Length);

    /// <summary>The first lines of another, up to an octet.</summary>
    public void Add(LineBuffer lines, int length)
    {
        foreach (var (at, line) in lines.Late) if (at < length) (_late ??= []).Add((Length + at, line));
        Append(lines.Octets[..length]);
    }

    /// <summary>Forgets the lines.</summary>
    public void Clear()
    {
        Length = 0;
        _late?.Clear();
    }

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _octets.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Grow(sizeHint);
        return _octets.AsSpan(Length);
    }

    /// <summary>Gives the memory back, and is empty.</summary>
    public void Dispose()
    {
        if (_octets.Length > 0) ArrayPool<byte>.Shared.Return(_octets);
        _octets = [];
        Clear();
    }

    private void Grow(int size)
    {
        if (_octets.Length - Length >= Math.Max(size, 1)) return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(Length + size, _octets.Length * 2)));
        Octets.CopyTo(larger);
        if (_octets.Length > 0) ArrayPool<byte>.Shared.Return(_octets);
        _octets = larger;
    }
}

/// <summary>A line of a recording.</summary>
/// <param name="Text">The line, where it is known.</param>
/// <param name="Late">What makes it, where it is not.</param>
internal readonly record struct Told(string Text, LateLine? Late = null)
{
    public static implicit operator Told(string line) => new(line);

    public static implicit operator Told(LateLine line) => new("", line);
}
