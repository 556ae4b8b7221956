using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Policies;
using Smtp.Host.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Web.Security;

/// <summary>Who may come in: anybody on this machine, as long as nothing else is configured; from elsewhere, and once there is a
/// token, whoever shows the token or the password of an account.</summary>
internal sealed class Access(IStore store, LiveConfiguration configuration, Logins logins, TimeProvider time) : IDisposable
{
    private const int MostRemembered = 1000;
    private static readonly TimeSpan Memory = TimeSpan.FromMinutes(10);
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);
    // A password takes a hundred thousand hashes: guessing must not take the whole machine.
    private readonly SemaphoreSlim _checking = new(2);

    /// <summary>Whether somebody who comes to that place is asked who they are.</summary>
    public bool IsAsked(WebPlace place) => !place.IsLocal || configuration.Options.Web.Token.Length > 0;

    /// <summary>Who it is; null where they did not prove it.</summary>
    public async ValueTask<string?> WhoAsync(HttpRequest request, CancellationToken stop)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var shown) || shown.Parameter is not { } proof) return null;
        if (shown.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) return IsToken(proof) ? "token" : null;
        if (!shown.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) || Read(proof) is not var (user, password)) return null;
        // Many clients know no other way to show a token.
        if (IsToken(password)) return "token";
        return await IsPasswordAsync(proof, user, password, stop) ? user : null;
    }

    public void Dispose() => _checking.Dispose();

    private bool IsToken(string shown)
    {
        var token = configuration.Options.Web.Token;
        return token.Length > 0 && CryptographicOperations.FixedTimeEquals(Hash(shown), Hash(token));
    }

    private async ValueTask<bool> IsPasswordAsync(string proof, string user, string password, CancellationToken stop)
    {
        var name = Convert.ToBase64String(Hash(proof));
        // A password that was right stays right until the account has another one, or none.
        if (_remembered.TryGetValue(name, out var known) && time.GetElapsedTime(known.At) < Memory)
            return await StoredKeyAsync(user, stop) is { } now && CryptographicOperations.FixedTimeEquals(now, known.StoredKey);
        var before = await StoredKeyAsync(user, stop);
        await _checking.WaitAsync(stop);
        try
        {
            var verdict = await logins.CheckAsync(new Credentials.Password(user, new Secret(Encoding.UTF8.GetBytes(password))), stop);
            if (verdict is not Verdict.Granted || before is null) return false;
        }
        finally
        {
            _checking.Release();
        }
        if (_remembered.Count >= MostRemembered) _remembered.Clear();
        _remembered[name] = new Remembered(before, time.GetTimestamp());
        return true;
    }

    private async ValueTask<byte[]?> StoredKeyAsync(string user, CancellationToken stop) =>
        (await store.FindAccountAsync(user, stop))?.Keys.StoredKey.Reveal().ToArray();

    private byte[] Hash(string text) => HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(text));

    // RFC 7617 §2: user-id ":" password, in UTF-8 as we ask for it.
    private static (string User, string Password)? Read(string proof)
    {
        try
        {
            var text = Strict.GetString(Convert.FromBase64String(proof));
            var colon = text.IndexOf(':');
            return colon > 0 ? (text[..colon], text[(colon + 1)..]) : null;
        }
        catch (Exception bad) when (bad is FormatException or ArgumentException)
        {
            return null;
        }
    }

    private sealed record Remembered(byte[] StoredKey, long At);
}
