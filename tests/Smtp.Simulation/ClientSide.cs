using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;

namespace Smtp.Simulation;

/// <summary>A client's side of a connection: does what the client session's state wants, as the host's does.</summary>
internal sealed class ClientSide(Machine machine, int hop, Connection link, SendingSettings settings) : IEnd
{
    private static readonly TlsFacts Tls = new("TLSv1.3", "TLS_AES_256_GCM_SHA384");

    private readonly World _world = machine.World;
    private readonly OctetQueue _input = new();
    private readonly List<byte> _output = [];
    private readonly List<Event> _log = [];
    private readonly List<(ClientState State, Seq<Command> Commands)> _trace = [];
    private readonly List<string> _said = ["greeting"];
    private ReplyReader _replies = new(settings.ReplyLimits);
    private ClientState _state = ClientSession.Unreachable(Diagnosis.Here("4.4.1", "Not begun"));
    private Attempt? _attempt;
    private bool _isOver, _isFinished, _isRunning, _hasAlarm, _shakes, _isShaken;
    private int _alarm, _heard;

    public int Hop => hop;

    public void Begin()
    {
        (_state, var commands) = ClientSession.Open(settings);
        _trace.Add((_state, commands));
        Say(commands);
        Go();
    }

    public void Octets(byte[] octets)
    {
        if (_isOver) return;
        _input.Add(octets);
        Go();
    }

    public void Handshake()
    {
        _isShaken = true;
        Go();
    }

    public void Finished()
    {
        _isFinished = true;
        Go();
    }

    public void Gone() => Finished();

    /// <summary>The machine has crashed.</summary>
    public void Die()
    {
        link.Break();
        _isOver = true;
        _alarm++;
        Fold();
    }

    private void Go()
    {
        if (_isRunning || _trace.Count == 0) return;
        _isRunning = true;
        while (!_isOver && !machine.CrashesNow() && Advances()) { }
        _isRunning = false;
    }

    private bool Advances()
    {
        switch (_state.Wants)
        {
            case ClientWant.Nothing:
                End();
                return false;
            case ClientWant.NextMessage:
                return Step(Give() is { } message ? new Event.Give(message) : new Event.NoMore());
            case ClientWant.Content { Form: var form }:
                Send(form);
                Flush();
                return Step(new Event.ContentSent());
            case ClientWant.Handshake want: return Shake(want);
            case ClientWant.Reply want:
                Flush();
                var happened = _replies.TryRead(_input.Span, out var consumed);
                _input.Drop(consumed);
                if (happened is not null) return Step(happened);
                _world.Check(Law.Bounded, _input.Length <= want.Limits.Line, link.Id, $"{_input.Length} octets wait for the end of a reply.");
                return Waits(want.Patience, new Event.Lost());
            case var other: throw new InvalidOperationException($"Nobody satisfies {other.GetType().Name}.");
        }
    }

    private Outgoing? Give()
    {
        if (machine.Next(hop, link.Id) is not { } next) return null;
        _attempt = next.Attempt;
        // What is given behind the end does not go out.
        if (_state is ClientState.Closed) return next.Outgoing;
        link.Attempt = next.Attempt;
        link.Attempts.Add(next.Attempt);
        return next.Outgoing;
    }

    private bool Shake(ClientWant.Handshake want)
    {
        Flush();
        if (_input.Length > 0) return Step(_shakes ? new Event.TlsFailed("That is no handshake") : new Event.Unreadable(ReplyFault.OutOfTurn));
        if (!_shakes) link.HandshakeToServer();
        _shakes = true;
        if (!_isShaken) return Waits(want.Patience, new Event.TlsFailed("The server went away"));
        (_shakes, _isShaken) = (false, false);
        _replies = new ReplyReader(settings.ReplyLimits);
        return Step(new Event.TlsStarted(Tls, IsVerified: true));
    }

    private void Send(ContentForm form)
    {
        var accepted = settings.Dialect == Dialect.Lmtp && _state is ClientState.Transacting { Transaction.Accepted.Count: var count } ? count : 1;
        if (form is ContentForm.Chunk) accepted--;
        for (; accepted > 0; accepted--) _said.Add(form is ContentForm.Chunk ? nameof(Command.Bdat) : ".");
        if (form is ContentForm.Nothing)
        {
            _output.AddRange(".\r\n"u8);
            return;
        }
        var content = _attempt!.Message.Content;
        if (form is ContentForm.Chunk)
        {
            _output.AddRange(content);
            return;
        }
        var (encoder, room) = (new ContentEncoder(), new byte[ContentEncoder.MostEncoded(content.Length) + 5]);
        var written = encoder.Encode(content, room);
        written += encoder.Finish(room.AsSpan(written));
        _output.AddRange(room[..written]);
    }

