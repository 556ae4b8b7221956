using System.Text;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>AUTH from the client's side (RFC 4954) with SCRAM-SHA-256, PLAIN (RFC 4616) and LOGIN. That we cannot log in is
/// never the message's fault, so it is deferred, whatever the first digit says.</summary>
internal static class Logins
{
    public static (ClientState, Seq<Command>) Begin(ClientState at, NextHop hop, ClientLogin login)
    {
        var settings = hop.Settings;
        var offered = hop.Offers.Mechanisms;
        // A password must not be shown to whoever listens.
        var mayShow = hop.Channel.Tls.IsSome || settings.PlaintextLogin;
        if (login.Nonce.Length > 0 && offered.Contains(Mechanism.ScramSha256))
        {
            var scram = new ScramClient(login.User, login.Password, login.Nonce);
            return Say(hop, login, new ClientExchange.ScramFirst(scram), Mechanism.ScramSha256, scram.FirstMessage);
        }
        if (mayShow && offered.Contains(Mechanism.Plain))
            return Say(hop, login, new ClientExchange.Done(), Mechanism.Plain, Plain(login));
        if (mayShow && offered.Contains(Mechanism.Login))
            return Say(hop, login, new ClientExchange.LoginUser(login), Mechanism.Login, None);
        return Leaving.Politely(at, ClientEnding.LoginFailed, Diagnoses.Later(settings, "4.7.0",
            offered.IsEmpty ? "The server offers no way to log in that we know"
            : mayShow ? "The server offers no way to log in that we can use"
            : "The server offers no way to log in that would not show the password, and there is no TLS"));
    }

    public static (ClientState, Seq<Command>) Answered(ClientState.LoggingIn at, Reply reply)
    {
        if (reply.Code.IsTransient || reply.Code.IsPermanent)
            return Leaving.Politely(at, ClientEnding.LoginFailed, Diagnoses.Later(at.Hop.Settings, reply));
        return at.Exchange switch
        {
            ClientExchange.Done => reply.Code.IsPositive
                ? (new ClientState.Idle(at.Hop with { User = at.User }, None), [])
                : Leaving.Unexpected(at, reply),
            // 235 before the server has proved that it knows the password: anybody could say that (RFC 5802 §5).
            ClientExchange.ScramFirst or ClientExchange.ScramFinal when reply.Code.IsPositive => Distrust(at, cancel: false),
            _ when !reply.Code.IsIntermediate => Leaving.Unexpected(at, reply),
            ClientExchange.LoginUser user => Respond(at, new ClientExchange.LoginPassword(user.Login), new Secret(user.Login.User)),
            ClientExchange.LoginPassword password => Respond(at, new ClientExchange.Done(), password.Login.Password),
            ClientExchange.ScramFirst scram => scram.Client.Answer(Challenge(reply)).Case is (string final, string serverProof)
                ? Respond(at, new ClientExchange.ScramFinal(serverProof), new Secret(final))
                : Distrust(at, cancel: true),
            ClientExchange.ScramFinal scram => Challenge(reply) == scram.ServerProof
                ? Respond(at, new ClientExchange.Done(), Secret.Empty)
                : Distrust(at, cancel: true),
            _ => throw new InvalidOperationException($"No rule for the exchange {at.Exchange.GetType().Name}."),
        };
    }

    private static (ClientState, Seq<Command>) Say(
        NextHop hop, ClientLogin login, ClientExchange exchange, Mechanism mechanism, Option<string> initial) => (
            new ClientState.LoggingIn(hop, login.User, exchange),
            Seq1<Command>(new Command.Auth(mechanism.Name(), initial.Map(text => new Secret(text)))));

    private static (ClientState, Seq<Command>) Respond(ClientState.LoggingIn at, ClientExchange next, Secret response) =>
        (at with { Exchange = next }, Seq1<Command>(new Command.SaslResponse(response)));

    private static (ClientState, Seq<Command>) Distrust(ClientState.LoggingIn at, bool cancel)
    {
        var (state, farewell) = Leaving.Politely(at, ClientEnding.LoginFailed, Diagnoses.Later(
            at.Hop.Settings, "4.7.0", "The server has not proved that it knows the password"));
        return (state, cancel ? new Command.SaslCancel().Cons(farewell).Strict() : farewell);
    }

    private static string Plain(ClientLogin login) => $"\0{login.User}\0{login.Password.RevealText().IfNone("")}";

    private static string Challenge(Reply reply)
    {
        var octets = new byte[reply.Lines[0].Length];
        return reply.Lines.Count == 1 && Convert.TryFromBase64String(reply.Lines[0], octets, out var length)
            ? Encoding.UTF8.GetString(octets, 0, length)
            : "";
    }
}
