using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>STARTTLS (RFC 3207).</summary>
internal static class Encryption
{
    public static (State, Seq<Reply>) Start(State.Ready at) =>
        at.Client.Tls.IsSome ? (at, Replies.AlreadyTls)
        : !Offers.StartTls(at.Client.Settings, at.Client.Tls) ? (at, Replies.NotOffered)
        : at.Client.Hello.Kind == HelloKind.Helo ? (at, Replies.HelloFirst)
        : (new State.StartingTls(at.Client.Link), Replies.ReadyForTls);
}
