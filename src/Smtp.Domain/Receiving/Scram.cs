using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Smtp.Domain.Receiving;

/// <summary>The client's first message (RFC 5802 §7, client-first-message).</summary>
/// <param name="User">The user, <c>=2C</c> and <c>=3D</c> decoded.</param>
/// <param name="Nonce">The client's nonce.</param>
/// <param name="Bare">The message without its GS2 header, as the proof covers it.</param>
/// <param name="Gs2">The GS2 header, which the final message must repeat.</param>
public sealed record ScramClientFirst(string User, string Nonce, string Bare, string Gs2)
{
    // Our challenge repeats the nonce, and must fit a reply of 512 octets in base64. Clients draw 16 to 64 characters.
    private const int LongestNonce = 256;

    /// <summary>Reads <c>n,,n=user,r=nonce</c>. Channel binding (<c>p=</c>) is not offered, so it is not taken; an authorization
    /// identity is taken only when it is the user; a nonce has at most 256 characters.</summary>
    public static Option<ScramClientFirst> Read(string message)
    {
        var parts = message.Split(',', 3);
        if (parts.Length != 3 || parts[0] is not ("n" or "y")) return None;
        var bare = parts[2].Split(',');
        if (bare.Length < 2 || Attribute(bare[0], 'n') is not { Length: > 0 } name || Attribute(bare[1], 'r') is not { Length: <= LongestNonce } nonce
            || !IsPrintable(nonce) || SaslName(name) is not { } user) return None;
        var identity = parts[1].Length == 0 ? user : Attribute(parts[1], 'a') is { } encoded ? SaslName(encoded) : null;
        return identity == user ? new ScramClientFirst(user, nonce, parts[2], $"{parts[0]},{parts[1]},") : None;
    }

    // RFC 5802 §7: printable = %x21-2B / %x2D-7E, and the comma has ended it already.
    private static bool IsPrintable(string nonce) => nonce.Length > 0 && nonce.AsSpan().IndexOfAnyExceptInRange('!', '~') < 0;

    internal static string? Attribute(string part, char name) => part.Length > 2 && part[0] == name && part[1] == '=' ? part[2..] : null;

    // RFC 5802 §5.1: a comma and an equals sign are written =2C and =3D, and nothing else begins with =.
    private static string? SaslName(string text)
    {
        var decoded = text.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "\0", StringComparison.Ordinal);
        return decoded.Contains('=', StringComparison.Ordinal) ? null : decoded.Replace('\0', '=');
    }
}

/// <summary>The server's side of SCRAM-SHA-256, after its first message (RFC 5802 §3, RFC 7677).</summary>
/// <param name="First">What the client sent first.</param>
/// <param name="Keys">What is known of the user.</param>
/// <param name="Nonce">Both nonces, the client's first.</param>
public sealed record ScramServer(ScramClientFirst First, ScramKeys Keys, string Nonce)
{
    /// <summary>The server-first-message: <c>r=…,s=…,i=…</c>.</summary>
    public string FirstMessage => string.Create(
        CultureInfo.InvariantCulture, $"r={Nonce},s={Convert.ToBase64String(Keys.Salt.Reveal())},i={Keys.Iterations}");

    /// <summary>Checks the client-final-message <c>c=…,r=…,p=…</c>; the answer is the server-final-message <c>v=…</c>, which
    /// proves that we know the user too, or nothing where the client's proof is wrong.</summary>
    public Option<string> Verify(string final)
    {
        var end = final.LastIndexOf(",p=", StringComparison.Ordinal);
        if (end < 0) return None;
        var withoutProof = final[..end];
        var parts = withoutProof.Split(',');
        if (parts.Length < 2 || parts[0] != "c=" + Convert.ToBase64String(Encoding.UTF8.GetBytes(First.Gs2))
            || parts[1] != "r=" + Nonce) return None;

        Span<byte> proof = stackalloc byte[32];
        if (!Convert.TryFromBase64String(final[(end + 3)..], proof, out var length) || length != 32) return None;

        // ClientKey := ClientProof XOR HMAC(StoredKey, AuthMessage), and H(ClientKey) must be StoredKey.
        var authMessage = Encoding.UTF8.GetBytes($"{First.Bare},{FirstMessage},{withoutProof}");
        var signature = HMACSHA256.HashData(Keys.StoredKey.Reveal(), authMessage);
        for (var i = 0; i < 32; i++) proof[i] ^= signature[i];
        return CryptographicOperations.FixedTimeEquals(SHA256.HashData(proof), Keys.StoredKey.Reveal())
            ? "v=" + Convert.ToBase64String(HMACSHA256.HashData(Keys.ServerKey.Reveal(), authMessage))
            : None;
    }
}
