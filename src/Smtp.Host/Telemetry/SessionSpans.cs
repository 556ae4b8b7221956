using System.Diagnostics;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Host.Telemetry;

/// <summary>The trace of a session: one span for it, and within it one for each message, from MAIL to the answer to its
/// content. Both name what can be looked up: the session its recording, the message its queue id. Nobody's address is in them.</summary>
internal sealed class SessionSpans
{
    /// <summary>The names of spans.</summary>
    public const string Session = "smtp.server.session", Message = "smtp.server.message";

    private readonly ActivitySource _source;
    private readonly Activity _session;
    private Activity? _message;

    private SessionSpans(ActivitySource source, Activity session) => (_source, _session) = (source, session);

    /// <summary>Begins the trace of a session; null where nobody listens, or this one is not in the sample.</summary>
    public static SessionSpans? Begin(ActivitySource source, Link link, string role)
    {
        if (source.StartActivity(Session, ActivityKind.Server, parentContext: default) is not { } session) return null;
        session.SetTag(Attributes.Session, link.Session).SetTag(Attributes.Role, role);
        return new SessionSpans(source, session);
    }

    public void Step(State before, Command command, State after, int digit)
    {
        if (command is Command.Mail && before is State.Ready) _message = _source.StartActivity(Message, ActivityKind.Internal, _session.Context);
        if (_message is null) return;
        if (before is State.Accepting accepting)
        {
            _message.SetTag(Attributes.MessageSize, accepting.Body.Size).SetTag(Attributes.Recipients, accepting.Envelope.Recipients.Count);
            if (command is Command.Answered { Verdict: Verdict.Accepted accepted }) _message.SetTag(Attributes.Message, accepted.Id.Text);
        }
        // Whatever leads back to where no transaction is, or out of the session, was its end: the answer, RSET, a new hello, QUIT.
        if (after is not (State.Ready or State.Greeted or State.Closed)) return;
        if (digit >= 4 || after is State.Closed { Ending: not (Ending.Quit or Ending.Left) }) _message.SetStatus(ActivityStatusCode.Error);
        _message.Dispose();
        _message = null;
    }

    /// <summary>The client was told no.</summary>
    public void Refused(string reason) =>
        (_message ?? _session).AddEvent(new ActivityEvent("smtp.refusal", tags: new ActivityTagsCollection { [Attributes.Reason] = reason }));

    public void End(string ending, Option<TlsFacts> tls)
    {
        _message?.Dispose();
        _session.SetTag(Attributes.Ending, ending).SetTag(Attributes.TlsVersion, Values.Version(tls));
        _session.Dispose();
    }
}
