using System.Security.Cryptography;
using Smtp.Domain.Receiving;
using Smtp.Host.Storage;

namespace Smtp.Host.Policies;

/// <summary>Checks credentials against the accounts. An unknown user takes as long, and looks the same, as a wrong password.</summary>
internal sealed class Logins(IStore store, TimeProvider time)
{
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromSeconds(1);
    private volatile Known? _known;

    /// <summary>The answer to a login: Granted, Keys or Refused.</summary>
    public async ValueTask<Verdict> CheckAsync(Credentials credentials, CancellationToken stop)
    {
        switch (credentials)
        {
            case Credentials.Password password:
                var account = await store.FindAccountAsync(password.User, stop);
                var keys = account?.Keys ?? Passwords.FakeKeys(password.User, store.LoginSecret);
                // A hundred thousand hashes take their time: not on the thread that serves other sessions.
                var right = await Task.Run(() => Passwords.Verify(keys, password.Secret), stop);
                return right && account is not null ? Verdict.Granted.Yes : new Verdict.Refused(Reason.BadCredentials);
            case Credentials.Scram scram:
                var known = await store.FindAccountAsync(scram.User, stop);
                return new Verdict.Keys(known?.Keys ?? Passwords.FakeKeys(scram.User, store.LoginSecret), Nonce());
            default:
                throw new InvalidOperationException($"No rule for {credentials.GetType().Name}.");
        }
    }

    /// <summary>Whether anybody could log in at all: AUTH is offered only then. As of a second ago at most.</summary>
    public async ValueTask<bool> AnyAccountsAsync(CancellationToken stop)
    {
        var known = _known;
        if (known is not null && time.GetElapsedTime(known.At) < LookAgainAfter) return known.Any;
        // Two sessions that look at the same time find the same.
        var any = (await store.ListAccountsAsync(stop)).Count > 0;
        _known = new Known(any, time.GetTimestamp());
        return any;
    }

    private sealed record Known(bool Any, long At);

    private static string Nonce() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
}
