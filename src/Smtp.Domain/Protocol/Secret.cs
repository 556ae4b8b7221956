using System.Text;

namespace Smtp.Domain.Protocol;

/// <summary>Octets that nobody may read in a log, a transcript or an error: a password, or what proves one.</summary>
public sealed record Secret
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _octets;

    /// <summary>Keeps a copy of the octets.</summary>
    public Secret(ReadOnlySpan<byte> octets) => _octets = octets.ToArray();

    /// <summary>Keeps the text in UTF-8.</summary>
    public Secret(string text) => _octets = Encoding.UTF8.GetBytes(text);

    /// <summary>Nothing at all, which is not the same as absent: the initial response <c>=</c> (RFC 4954 §4).</summary>
    public static Secret Empty { get; } = new([]);

    /// <summary>How many octets there are.</summary>
    public int Length => _octets.Length;

    /// <summary>The octets, for whoever must check them.</summary>
    public ReadOnlySpan<byte> Reveal() => _octets;

    /// <summary>The octets as UTF-8 text; absent where they are none.</summary>
    public Option<string> RevealText()
    {
        try { return Strict.GetString(_octets); }
        catch (DecoderFallbackException) { return None; }
    }

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && _octets.AsSpan().SequenceEqual(other._octets);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(_octets);
        return hash.ToHashCode();
    }

    /// <summary>Always <c>********</c>.</summary>
    public override string ToString() => "********";
}
