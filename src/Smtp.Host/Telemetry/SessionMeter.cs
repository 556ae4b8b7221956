using System.Diagnostics.Metrics;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Host.Telemetry;

/// <summary>Counts and times one session, step by step, and tells the trace of it. It changes nothing, and learns all from what a
/// session is: states, commands and replies.</summary>
internal sealed class SessionMeter : IDisposable
{
    private readonly Instruments _to;
    private readonly TimeProvider _time;
    private readonly long _opened;
    private readonly string _role;
    private readonly SessionSpans? _spans;
    private Option<TlsFacts> _tls = Option<TlsFacts>.None;
    private string? _verb;
    private string _mechanism = Values.Other;
    private string _ending = "broken_off";

    public SessionMeter(Instruments to, Link link, TimeProvider time)
    {
        (_to, _time, _opened) = (to, time, time.GetTimestamp());
        _role = Values<Role>.Of(link.Settings.Role);
        _to.Sessions.Add(1, new KeyValuePair<string, object?>(Attributes.Role, _role));
        _spans = SessionSpans.Begin(to.Spans, link, _role);
    }

    /// <summary>A step of the session.</summary>
    public void Step(State before, Command command, State after, Seq<Reply> replies)
    {
        // Within a SASL exchange a malformed line is no command of its own: it ends AUTH.
        if (before is not State.Authenticating && Values.Verb(command) is { } verb) _verb = verb;
        if (command is Command.Auth auth) _mechanism = Values.Mechanism(auth.Mechanism);
        Handshake(before, command);
        var worst = 0;
        for (var i = 0; i < replies.Count; i++) worst = Math.Max(worst, replies[i].Code.Value);
        var digit = worst / 100;
        if (digit >= 4) Refused(Values.Reason(before, command, worst), digit);
        if (_verb is not null && digit is 2 or 4 or 5) Replied(digit);
        if (before is State.Accepting accepting) Decided(accepting, command);
        else if (command is Command.BodyRefused) Count(_to.Messages, Attributes.MessageOutcome, digit == 4 ? "deferred" : "refused", Attributes.Role, _role);
        _spans?.Step(before, command, after, digit);
        if (after is State.Closed closed) _ending = Values<Ending>.Of(closed.Ending);
    }

    /// <summary>The session is over, or broke off.</summary>
    public void Dispose()
    {
        _to.SessionDuration.Record(
            _time.GetElapsedTime(_opened).TotalSeconds,
            new KeyValuePair<string, object?>(Attributes.Role, _role),
            new KeyValuePair<string, object?>(Attributes.Ending, _ending),
            new KeyValuePair<string, object?>(Attributes.TlsVersion, Values.Version(_tls)));
        _spans?.End(_ending, _tls);
    }

    private void Handshake(State before, Command command)
    {
        if (before is not (State.Opening or State.StartingTls)) return;
        if (command is Command.TlsStarted started) _tls = started.Tls;
        Count(_to.Handshakes, Attributes.TlsOutcome, command is Command.TlsStarted ? "completed" : "failed", Attributes.TlsVersion, Values.Version(_tls));
    }

    private void Refused(string reason, int digit)
    {
        Count(_to.Refusals, Attributes.Reason, reason, Attributes.ReplyClass, Values.Class(digit));
        _spans?.Refused(reason);
    }

    private void Replied(int digit)
    {
        Count(_to.Commands, Attributes.Command, _verb!, Attributes.ReplyClass, Values.Class(digit));
        if (_verb == "AUTH")
            Count(_to.Logins, Attributes.Mechanism, _mechanism, Attributes.LoginOutcome, digit switch { 2 => "granted", 4 => "deferred", _ => "refused" });
        _verb = null;
    }

    private void Decided(State.Accepting before, Command command)
    {
        var outcome = command switch
        {
            Command.Answered { Verdict: Verdict.Accepted } => "accepted",
            Command.Answered { Verdict: Verdict.Each each } when each.Verdicts.Exists(one => one is Verdict.Accepted) => "accepted",
            Command.Answered { Verdict: Verdict.Refused or Verdict.Each } => "refused",
            _ => "deferred",
        };
        Count(_to.Messages, Attributes.MessageOutcome, outcome, Attributes.Role, _role);
        if (outcome == "accepted") _to.MessageSize.Record(before.Body.Size, new KeyValuePair<string, object?>(Attributes.Role, _role));
    }

    private static void Count(Counter<long> counter, string name, string value, string other, string otherValue) =>
        counter.Add(1, new KeyValuePair<string, object?>(name, value), new KeyValuePair<string, object?>(other, otherValue));
}
