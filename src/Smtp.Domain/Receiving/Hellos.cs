using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>The greeting, and who the client says it is (RFC 5321 §3.1, §3.2, §4.1.1.1; RFC 2033 §4.1).</summary>
internal static class Hellos
{
    public static (State, Seq<Reply>) Greet(State.Screening at, Verdict verdict) => verdict switch
    {
        Verdict.Granted => (new State.Greeted(at.Link, at.Tls, Tally.Zero), Replies.Greeting(at.Link.Settings)),
        Verdict.Refused no => Endings.With(Instead(554, Replies.Refused(no.Reason)), Ending.Refused),
        Verdict.Deferred later => Endings.With(Instead(421, Replies.Deferred(later.Reason)), Ending.Refused),
        _ => Endings.Confused(),
    };

    /// <summary>Why nothing but a hello can come now (RFC 5321 §4.1.4).</summary>
    public static Seq<Reply> First(State.Greeted at) => at.Link.Settings.Role == Role.Lmtp ? Replies.LhloFirst : Replies.HelloFirst;

    // RFC 5321 §4.3.2: instead of 220 there can be 554, or 421 as anywhere, and nothing else, whatever the reason is.
    private static Seq<Reply> Instead(int greeting, Seq<Reply> replies) =>
        replies.Map(reply => reply with { Code = new ReplyCode(greeting) }).Strict();

    public static (State, Seq<Reply>) Helo(
        State at, Link link, Option<TlsFacts> tls, Tally tally, HostName name, Option<string> user = default) =>
        link.Settings.Role == Role.Lmtp
            ? (at, Replies.LhloOnly)
            : (Introduce(link, tls, tally, HelloKind.Helo, name, user), Replies.Hello(link.Settings, name));

    public static (State, Seq<Reply>) Ehlo(
        State at, Link link, Option<TlsFacts> tls, Tally tally, HostName name, Option<string> user = default) =>
        link.Settings.Role == Role.Lmtp
            ? (at, Replies.LhloOnly)
            : (Introduce(link, tls, tally, HelloKind.Ehlo, name, user), Replies.Hello(link.Settings, name, Offers.Of(link, tls)));

    public static (State, Seq<Reply>) Lhlo(
        State at, Link link, Option<TlsFacts> tls, Tally tally, HostName name, Option<string> user = default) =>
        link.Settings.Role != Role.Lmtp
            ? (at, Replies.WrongHello)
            : (Introduce(link, tls, tally, HelloKind.Lhlo, name, user), Replies.Hello(link.Settings, name, Offers.Of(link, tls)));

    private static State.Ready Introduce(
        Link link, Option<TlsFacts> tls, Tally tally, HelloKind kind, HostName name, Option<string> user) =>
        new(new Client(link, tls, new Hello(kind, name), user, tally));
}
