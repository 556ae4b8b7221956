using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Host.Recording;
using Smtp.Parsing.Framing;

namespace Smtp.Host.Receiving;

/// <summary>How a read ended.</summary>
internal enum Reading
{
    /// <summary>There are octets.</summary>
    Octets,

    /// <summary>Nothing more will come.</summary>
    End,

    /// <summary>The patience is over.</summary>
    TimedOut,

    /// <summary>The host shuts down, and the wait was for something that need not be waited for.</summary>
    Stopping,
}

internal static class Readings
{
    /// <summary>What a session is told of a read that brought nothing.</summary>
    public static Command Ended(this Reading reading) => reading switch
    {
        Reading.TimedOut => new Command.TimedOut(),
        Reading.Stopping => new Command.Stopping(),
        Reading.End => new Command.Lost(),
        _ => throw new InvalidOperationException($"A read that brought {reading} has not ended."),
    };
}

/// <summary>A connection's octets in both directions, in plaintext or under TLS. Replies are buffered, and flushed only
/// before a wait for input: one flush for a pipelined batch.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly IDuplexPipe _transport;
    private readonly CancellationToken _aborted;
    private readonly TimeProvider _time;
    private readonly ITimer _alarm;
    private PipeReader _input;
    private PipeWriter _output;
    private SslStream? _tls;
    private bool _held;
    private long _deadline = long.MaxValue;
    private long _armed = long.MaxValue;
    private long _received;
    private bool _unflushed;
    private volatile bool _flushing;
    private volatile bool _late;
    private volatile bool _stopping;
    private volatile bool _interruptible;

    public Wire(IDuplexPipe transport, TimeProvider time, CancellationToken aborted)
    {
        _transport = transport;
        (_time, _aborted) = (time, aborted);
        (_input, _output) = (transport.Input, transport.Output);
        _alarm = time.CreateTimer(static wire => ((Wire)wire!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What is recorded of the session; null where nothing is.</summary>
    public SessionTape? Tape { get; set; }

    /// <summary>What was read and is not consumed yet.</summary>
    public ReadOnlySequence<byte> Buffer { get; private set; }

    /// <summary>Whether the client has sent something that nobody asked for yet.</summary>
    public bool HasInput()
    {
        if (!Buffer.IsEmpty) return true;
        Release();
        if (!_input.TryRead(out var result)) return false;
        (Buffer, _held) = (result.Buffer, true);
        return !Buffer.IsEmpty;
    }

    /// <summary>Done with that many octets.</summary>
    public void Consume(long octets)
    {
        if (octets <= 0) return;
        Tape?.Consumed(Buffer.Slice(0, octets));
        Buffer = Buffer.Slice(octets);
    }

    /// <summary>Octets read so far, as they were meant: under TLS, those within it.</summary>
    public long Received => Interlocked.Read(ref _received);

    /// <summary>Whether the client is being waited for.</summary>
    public bool IsWaiting => Interlocked.Read(ref _deadline) != long.MaxValue;

    /// <summary>Whether replies were written that have not left yet.</summary>
    public bool HasUnsent => _unflushed;

    private long Now => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    public void Write(Seq<Reply> replies)
    {
        // Without an enumerator, which would be made anew for each reply.
        for (var i = 0; i < replies.Count; i++)
        {
            ReplyWriter.Write(replies[i], _output);
            _unflushed = true;
        }
    }

    /// <summary>Sends what was written; false when nobody is there to read it, or nobody has read for that long.</summary>
    public async ValueTask<bool> FlushAsync(TimeSpan patience)
    {
        if (!_unflushed) return true;
        _unflushed = false;
        try
        {
            _flushing = true;
            var flushing = _output.FlushAsync(_aborted);
            if (!flushing.IsCompleted) SetAlarm(patience);
            var result = await flushing;
            return !result.IsCompleted && !result.IsCanceled;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return false;
        }
        finally
        {
            StopAlarm();
            _flushing = false;
        }
    }

    /// <summary>Waits for octets beyond those in <see cref="Buffer"/>, which were all examined, and flushes before.</summary>
    /// <param name="patience">How long.</param>
    /// <param name="interruptible">Whether the wait ends when the host shuts down.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Reading> ReadAsync(TimeSpan patience, bool interruptible)
    {
        Tape?.Waits();
        if (!await FlushAsync(patience)) return Reading.End;
        _late = false;
        _interruptible = interruptible;
        Interlocked.MemoryBarrier();                          // Stop sets its flag first and looks at ours then: one of us sees the other
        if (interruptible && _stopping) return Reading.Stopping;
        var known = Buffer.Length;
        Release();
        try
        {
            var waiting = _input.ReadAsync(_aborted);
            if (!waiting.IsCompleted) SetAlarm(patience);
            var result = await waiting;
            StopAlarm();
            (Buffer, _held) = (result.Buffer, true);
            Interlocked.Add(ref _received, Buffer.Length - known);
            return Buffer.Length > known ? Reading.Octets
                : _late ? Reading.TimedOut
                : interruptible && _stopping ? Reading.Stopping
                : result.IsCompleted ? Reading.End
                : Reading.Octets;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            return Reading.End;
        }
        finally
        {
            _interruptible = false;
        }
    }

    /// <summary>Begins TLS on what was plaintext.</summary>
    /// <exception cref="AuthenticationException">The handshake failed.</exception>
    public async Task<TlsFacts> StartTlsAsync(SslServerAuthenticationOptions options, CancellationToken stop)
    {
        Release();
        var tls = new SslStream(new DuplexPipeStream(_transport.Input, _transport.Output));
        try
        {
            await tls.AuthenticateAsServerAsync(options, stop);
        }
        catch
        {
            await tls.DisposeAsync();
            throw;
        }
        _tls = tls;
        // Zero-byte reads: an idle session keeps no buffer.
        _input = PipeReader.Create(tls, new StreamPipeReaderOptions(bufferSize: 8192, leaveOpen: true, useZeroByteReads: true));
        _output = PipeWriter.Create(tls, new StreamPipeWriterOptions(leaveOpen: true));
        (Buffer, _held) = (default, false);
        var version = tls.SslProtocol switch
        {
            SslProtocols.Tls12 => "TLSv1.2",
            SslProtocols.Tls13 => "TLSv1.3",
            var other => other.ToString(),
        };
        return new TlsFacts(version, tls.NegotiatedCipherSuite.ToString());
    }

    /// <summary>The host shuts down: a wait that need not be ends now.</summary>
    public void Stop()
    {
        _stopping = true;
        Interlocked.MemoryBarrier();
        if (_interruptible) _input.CancelPendingRead();
    }

    /// <summary>Gives back what is consumed; the rest has been looked at, and more is needed to go on.</summary>
    private void Release()
    {
        if (!_held) return;
        _input.AdvanceTo(Buffer.Start, Buffer.End);
        (Buffer, _held) = (default, false);
    }

    /// <summary>The ways in which a connection that the other side has left shows it.</summary>
    private static bool IsGone(Exception exception) =>
        exception is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException;

    private void Ring()
    {
        Interlocked.Exchange(ref _armed, long.MaxValue);
        var deadline = Interlocked.Read(ref _deadline);
        if (deadline == long.MaxValue) return;
        // The wait that the alarm was set for ended long ago; it is set again for the one that goes on. The system's timers may ring
        // a few milliseconds early.
        if (Now + 20 < deadline)
        {
            Arm(deadline);
            return;
        }
        _late = true;
        if (_flushing) _output.CancelPendingFlush();
        else _input.CancelPendingRead();
    }

    private void SetAlarm(TimeSpan patience)
    {
        var deadline = Now + (long)patience.TotalMilliseconds;
        Interlocked.Exchange(ref _deadline, deadline);
        // An alarm that rings sooner finds the new deadline: to set one for every read would cost more than the read.
        if (deadline < Interlocked.Read(ref _armed)) Arm(deadline);
    }

    private void StopAlarm() => Interlocked.Exchange(ref _deadline, long.MaxValue);

    private void Arm(long deadline)
    {
        Interlocked.Exchange(ref _armed, deadline);
        _alarm.Change(TimeSpan.FromMilliseconds(Math.Max(0, deadline - Now)), Timeout.InfiniteTimeSpan);
    }

    public async ValueTask DisposeAsync()
    {
        await _alarm.DisposeAsync();
        if (_tls is null) return;
        try
        {
            await _output.CompleteAsync();
            await _input.CompleteAsync();
            await _tls.ShutdownAsync();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The client did not wait for our close_notify; there is nobody left to tell.
        }
        finally
        {
            await _tls.DisposeAsync();
        }
    }
}
