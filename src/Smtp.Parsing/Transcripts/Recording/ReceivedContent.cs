using System.Security.Cryptography;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>The content of a message, or of a chunk of it, while it is received: its size and digest, and its octets where
/// they are to be kept and there are few.</summary>
/// <param name="most">How many octets are kept.</param>
internal sealed class ReceivedContent(int most) : IDisposable
{
    private readonly List<byte> _octets = [];
    private IncrementalHash? _hash;
    private long _meant;
    private bool _folded;

    /// <summary>How many octets of it came.</summary>
    public long Wire { get; private set; }

    /// <summary>Octets came. The digest is that of content as meant, but of a chunk as it came.</summary>
    public void Came(ReadOnlySpan<byte> octets, bool asMeant)
    {
        Wire += octets.Length;
        if (!asMeant) Hash(octets);
        if (Wire <= most) _octets.AddRange(octets);
    }

    /// <summary>Octets of it as meant.</summary>
    public void Meant(ReadOnlySpan<byte> octets, bool asMeant)
    {
        _meant += octets.Length;
        if (asMeant) Hash(octets);
    }

    /// <summary>It came to its end.</summary>
    public IReadOnlyList<string> End(State before, Command command)
    {
        var lines = before switch
        {
            State.ReceivingContent => Content(command),
            State.ReceivingChunk at => Chunk(at, command),
            State.SkippingChunk { Size: > 0 and var size } => [ClientText.Folded(size, "")],
            _ => [],
        };
        Clear();
        return lines;
    }

    /// <summary>Its end never came.</summary>
    public IReadOnlyList<string> BreakOff()
    {
        string[] lines = Wire > 0 ? [ClientText.Folded(Wire, " unfinished")] : [];
        Clear();
        return lines;
    }

    public void Dispose() => _hash?.Dispose();

    private IReadOnlyList<string> Content(Command command) => command switch
    {
        _ when IsKept(command) => [.. ClientText.Lines([.. _octets])],
        Command.BodyRefused refusal => [ClientText.Folded(_meant, ClientText.Fault(refusal.Fault))],
        Command.BodyReceived { Body.Size: var size } => [ClientText.Folded(size, Digest())],
        _ => [],
    };

    private IReadOnlyList<string> Chunk(State.ReceivingChunk at, Command command)
    {
        // What is folded the decoder of a replay never sees; from there on it must not see the rest either.
        if (at.Before.Count == 0) _folded = false;
        if (!_folded && IsKept(command) && (at.Chunk.Last || _octets is not [.., (byte)'\r'])) return [.. ClientText.Lines([.. _octets])];
        _folded = true;
        return command is Command.BodyRefused refusal ? [ClientText.Folded(at.Chunk.Size, ClientText.Fault(refusal.Fault))]
            : at.Chunk.Size == 0 && _meant == 0 ? []
            : [ClientText.Folded(at.Chunk.Size, Digest() + (_meant == at.Chunk.Size ? "" : ClientText.Meant(_meant)))];
    }

    private bool IsKept(Command command) =>
        Wire <= most && most > 0 && command is not Command.BodyRefused { Fault: Domain.Mail.BodyFault.NoStorage };

    private void Hash(ReadOnlySpan<byte> octets)
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(octets);
    }

    private string Digest()
    {
        Span<byte> digest = stackalloc byte[32];
        if (_hash is null) SHA256.HashData([], digest);
        else _hash.GetHashAndReset(digest);
        return $" sha256:{Convert.ToHexStringLower(digest)}";
    }

    private void Clear()
    {
        if (Wire > 0) _hash?.GetHashAndReset();
        (Wire, _meant) = (0, 0);
        _octets.Clear();
    }
}
