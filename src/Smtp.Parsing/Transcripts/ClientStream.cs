namespace Smtp.Parsing.Transcripts;

/// <summary>What a client has sent and nobody has read yet. Repetitions are made while they are read, never before.</summary>
internal sealed class ClientStream
{
    private const int Block = 16 * 1024;

    private readonly Queue<(byte[] Pattern, long Size, Piece.Folded? Folded)> _pieces = new();
    private long _at;

    /// <summary>Whether nothing is left to be read.</summary>
    public bool IsEmpty => _pieces.Count == 0;

    /// <summary>Whether the client will send no more.</summary>
    public bool Ended { get; set; }

    /// <summary>The client sends a pattern over and over, until there are that many octets.</summary>
    public void Add(byte[] pattern, long size)
    {
        if (size == 0) return;
        // A short pattern is read many octets at a time all the same.
        var times = (int)Math.Clamp(Block / pattern.Length, 1, (size + pattern.Length - 1) / pattern.Length);
        var block = new byte[times * pattern.Length];
        for (var i = 0; i < times; i++) pattern.CopyTo(block, i * pattern.Length);
        _pieces.Enqueue((block, size, null));
    }

    /// <summary>The client sends content that is folded.</summary>
    public void Add(Piece.Folded folded) => _pieces.Enqueue(([], 0, folded));

    /// <summary>The folded content that comes next; no octet behind it is read before it is unfolded.</summary>
    public Piece.Folded? Folded => _pieces.TryPeek(out var piece) ? piece.Folded : null;

    /// <summary>Takes the folded content away.</summary>
    public void Unfold() => _pieces.Dequeue();

    /// <summary>Forgets what was not read.</summary>
    public void Clear()
    {
        _pieces.Clear();
        _at = 0;
    }

    /// <summary>Reads as many octets as there are room and octets for.</summary>
    public int Read(Span<byte> destination)
    {
        var written = 0;
        while (written < destination.Length && _pieces.TryPeek(out var piece) && piece.Folded is null)
        {
            var offset = (int)(_at % piece.Pattern.Length);
            var count = (int)Math.Min(
                Math.Min(piece.Pattern.Length - offset, destination.Length - written), piece.Size - _at);
            piece.Pattern.AsSpan(offset, count).CopyTo(destination[written..]);
            written += count;
            _at += count;
            if (_at < piece.Size) continue;
            _pieces.Dequeue();
            _at = 0;
        }
        return written;
    }
}
