using System.Buffers;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Transcripts.Recording;

namespace Smtp.Host.Recording;

/// <summary>The recording of one session while it runs. At its end it goes to the archive, which nobody waits for.</summary>
internal sealed class SessionTape(SessionArchive archive, SessionRecorder recorder, TimeProvider time) : IDisposable
{
    private readonly long _opened = time.GetTimestamp();
    private bool _waits;

    private TimeSpan Now => time.GetElapsedTime(_opened);

    /// <summary>Octets from the client are done with.</summary>
    public void Consumed(in ReadOnlySequence<byte> octets)
    {
        foreach (var segment in octets) recorder.Consumed(segment.Span);
    }

    /// <summary>Octets of content as they are meant.</summary>
    public void Decoded(ReadOnlySpan<byte> octets) => recorder.Decoded(octets);

    /// <summary>The client is waited for.</summary>
    public void Waits()
    {
        recorder.Waits(Now);
        _waits = true;
    }

    /// <summary>A step of the session, and what the client has sent beyond it.</summary>
    public void Step(State before, Command command, State after, Seq<Reply> replies, in ReadOnlySequence<byte> unread)
    {
        if (command is Command.Desynchronised) recorder.Unread(unread.FirstSpan);
        // How late it is matters only to a step that had to wait.
        recorder.Step(before, command, after, replies, _waits ? Now : TimeSpan.Zero);
        _waits = false;
    }

    /// <summary>The session is over, or broke off.</summary>
    public void Dispose() => archive.Take(recorder.Finish());
}
