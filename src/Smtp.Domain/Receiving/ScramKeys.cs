using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>What a server keeps of a password for SCRAM-SHA-256; the password cannot be found from it (RFC 5802 §2.2, §3).</summary>
/// <param name="Salt">The salt.</param>
/// <param name="Iterations">How often the hash was iterated; 4096 at least (RFC 7677 §4).</param>
/// <param name="StoredKey">H(ClientKey), 32 octets.</param>
/// <param name="ServerKey">HMAC(SaltedPassword, "Server Key"), 32 octets.</param>
public sealed record ScramKeys(Secret Salt, int Iterations, Secret StoredKey, Secret ServerKey);
