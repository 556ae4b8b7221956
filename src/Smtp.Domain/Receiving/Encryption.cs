using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>STARTTLS (RFC 3207).</summary>
internal static class Encryption
{
    public static (State, Seq<Reply>) Start(State.Ready at) =>
        at.Client.Tls.IsSome ? (at, Seq1(Replies.AlreadyTls))
        : !Offers.StartTls(at.Client.Settings, at.Client.Tls) ? (at, Seq1(Replies.NotOffered))
        : at.Client.Hello.Kind == HelloKind.Helo ? (at, Seq1(Replies.HelloFirst))
        : (new State.StartingTls(at.Client.Link), Seq1(Replies.ReadyForTls));
}
