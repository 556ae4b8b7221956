using System.Buffers;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using LanguageExt;
using Serilog.Events;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;
using ILogger = Serilog.ILogger;

namespace Smtp.Host.Receiving;

/// <summary>One connection: does what the session's state wants, and reports what came of it. It decides nothing.</summary>
internal sealed class SmtpConnection(Wire wire, Shell shell, ILogger log) : IAsyncDisposable
{
    private readonly CommandReader _commands = new();
    private readonly ContentReceiver _content = new(wire, shell.Bodies);
    private CancellationTokenSource _patience = new(Timeout.InfiniteTimeSpan, shell.Time);
    private int _messages;
    private int _lender;

    /// <summary>Whether this is the thread that brought the last verdict on a message. It may be the store's writer, for which everybody waits:
    /// it is there for the reply alone, and not for whatever the client has sent behind its message.</summary>
    private bool IsGuest => _lender == Environment.CurrentManagedThreadId;

    /// <summary>A thread of the pool.</summary>
    private static ConfiguredTaskAwaitable Elsewhere => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    /// <summary>Runs the session to its end.</summary>
    /// <param name="settings">The listener's settings.</param>
    /// <param name="peer">Who connected.</param>
    /// <param name="id">The session's name.</param>
    public async Task RunAsync(Settings settings, Peer peer, string id)
    {
        var link = new Link(settings, peer, id, shell.Time.GetUtcNow());
        using var meter = shell.Instruments?.Begin(link, shell.Time);
        using var tape = wire.Tape = shell.Archive?.Begin(link, !shell.RefuseEarlyTalkers);
        var (state, replies) = Session.Open(settings, peer, id, link.Opened);
        while (true)
        {
            wire.Write(replies);                              // buffered; flushed only before waiting for input
            if (state.Wants is Want.Nothing) break;
            var command = await SatisfyAsync(state.Wants);
            if (command is not Command.Answered)
            {
                // Who awaits a line may still be here when the line was read elsewhere.
                if (IsGuest) await Elsewhere;
                _lender = 0;
            }
            var before = state;
            (state, replies) = Session.Step(state, command);
            tape?.Step(before, command, state, replies, wire.Buffer);
            meter?.Step(before, command, state, replies);
            Tell(id, before, command, state, replies);
        }
        await wire.FlushAsync(settings.Patience.Command);
        log.Information("Session {Session} with {Peer} ended: {Ending}, {Messages} accepted",
            id, peer, state is State.Closed closed ? closed.Ending : null, _messages);
    }

    private ValueTask<Command> SatisfyAsync(Want want) => want switch
    {
        Want.Line line => LineAsync(line),
        Want.Content content => _content.ReceiveAsync(content),
        Want.Chunk chunk => _content.ReceiveAsync(chunk),
        Want.Skip skip => _content.SkipAsync(skip),
        Want.Verdict verdict => VerdictAsync(verdict),
        Want.Handshake handshake => HandshakeAsync(handshake),
        _ => throw new InvalidOperationException($"Nobody satisfies {want.GetType().Name}."),
    };

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Command> LineAsync(Want.Line want)
    {
        // The patience is for the whole line: octets that drip in one by one do not buy more of it.
        var began = shell.Time.GetTimestamp();
        while (true)
        {
            if (IsGuest && !wire.Buffer.IsEmpty) await Elsewhere;
            for (var before = 0L; !wire.Buffer.IsEmpty && wire.Buffer.Length != before;)
            {
                before = wire.Buffer.Length;
                if (ReadLine(want) is { } command) return command;
            }
            var left = want.Patience - shell.Time.GetElapsedTime(began);
            if (left <= TimeSpan.Zero) return new Command.TimedOut();
            var reading = await wire.ReadAsync(left, interruptible: true);
            if (reading != Reading.Octets) return reading.Ended();
        }
    }

