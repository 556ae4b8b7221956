using Smtp.Domain.Protocol;

namespace Smtp.Domain.Sending;

/// <summary>From the greeting to the first message: hello, TLS, login (RFC 5321 §3.1, §3.2; RFC 3207; RFC 2033 §4.1).</summary>
internal static class Introductions
{
    public static (ClientState, Seq<Command>) Greeted(ClientState.Greeting at, Reply reply)
    {
        var settings = at.Channel.Settings;
        return reply.Code.IsPositive ? SayHello(at.Channel)
            : Diagnoses.Refusal(settings, reply) is { } refusal ? Leaving.Politely(at, ClientEnding.Refused, refusal)
            : Leaving.Unexpected(at, reply);
    }

    /// <summary>A server that refuses EHLO for good may still know HELO (RFC 5321 §3.2); LMTP has no such thing.</summary>
    public static (ClientState, Seq<Command>) Answered(ClientState.Hello at, Reply reply)
    {
        var settings = at.Channel.Settings;
        return reply.Code.IsPositive ? GoOn(at, new NextHop(at.Channel, ServerOffers.Of(reply), None))
            : reply.Code.IsPermanent && settings.Dialect == Dialect.Smtp
                ? (new ClientState.PlainHello(at.Channel), Seq1<Command>(new Command.Helo(settings.HostName)))
            : Diagnoses.Refusal(settings, reply) is { } refusal ? Leaving.Politely(at, ClientEnding.Refused, refusal)
            : Leaving.Unexpected(at, reply);
    }

    public static (ClientState, Seq<Command>) Answered(ClientState.PlainHello at, Reply reply) =>
        reply.Code.IsPositive ? GoOn(at, new NextHop(at.Channel, ServerOffers.None, None))
        : Diagnoses.Refusal(at.Channel.Settings, reply) is { } refusal ? Leaving.Politely(at, ClientEnding.Refused, refusal)
        : Leaving.Unexpected(at, reply);

    public static (ClientState, Seq<Command>) MayEncrypt(ClientState.AskingTls at, Reply reply)
    {
        var settings = at.Channel.Settings;
        return reply.Code.IsPositive ? (new ClientState.StartingTls(at.Channel), [])
            : reply.Code.IsTransient || reply.Code.IsPermanent
                ? Leaving.Politely(at, WithoutTls(settings), Diagnoses.Later(settings, reply))
            : Leaving.Unexpected(at, reply);
    }

    /// <summary>Before the greeting.</summary>
    public static (ClientState, Seq<Command>) Encrypted(ClientState.Opening at, Event.TlsStarted tls) =>
        Distrusts(at.Channel, tls) ? NotEncrypted(at, at.Channel, "The server's certificate cannot be trusted")
        : (new ClientState.Greeting(new Channel(at.Channel.Settings, tls.Tls, tls.IsVerified)), []);

    /// <summary>Behind STARTTLS: everything begins anew (RFC 3207 §4.2).</summary>
    public static (ClientState, Seq<Command>) Encrypted(ClientState.StartingTls at, Event.TlsStarted tls) =>
        Distrusts(at.Channel, tls) ? NotEncrypted(at, at.Channel, "The server's certificate cannot be trusted")
        : SayHello(new Channel(at.Channel.Settings, tls.Tls, tls.IsVerified));

    public static (ClientState, Seq<Command>) NotEncrypted(ClientState state, Channel channel, string text) => Leaving.AtOnce(
        state, WithoutTls(channel.Settings), Diagnoses.Later(channel.Settings, "4.7.5", text));

    private static (ClientState, Seq<Command>) SayHello(Channel channel) => (new ClientState.Hello(channel), Seq1<Command>(
        channel.Settings.Dialect == Dialect.Lmtp
            ? new Command.Lhlo(channel.Settings.HostName)
            : new Command.Ehlo(channel.Settings.HostName)));

    private static (ClientState, Seq<Command>) GoOn(ClientState at, NextHop hop)
    {
        var settings = hop.Settings;
        if (hop.Channel.Tls.IsNone && settings.Tls != TlsUse.None)
        {
            if (hop.Offers.StartTls) return (new ClientState.AskingTls(hop.Channel), Seq1<Command>(new Command.StartTls()));
            if (settings.Tls != TlsUse.Opportunistic)
            {
                return Leaving.Politely(
                    at, ClientEnding.TlsFailed, Diagnoses.Later(settings, "4.7.4", "TLS is required, and the server does not offer it"));
            }
        }
        return settings.Login.Case is ClientLogin login ? Logins.Begin(at, hop, login) : (new ClientState.Idle(hop, None), []);
    }

    // Without TLS before the greeting there is nothing to talk over.
    private static ClientEnding WithoutTls(SendingSettings settings) =>
        settings is { Tls: TlsUse.Opportunistic, ImplicitTls: false } ? ClientEnding.TlsUnavailable : ClientEnding.TlsFailed;

    private static bool Distrusts(Channel channel, Event.TlsStarted tls) => channel.Settings.Tls == TlsUse.Verified && !tls.IsVerified;
}
