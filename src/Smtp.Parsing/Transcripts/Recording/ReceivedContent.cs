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
    private bool _folded, _hashed;

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
    public void End(State before, Command command, LineBuffer lines)
    {
        if (before is State.ReceivingContent) Content(command, lines);
        else if (before is State.ReceivingChunk at) Chunk(at, command, lines);
        else if (before is State.SkippingChunk { Size: > 0 and var size }) Folded(size, lines).End();
        Clear();
    }

    /// <summary>Its end never came.</summary>
    public void BreakOff(LineBuffer lines)
    {
        if (Wire > 0) Folded(Wire, lines).Append(" unfinished"u8).End();
        Clear();
    }

    public void Dispose() => _hash?.Dispose();

    private void Content(Command command, LineBuffer lines)
    {
        if (IsKept(command)) ClientText.Write(_octets, lines);
        else if (command is Command.BodyRefused refusal) Folded(_meant, lines).Append(ClientText.Fault(refusal.Fault)).End();
        else if (command is Command.BodyReceived { Body.Size: var size }) Digest(Folded(size, lines)).End();
    }

    private void Chunk(State.ReceivingChunk at, Command command, LineBuffer lines)
    {
        // What is folded the decoder of a replay never sees; from there on it must not see the rest either.
        if (at.Before.Count == 0) _folded = false;
        if (!_folded && IsKept(command) && (at.Chunk.Last || _octets is not [.., (byte)'\r']))
        {
            ClientText.Write(_octets, lines);
            return;
        }
        _folded = true;
        if (command is Command.BodyRefused refusal)
        {
            Folded(at.Chunk.Size, lines).Append(ClientText.Fault(refusal.Fault)).End();
        }
        else if (at.Chunk.Size > 0 || _meant > 0)
        {
            Digest(Folded(at.Chunk.Size, lines));
            if (_meant != at.Chunk.Size) lines.Append(" as "u8).Append(_meant);
            lines.End();
        }
    }

    private static LineBuffer Folded(long size, LineBuffer lines) => lines.Append("C= "u8).Append(size).Append(" octets"u8);

    private bool IsKept(Command command) =>
        Wire <= most && most > 0 && command is not Command.BodyRefused { Fault: Domain.Mail.BodyFault.NoStorage };

    private void Hash(ReadOnlySpan<byte> octets)
    {
        _hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _hash.AppendData(octets);
        _hashed = true;
    }

    private LineBuffer Digest(LineBuffer lines)
    {
        Span<byte> digest = stackalloc byte[32], digits = stackalloc byte[64];
        if (_hash is null) SHA256.HashData([], digest);
        else _hash.GetHashAndReset(digest);
        _hashed = false;
        Convert.TryToHexStringLower(digest, digits, out _);
        return lines.Append(" sha256:"u8).Append(digits);
    }

    private void Clear()
    {
        if (_hashed)
        {
            Span<byte> unused = stackalloc byte[32];
            _hash?.GetHashAndReset(unused);
        }
        (Wire, _meant, _hashed) = (0, 0, false);
        _octets.Clear();
    }
}
