using System.Buffers;
using System.Globalization;
using System.Net;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Simulation;

/// <summary>A server's side of a connection: does what the session's state wants, as the host's shell does, with everything that a
/// shell has to wait for made an event.</summary>
internal sealed partial class ServerSide(Machine machine, Connection link) : IEnd, IDisposable
{
    private static readonly TlsFacts Tls = new("TLSv1.3", "TLS_AES_256_GCM_SHA384");

    private readonly World _world = machine.World;
    private readonly CommandReader _commands = new();
    private readonly OctetQueue _input = new();
    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly Stepper _stepper = new(machine.World.Bug);
    private readonly List<Command> _log = [];
    private readonly List<(State State, Seq<Reply> Replies)> _trace = [];
    private SessionRecorder? _recorder;
    private State _state = new State.Closed(Ending.Lost);
    private TimeSpan _opened;
    private string _to = "greeting";
    private bool _isOver, _asks, _isFinished, _isRunning, _hasAlarm, _shakes;
    private int _alarm;

    public Connection Link => link;

    /// <summary>The transcript, where the world is recorded.</summary>
    public string? Transcript { get; private set; }

    public void Begin()
    {
        _opened = _world.Now;
        var peer = new Peer(IPAddress.Loopback);
        var id = link.Id.ToString(CultureInfo.InvariantCulture);
        if (_world.IsRecorded)
        {
            _recorder = new SessionRecorder(
                new RecorderOptions { Bodies = 64 * 1024, EarlyTalkersWelcome = true }, new Link(machine.Settings, peer, id, machine.Time));
        }
        (_state, var replies) = Session.Open(machine.Settings, peer, id, machine.Time);
        _trace.Add((_state, replies));
        Say(replies);
        Go();
    }

    public void Octets(byte[] octets)
    {
        if (_isOver) return;
        _input.Add(octets);
        // The patience for a line is for the whole of it; for content it is for each read.
        if (_state.Wants is not Want.Line and not Want.Verdict) Calm();
        Go();
    }

    public void Handshake()
    {
        if (_isOver) return;
        // Where no handshake is due, its first octets are what a TLS client sends.
        if (_state.Wants is Want.Handshake) _shakes = true;
        else _input.Add([0x16, 0x03, 0x01]);
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
        Over();
    }

    /// <summary>Folds the log again.</summary>
    public void Fold()
    {
        if (_trace.Count == 0) return;
        var (stepper, state) = (new Stepper(_world.Bug), _trace[0].State);
        for (var i = 0; i < _log.Count; i++)
        {
            var again = stepper.Step(state, _log[i]);
            var same = again.State == _trace[i + 1].State && again.Replies == _trace[i + 1].Replies;
            _world.Check(Law.Folds, same, link.Id, $"{_log[i].GetType().Name} in {state.GetType().Name} has two outcomes.");
            state = again.State;
        }
    }

    /// <summary>Ends the recording, from which the transcript is made.</summary>
    public void Dispose() => Transcript ??= _recorder?.Finish().ToText(_ => true);

    private void Go()
    {
        if (_isRunning || _isOver || _trace.Count == 0) return;
        _isRunning = true;
        while (!_isOver && !machine.CrashesNow() && Advances()) { }
        _isRunning = false;
    }

    /// <summary>Does what is wanted, if it can be done now.</summary>
    private bool Advances()
    {
        switch (_state.Wants)
        {
            case Want.Nothing:
                Flush();
                link.Finish(toServer: false);
                machine.Left(this);
                Over();
                return false;
            case Want.Verdict want:
                if (_asks) return false;
                _asks = true;
                Alarm(want.Patience);
                Ask(want.Question);
                return !_asks;
            case Want.Line want:
                var command = _input.Length == 0 ? null : _commands.TryRead(_input.Span, want, out var consumed) is var read ? Consumed(consumed, read) : null;
                if (command is not null) return Step(command);
                _world.Check(Law.Bounded, _input.Length <= want.Limits.Most, link.Id, $"{_input.Length} octets wait for the end of a line.");
                return Waits(want.Patience);
            case Want.Content want: return Receive(want);
            case Want.Chunk want: return Receive(want);
            case Want.Skip want: return Skip(want);
            case Want.Handshake want: return Shake(want);
            case var other: throw new InvalidOperationException($"Nobody satisfies {other.GetType().Name}.");
        }
    }

    private Command? Consumed(int count, Command? read)
    {
        Drop(count);
        return read;
    }

    private void Drop(int count)
    {
        if (count == 0) return;
        _recorder?.Consumed(_input.Span[..count]);
        _input.Drop(count);
    }

    private bool Shake(Want.Handshake want)
    {
        var forgets = _world.Bug != Bug.KeepPlaintext;
        if (_output.WrittenCount > 0 && _input.Length > 0 && forgets)
        {
            _recorder?.Unread(_input.Span);
            return Step(new Command.Desynchronised());
        }
        Flush();
        if (_input.Length > 0 && forgets) return Step(new Command.TlsFailed());
        if (!_shakes) return Waits(want.Patience);
        _shakes = false;
        if (_world.Plan.Strikes(Fault.TlsFailure)) return Step(new Command.TlsFailed());
        link.IsSecure = true;
        link.HandshakeToClient();
        var behind = _state is State.StartingTls at ? new State.Greeted(at.Link, Tls, Tally.Zero) : null;
        Step(new Command.TlsStarted(Tls));
        _world.Check(Law.Handshake, behind is null || _state == behind, link.Id, "A session is not new behind its handshake.");
        return true;
    }

    private bool Waits(TimeSpan patience)
    {
        Flush();
        if (_isFinished) return Step(new Command.Lost());
        _recorder?.Waits(_world.Now - _opened);
        if (!_hasAlarm) Alarm(patience);
        return false;
    }

    private void Alarm(TimeSpan patience)
    {
        _hasAlarm = true;
        var alarm = ++_alarm;
        _world.After(patience, machine, () =>
        {
            if (_isOver || alarm != _alarm) return;
            link.Interrupt();
            Step(new Command.TimedOut());
            Go();
        });
    }

    private void Calm()
    {
        _alarm++;
        _hasAlarm = false;
    }

    private bool Step(Command command)
    {
        var before = _state;
        Calm();
        _asks = false;
        _to = To(before, command);
        (_state, var replies) = _stepper.Step(before, command);
        _log.Add(command);
        _trace.Add((_state, replies));
        _recorder?.Step(before, command, _state, replies, _world.Now - _opened);
        Judge(before, command, replies);
        Say(replies);
        return true;
    }

    private void Say(Seq<Reply> replies)
    {
        foreach (var reply in replies)
        {
            ReplyWriter.Write(reply, _output);
            link.Answers.Add((_to, reply.Code.Value));
        }
    }

    private void Flush()
    {
        if (_output.WrittenCount == 0) return;
        link.ToClient(_output.WrittenSpan.ToArray(), _state is State.StartingTls);
        _output.ResetWrittenCount();
    }

    private void Over()
    {
        _isOver = true;
        Calm();
    }

    /// <summary>What the replies of a step are to.</summary>
    private string To(State before, Command command) => command switch
    {
        Command.BodyReceived or Command.BodyRefused when before is State.ReceivingContent => ".",
        Command.TimedOut or Command.Lost or Command.Stopping or Command.Desynchronised => "*",
        Command.Answered or Command.BodyReceived or Command.BodyRefused or Command.ChunkReceived or Command.TlsStarted or Command.TlsFailed => _to,
        _ => command.GetType().Name,
    };
}
