using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Domain.Sending;

/// <summary>The client's side of SCRAM-SHA-256, without channel binding (RFC 5802 §3, RFC 7677).</summary>
/// <param name="User">The user.</param>
/// <param name="Password">The password.</param>
/// <param name="Nonce">The client's nonce.</param>
public sealed record ScramClient(string User, Secret Password, string Nonce)
{
    /// <summary>Fewest iterations that are taken from a server (RFC 7677 §4): with fewer, whoever pretends to be it could find the
    /// password by trying.</summary>
    public const int FewestIterations = 4096;

    /// <summary>Most iterations that are taken: each costs us time.</summary>
    public const int MostIterations = 1_000_000;

    // RFC 5802 §5.1: a comma and an equals sign are written =2C and =3D.
    private string Bare => $"n={User.Replace("=", "=3D", StringComparison.Ordinal).Replace(",", "=2C", StringComparison.Ordinal)},r={Nonce}";

    /// <summary>The client-first-message: <c>n,,n=user,r=nonce</c>.</summary>
    public string FirstMessage => $"n,,{Bare}";

    /// <summary>Answers the server-first-message <c>r=…,s=…,i=…</c>.</summary>
    /// <returns>The client-final-message, and the server-final-message that only the real server can send; absent where the
    /// challenge is none, is not for our nonce, or has iterations out of bounds.</returns>
    public Option<(string Final, string ServerProof)> Answer(string challenge)
    {
        ArgumentNullException.ThrowIfNull(challenge);
        var parts = challenge.Split(',');
        if (parts.Length < 3
            || ScramClientFirst.Attribute(parts[0], 'r') is not { } nonce
            || !nonce.StartsWith(Nonce, StringComparison.Ordinal) || nonce.Length <= Nonce.Length
            || ScramClientFirst.Attribute(parts[1], 's') is not { } encoded
            || ScramClientFirst.Attribute(parts[2], 'i') is not { } count
            || !int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var iterations)
            || iterations is < FewestIterations or > MostIterations) return None;
        var salt = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, salt, out var length)) return None;

        var withoutProof = $"c=biws,r={nonce}"; // base64 of "n,,", the GS2 header
        var message = Encoding.UTF8.GetBytes($"{Bare},{challenge},{withoutProof}");
        var salted = Rfc2898DeriveBytes.Pbkdf2(Prepared(), salt.AsSpan(0, length), iterations, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var proof = HMACSHA256.HashData(SHA256.HashData(clientKey), message);
        for (var i = 0; i < proof.Length; i++) proof[i] ^= clientKey[i];
        var serverProof = HMACSHA256.HashData(HMACSHA256.HashData(salted, "Server Key"u8), message);
        CryptographicOperations.ZeroMemory(salted);
        CryptographicOperations.ZeroMemory(clientKey);
        return ($"{withoutProof},p={Convert.ToBase64String(proof)}", $"v={Convert.ToBase64String(serverProof)}");
    }

    /// <summary>SASLprep (RFC 4013) as far as it goes without Unicode tables: other spaces become SPACE, and the soft hyphen and its
    /// like vanish. A password of US-ASCII stays what it is.</summary>
    private byte[] Prepared()
    {
        if (Password.RevealText().Case is not string text || Ascii.IsValid(text)) return Password.Reveal().ToArray();
        var mapped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator) mapped.Append(' ');
            else if (!IsMappedToNothing(rune.Value)) mapped.Append(rune.ToString());
        }
        return Encoding.UTF8.GetBytes(mapped.ToString());
    }

    // RFC 3454, table B.1.
    private static bool IsMappedToNothing(int value) =>
        value is 0x00AD or 0x034F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060
            or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;
}
