using System.Text;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>AUTH (RFC 4954) with PLAIN (RFC 4616), LOGIN and SCRAM-SHA-256 (RFC 5802, RFC 7677).</summary>
internal static class Authentication
{
    public static (State, Seq<Reply>) Begin(State.Ready at, Command.Auth auth)
    {
        var client = at.Client;
        if (client.Hello.Kind == HelloKind.Helo) return (at, Replies.HelloFirst);
        if (client.User.IsSome) return (at, Replies.AlreadyLoggedIn);
        if (client.Settings.Mechanisms.IsEmpty) return (at, Replies.NotOffered);
        if (!Offers.MayAuthenticate(client.Link, client.Tls)) return (at, Replies.AuthNeedsTls);
        if (Mechanisms.Named(auth.Mechanism).Case is not Mechanism mechanism || !client.Settings.Mechanisms.Contains(mechanism))
            return (at, Replies.UnknownMechanism);

        var (exchange, challenge) = First(mechanism);
        var waiting = new State.Authenticating(client, exchange);
        return auth.Initial.Case is Secret initial ? Respond(waiting, initial) : (waiting, Replies.Challenge(challenge));
    }

    public static (State, Seq<Reply>) Respond(State.Authenticating at, Secret response) =>
        at.Exchange switch
        {
            Exchange.Plain => Plain(at, response),
            Exchange.LoginUser => response.RevealText().Case is string { Length: > 0 } user
                ? Ask(at, new Exchange.LoginPassword(user), "Password:")
                : Give(at, Replies.AuthMalformed),
            Exchange.LoginPassword login => Check(at, new Login.Password(new Credentials.Password(login.User, response))),
            Exchange.ScramFirst => response.RevealText().Case is string first && ScramClientFirst.Read(first).Case is ScramClientFirst read
                ? Check(at, new Login.Scram(read))
                : Give(at, Replies.AuthMalformed),
            Exchange.ScramFinal scram => response.RevealText().Case is string final && scram.Server.Verify(final).Case is string proof
                ? Ask(at, new Exchange.ScramDone(scram.Server.First.User), proof)
                : Give(at, Replies.Refused(Reason.BadCredentials)),
            Exchange.ScramDone done => response.Length == 0 ? LoggedIn(at.Client, done.User) : Give(at, Replies.AuthMalformed),
            _ => throw new InvalidOperationException($"No rule for the exchange {at.Exchange.GetType().Name}."),
        };

    public static (State, Seq<Reply>) Decide(State.CheckingLogin at, Verdict verdict) => (at.Login, verdict) switch
    {
        (Login.Password login, Verdict.Granted) => LoggedIn(at.Client, login.Given.User),
        (Login.Scram scram, Verdict.Keys keys) => Offer(at.Client, scram.First, keys),
        (_, Verdict.Refused no) => (new State.Ready(at.Client), Replies.Refused(no.Reason)),
        (_, Verdict.Deferred later) => (new State.Ready(at.Client), Replies.Deferred(later.Reason)),
        _ => Endings.Confused(),
    };

    private static (Exchange, string Challenge) First(Mechanism mechanism) => mechanism switch
    {
        Mechanism.Plain => (new Exchange.Plain(), ""),
        Mechanism.Login => (new Exchange.LoginUser(), Base64("Username:")),
        Mechanism.ScramSha256 => (new Exchange.ScramFirst(), ""),
        _ => throw new ArgumentOutOfRangeException(nameof(mechanism)),
    };

    // RFC 4616 §2: message = [authzid] NUL authcid NUL passwd. Acting for another is not offered.
    private static (State, Seq<Reply>) Plain(State.Authenticating at, Secret response)
    {
        if (response.RevealText().Case is not string message || message.Split('\0') is not [var identity, { Length: > 0 } user, { Length: > 0 } password])
            return Give(at, Replies.AuthMalformed);
        return identity.Length > 0 && identity != user
            ? Give(at, Replies.Refused(Reason.BadCredentials))
            : Check(at, new Login.Password(new Credentials.Password(user, new Secret(password))));
    }

    private static (State, Seq<Reply>) Offer(Client client, ScramClientFirst first, Verdict.Keys keys)
    {
        var server = new ScramServer(first, keys.Scram, first.Nonce + keys.Nonce);
        return (new State.Authenticating(client, new Exchange.ScramFinal(server)), Replies.Challenge(Base64(server.FirstMessage)));
    }

    private static (State, Seq<Reply>) Ask(State.Authenticating at, Exchange next, string challenge) =>
        (at with { Exchange = next }, Replies.Challenge(Base64(challenge)));

    private static (State, Seq<Reply>) Check(State.Authenticating at, Login login) => (new State.CheckingLogin(at.Client, login), []);

    private static (State, Seq<Reply>) Give(State.Authenticating at, Seq<Reply> replies) => (new State.Ready(at.Client), replies);

    private static (State, Seq<Reply>) LoggedIn(Client client, string user) =>
        (new State.Ready(client with { User = user }), Replies.LoggedIn);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
