using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Host.Storage;

/// <summary>Passwords, which are kept only as keys for SCRAM-SHA-256 (RFC 5802 §3, RFC 7677). PLAIN and LOGIN are checked against
/// the same keys.</summary>
public static class Passwords
{
    /// <summary>How often the hash is iterated for new keys.</summary>
    public const int DefaultIterations = 100_000;

    private const int SaltSize = 16;
    private const int KeySize = 32;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What is kept of a new password.</summary>
    /// <exception cref="ArgumentException">The password is empty, or has control characters in it (RFC 4013 §2.3).</exception>
    public static ScramKeys Derive(string password, int iterations = DefaultIterations)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(iterations, 4096); // RFC 7677 §4
        var prepared = Prepare(password) ?? throw new ArgumentException("The password is empty or has control characters in it.");
        return KeysOf(prepared, RandomNumberGenerator.GetBytes(SaltSize), iterations);
    }

    /// <summary>Whether it is the password that the keys were made of. It takes the same time, right or wrong.</summary>
    public static bool Verify(ScramKeys keys, Secret password)
    {
        // What cannot be a password is checked all the same, as if it were empty, so that it takes as long as any other.
        var prepared = password.RevealText().Case is string text ? Prepare(text) : null;
        var given = KeysOf(prepared ?? "", keys.Salt.Reveal().ToArray(), keys.Iterations);
        return CryptographicOperations.FixedTimeEquals(given.StoredKey.Reveal(), keys.StoredKey.Reveal()) & prepared is not null;
    }

    /// <summary>Keys for a name that nobody has, the same ones every time, so that neither SCRAM nor <see cref="Verify"/> tells
    /// who exists (RFC 5802 §9). No password fits them.</summary>
    public static ScramKeys FakeKeys(string name, Secret serverSecret)
    {
        var folded = Encoding.UTF8.GetBytes(Database.Fold(name));
        return new ScramKeys(
            new Secret(Fake("salt").AsSpan(0, SaltSize)),
            DefaultIterations,
            new Secret(Fake("stored key")),
            new Secret(Fake("server key")));

        byte[] Fake(string purpose) =>
            HMACSHA256.HashData(HMACSHA256.HashData(serverSecret.Reveal(), Encoding.UTF8.GetBytes(purpose)), folded);
    }

    internal static ScramKeys KeysOf(string prepared, byte[] salt, int iterations)
    {
        var octets = Utf8.GetBytes(prepared);
        var salted = Rfc2898DeriveBytes.Pbkdf2(octets, salt, iterations, HashAlgorithmName.SHA256, KeySize);
        try
        {
            var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
            return new ScramKeys(
                new Secret(salt),
                iterations,
                new Secret(SHA256.HashData(clientKey)),
                new Secret(HMACSHA256.HashData(salted, "Server Key"u8)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
            CryptographicOperations.ZeroMemory(salted);
        }
    }

    /// <summary>SASLprep (RFC 4013), as far as the platform goes: spaces are mapped to SPACE, invisible characters to nothing,
    /// then NFKC; control characters are refused. NFKC needs the platform's Unicode data: built with invariant globalization,
    /// as we are, <see cref="string.Normalize(NormalizationForm)"/> leaves text beyond ASCII as it is, so accents must arrive
    /// as they were set, which clients that prepare passwords themselves see to. The rules for right-to-left text (§2.4) are
    /// not checked.</summary>
    /// <returns>The prepared password; null where it can be none.</returns>
    private static string? Prepare(string password)
    {
        var mapped = new StringBuilder(password.Length);
        foreach (var rune in password.EnumerateRunes())
        {
            // An unpaired surrogate is enumerated as U+FFFD, which RFC 4013 §2.3 (C.6) prohibits as well.
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.Control || rune == Rune.ReplacementChar) return null;
            if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator) mapped.Append(' ');
            else if (!IsMappedToNothing(rune.Value)) mapped.Append(rune.ToString());
        }
        return mapped.Length == 0 ? null : mapped.ToString().Normalize(NormalizationForm.FormKC);
    }

    // RFC 3454, table B.1.
    private static bool IsMappedToNothing(int value) =>
        value is 0x00AD or 0x034F or 0x1806 or (>= 0x180B and <= 0x180D) or (>= 0x200B and <= 0x200D) or 0x2060
            or (>= 0xFE00 and <= 0xFE0F) or 0xFEFF;
}
