using System.Buffers;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Host.Recording;

/// <summary>The recording of one session while it runs. At its end it goes to the archive, which nobody waits for. The session
/// tells it what happens; whoever looks on may ask at any time what was recorded so far.</summary>
internal sealed class SessionTape : IDisposable
{
    private readonly SessionArchive _archive;
    private readonly SessionRecorder _recorder;
    private readonly TimeProvider _time;
    private readonly long _opened;
    // Hardly ever is it held by anybody but the session itself, and then it costs next to nothing.
    private readonly Lock _gate = new();
    private State? _state;
    private bool _waits, _isOver;

    public SessionTape(SessionArchive archive, SessionRecorder recorder, Link link, TimeProvider time)
    {
        (_archive, _recorder, _time, Link) = (archive, recorder, time, link);
        _opened = time.GetTimestamp();
        archive.Running.Begin(this);
    }

    /// <summary>Who connected, to which listener, when, and the session's name.</summary>
    public Link Link { get; }

    /// <summary>Where the session stands; null before its first step.</summary>
    public State? State => Volatile.Read(ref _state);

    /// <summary>How many messages it has brought.</summary>
    public int Accepted => _recorder.Accepted;

    private TimeSpan Now => _time.GetElapsedTime(_opened);

    /// <summary>Octets from the client are done with.</summary>
    public void Consumed(in ReadOnlySequence<byte> octets)
    {
        lock (_gate) foreach (var segment in octets) _recorder.Consumed(segment.Span);
    }

    /// <summary>Octets of content as they are meant.</summary>
    public void Decoded(ReadOnlySpan<byte> octets)
    {
        lock (_gate) _recorder.Decoded(octets);
    }

    /// <summary>The client is waited for.</summary>
    public void Waits()
    {
        lock (_gate) _recorder.Waits(Now);
        // Octets of the same content may be waited for many times: that is nothing new.
        if (!_waits) _archive.Running.GoOn(this);
        _waits = true;
    }

    /// <summary>A step of the session, and what the client has sent beyond it.</summary>
    public void Step(State before, Command command, State after, Seq<Reply> replies, in ReadOnlySequence<byte> unread)
    {
        lock (_gate)
        {
            if (command is Command.Desynchronised) _recorder.Unread(unread.FirstSpan);
            // How late it is matters only to a step that had to wait.
            _recorder.Step(before, command, after, replies, _waits ? Now : TimeSpan.Zero);
        }
        Volatile.Write(ref _state, after);
        _waits = false;
    }

    /// <summary>What was recorded so far; null once the session is over, for then the archive has all of it.</summary>
    public RecordedSession? SoFar()
    {
        lock (_gate) return _isOver ? null : _recorder.SoFar();
    }

    /// <summary>The session is over, or broke off.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isOver) return;
            _isOver = true;
            // Into the archive first: at every moment it is in one of the two.
            _archive.Take(_recorder.Finish());
        }
        _archive.Running.End(this);
    }
}