    private bool Waits(TimeSpan patience, Event lost)
    {
        if (_isFinished) return Step(lost);
        if (_hasAlarm) return false;
        _hasAlarm = true;
        var alarm = ++_alarm;
        _world.After(patience, machine, () =>
        {
            if (_isOver || alarm != _alarm) return;
            Step(new Event.TimedOut());
            Go();
        });
        return false;
    }

    private bool Step(Event happened)
    {
        _alarm++;
        _hasAlarm = false;
        if (happened is Event.Replied { Reply: var reply }) Heard(reply);
        // From here on the client does not know what the server does.
        if (happened is Event.TimedOut or Event.Unreadable) link.Interrupt();
        var before = _state;
        (_state, var commands) = ClientSession.Step(before, happened);
        _log.Add(happened);
        _trace.Add((_state, commands));
        _world.Check(Law.Wanted, _state is not ClientState.Closed { Ending: ClientEnding.Confused }, link.Id, $"{happened.GetType().Name} in {before.GetType().Name}");
        Say(commands);
        if (happened is Event.ContentSent && _world.Bug == Bug.SettleBeforeReply && _attempt is { } early)
        {
            _attempt = null;
            var fine = new Outcome.Delivered(Diagnosis.Here("2.0.0", "It went out"));
            machine.Settle(early, Prelude.toSeq(early.Recipients).Map(_ => (Outcome)fine).Strict());
        }
        if (_state is ClientState.Settled { Last.Case: Handover handover } && happened is not Event.NoMore && _attempt is { } attempt)
        {
            _attempt = null;
            _world.Check(Law.Accounted, handover.Outcomes.Count == attempt.Recipients.Length, link.Id, "A recipient has no outcome.");
            machine.Settle(attempt, handover.Outcomes);
        }
        return true;
    }

    private void Heard(Reply reply)
    {
        var place = _heard++;
        if (link.IsTampered) return;
        var ordered = place < link.Answers.Count && place < _said.Count && link.Answers[place].Code == reply.Code.Value
            && (link.Answers[place].To == _said[place] || link.Answers[place].To == "*");
        if (ordered)
        {
            _world.Check(Law.ReplyOrder, true, link.Id, "");
            return;
        }
        var (taken, meant) = (place < _said.Count ? _said[place] : "nothing", place < link.Answers.Count ? link.Answers[place].ToString() : "nothing");
        _world.Check(Law.ReplyOrder, false, link.Id, $"Reply {place}, {reply.Code}, was read as the one to {taken}, and is that to {meant}.");
    }

    private void Say(Seq<Command> commands)
    {
        foreach (var command in commands)
        {
            _said.Add(command.GetType().Name);
            _output.AddRange(Encoding.UTF8.GetBytes(CommandWriter.Write(command)));
            _output.AddRange("\r\n"u8);
        }
    }

    private void Flush()
    {
        if (_output.Count == 0) return;
        link.ToServer([.. _output]);
        _output.Clear();
    }

    private void End()
    {
        var closed = (ClientState.Closed)_state;
        // Those that wait for a server that cannot be talked to share its fate.
        if (closed.Ending is not (ClientEnding.Quit or ClientEnding.TlsUnavailable))
            while (Give() is { } message) Step(new Event.Give(message));
        _isOver = true;
        Flush();
        link.Finish(toServer: true);
        Fold();
        machine.Left(this, closed.Ending == ClientEnding.TlsUnavailable);
    }

    private void Fold()
    {
        for (var i = 0; i < _log.Count; i++)
        {
            var again = ClientSession.Step(_trace[i].State, _log[i]);
            var same = again.State == _trace[i + 1].State && again.Commands == _trace[i + 1].Commands;
            _world.Check(Law.Folds, same, link.Id, $"{_log[i].GetType().Name} in {_trace[i].State.GetType().Name} has two outcomes.");
        }
    }
}
