using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Transcripts;

/// <summary>Answers questions about logins from the users that are given. Salts and nonces, random in life, are fixed.</summary>
internal static class GivenLogins
{
    /// <summary>The least that RFC 7677 §4 allows.</summary>
    public const int Iterations = 4096;

    public const string Nonce = "3rfcNHYJY1ZVvWVs7j";

    public static Secret SaltOf(string user) => new(SHA256.HashData(Encoding.UTF8.GetBytes(user)).AsSpan(0, 16));

    public static Verdict Check(Givens givens, Credentials credentials) => credentials switch
    {
        Credentials.Password given => Find(givens, given.User)?.Password.Equals(given.Secret) == true
            ? Verdict.Granted.Yes
            : new Verdict.Refused(Reason.BadCredentials),
        // RFC 5802 §9: an unknown user must look like a known one until the proof turns out wrong.
        Credentials.Scram given => Keys(Find(givens, given.User)
            ?? new GivenUser(given.User, Secret.Empty, SaltOf(given.User), Iterations, Nonce)),
        _ => throw new InvalidOperationException($"No check is known for {credentials.GetType().Name}."),
    };

    private static GivenUser? Find(Givens givens, string name) => givens.Users.Find(user => user.Name == name).Case as GivenUser;

    // RFC 5802 §3: SaltedPassword := Hi(password, salt, i); an unknown user's password is empty, which no client can send.
    private static Verdict.Keys Keys(GivenUser user)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(
            user.Password.Reveal(), user.Salt.Reveal(), user.Iterations, HashAlgorithmName.SHA256, 32);
        var clientKey = HMACSHA256.HashData(salted, "Client Key"u8);
        var serverKey = HMACSHA256.HashData(salted, "Server Key"u8);
        return new Verdict.Keys(
            new ScramKeys(user.Salt, user.Iterations, new Secret(SHA256.HashData(clientKey)), new Secret(serverKey)), user.Nonce);
    }
}
