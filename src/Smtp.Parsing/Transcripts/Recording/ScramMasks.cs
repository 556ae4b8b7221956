using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts.Recording;

/// <summary>The keys that a password of <c>********</c> would have (RFC 5802 §3), so that a recorded SCRAM exchange can be
/// replayed without a word of the real one. They take long to derive, and are remembered, at most 1024 of them.</summary>
public sealed class ScramMasks
{
    private const int Most = 1024;

    private readonly ConcurrentDictionary<(string Salt, int Iterations), Mask> _known = new();

    /// <summary>The keys of a mask.</summary>
    internal Mask For(ScramKeys real)
    {
        var key = (Convert.ToBase64String(real.Salt.Reveal()), real.Iterations);
        if (_known.TryGetValue(key, out var mask)) return mask;
        if (_known.Count >= Most) _known.Clear();
        return _known.GetOrAdd(key, _ => Derive(Secret.Empty.ToString(), real.Salt, real.Iterations));
    }

    /// <summary>The keys of a password.</summary>
    internal static Mask Derive(string password, Secret salt, int iterations)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), salt.Reveal(), iterations, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return new Mask(new ScramKeys(salt, iterations, new Secret(SHA256.HashData(clientKey)), new Secret(serverKey)), clientKey);
    }

    /// <summary>What a server knows of a password, and what only a client does.</summary>
    internal sealed record Mask(ScramKeys Keys, byte[] ClientKey);
}

/// <summary>The last messages of a SCRAM exchange that went well, as they would be with a masked password. Made only when
/// the recording is written: deriving keys takes long.</summary>
internal sealed class MaskedProof(ScramMasks masks, ScramServer real, string withoutProof)
{
    // Whoever looks at a running session may want it at the same time as whoever writes the recording: both make the same.
    private volatile Messages? _made;

    /// <summary>Whose proof it is.</summary>
    public string User => real.First.User;

    /// <summary>The client-final-message.</summary>
    public string Client => (_made ??= Make()).Final;

    /// <summary>The server-final-message.</summary>
    public string Server
    {
        get
        {
            var (server, final) = _made ??= Make();
            return server.Verify(final).IfNone("");
        }
    }

    // RFC 5802 §3: ClientProof := ClientKey XOR HMAC(StoredKey, AuthMessage)
    private Messages Make()
    {
        var mask = masks.For(real.Keys);
        var server = real with { Keys = mask.Keys };
        var message = Encoding.UTF8.GetBytes($"{real.First.Bare},{server.FirstMessage},{withoutProof}");
        var proof = HMACSHA256.HashData(mask.Keys.StoredKey.Reveal(), message);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= mask.ClientKey[i];
        return new Messages(server, $"{withoutProof},p={Convert.ToBase64String(proof)}");
    }

    private sealed record Messages(ScramServer Server, string Final);
}