    private Command? ReadLine(Want.Line want)
    {
        // What is beyond the longest line is looked at later; a line in one piece, as nearly always, is not copied.
        var most = want.Limits.Most + 1;
        var buffer = wire.Buffer.Length > most ? wire.Buffer.Slice(0, most) : wire.Buffer;
        if (buffer.IsSingleSegment)
        {
            var command = _commands.TryRead(buffer.FirstSpan, want, out var consumed);
            wire.Consume(consumed);
            return command;
        }
        var length = (int)buffer.Length;
        var copy = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(copy);
            var command = _commands.TryRead(copy.AsSpan(0, length), want, out var consumed);
            wire.Consume(consumed);
            return command;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Command> VerdictAsync(Want.Verdict want)
    {
        if (want.Question is Question.Connection && await TalksEarlyAsync() is { } early) return early;
        try
        {
            var answering = shell.Answers.AnswerAsync(want.Question, _content.Body, _patience.Token);
            // Most answers are there at once; a clock is set for those that are not.
            var isLate = !answering.IsCompleted;
            if (isLate) _patience.CancelAfter(want.Patience);
            var verdict = await answering;
            if (isLate && want.Question is Question.Accept) _lender = Environment.CurrentManagedThreadId;
            if (verdict is Verdict.Accepted accepted) Tell((Question.Accept)want.Question, accepted);
            return new Command.Answered(verdict);
        }
        catch (OperationCanceledException) when (_patience.IsCancellationRequested)
        {
            return new Command.TimedOut();
        }
        finally
        {
            if (want.Question is Question.Accept) await _content.ForgetAsync();
            RenewPatience();
        }
    }

    private async ValueTask<Command?> TalksEarlyAsync()
    {
        if (!shell.RefuseEarlyTalkers) return null;
        if (!wire.HasInput() && shell.GreetingDelay > TimeSpan.Zero)
        {
            var reading = await wire.ReadAsync(shell.GreetingDelay, interruptible: true);
            if (reading is Reading.End or Reading.Stopping) return reading.Ended();
        }
        return wire.HasInput() ? new Command.Desynchronised() : null;
    }

    private async ValueTask<Command> HandshakeAsync(Want.Handshake want)
    {
        // What is here while our 220 is still unsent is plaintext, whatever it pretends to be (RFC 3207 §4.2, §6).
        if (wire.HasUnsent && wire.HasInput()) return new Command.Desynchronised();
        if (shell.Certificates is null) throw new InvalidOperationException("TLS was offered without a certificate.");
        _patience.CancelAfter(want.Patience);
        try
        {
            if (!await wire.FlushAsync(want.Patience)) return new Command.Lost();
            return new Command.TlsStarted(await wire.StartTlsAsync(await shell.Certificates.CurrentAsync(), _patience.Token));
        }
        catch (Exception failure) when (failure is AuthenticationException or IOException or OperationCanceledException)
        {
            log.Debug("TLS handshake failed: {Reason}", failure.Message);
            return _patience.IsCancellationRequested ? new Command.TimedOut() : new Command.TlsFailed();
        }
        finally
        {
            RenewPatience();
        }
    }

    /// <summary>Patience that was lost once stays lost: the next wait needs another.</summary>
    private void RenewPatience()
    {
        if (_patience.TryReset()) return;
        _patience.Dispose();
        _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, shell.Time);
    }

    private void Tell(Question.Accept question, Verdict.Accepted accepted)
    {
        _messages++;
        if (!log.IsEnabled(LogEventLevel.Information)) return;
        log.Information("Message {QueueId} from {From} to {Recipients}, {Size} octets, in session {Session}",
            accepted.Id.Text, question.Envelope.From.Address, Addresses(question.Envelope.Recipients),
            question.Body.Size, question.Client.Link.Session);
    }

    private static string[] Addresses(Seq<Recipient> recipients)
    {
        var addresses = new string[recipients.Count];
        for (var i = 0; i < addresses.Length; i++) addresses[i] = recipients[i].Path.Address;
        return addresses;
    }

    private void Tell(string id, State before, Command command, State after, Seq<Reply> replies)
    {
        if (!log.IsEnabled(LogEventLevel.Debug)) return;
        log.Debug("{Session} {Before}: {Command} -> {After} {Replies}",
            id, before.GetType().Name, command.ToString(), after.GetType().Name, replies.Map(reply => reply.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        await _content.ForgetAsync();
        _patience.Dispose();
    }
}
