using System.Buffers;
using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using LanguageExt;
using Smtp.Domain.Protocol;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;

namespace Smtp.Host.Sending;

/// <summary>One connection to a server: does what the client session's state wants, and reports what came of it. It decides
/// nothing.</summary>
internal sealed class SmtpClientConnection : IAsyncDisposable
{
    private const int Block = 32 * 1024;

    private readonly ArrayBufferWriter<byte> _output = new();
    private readonly TimeProvider _time;
    private Stream _stream;
    private ReplyReader? _replies;
    private byte[] _input = new byte[4096];
    private int _held;
    private Func<CancellationToken, Task<Stream>>? _content;

    /// <param name="stream">The connection, which is disposed of with this.</param>
    /// <param name="settings">Ours.</param>
    /// <param name="conversation">Follows it, where somebody wants to.</param>
    /// <param name="time">The clock that patience goes by.</param>
    public SmtpClientConnection(Stream stream, SendingSettings settings, IConversation? conversation, TimeProvider time)
    {
        (_stream, Conversation, _time) = (stream, conversation, time);
        (State, var commands) = ClientSession.Open(settings);
        Write(commands);
    }

    /// <summary>Who follows the conversation.</summary>
    public IConversation? Conversation { get; }

    /// <summary>Where the session stands.</summary>
    public ClientState State { get; private set; }

    /// <summary>Whether the content of the last message went out to its end, so that the server may have it, whatever it said.</summary>
    public bool SentContent { get; private set; }

    /// <summary>Goes on until no message is under way: to the first message, that is, or to the end.</summary>
    public async Task<ClientState.Settled> SettleAsync(CancellationToken stop)
    {
        while (State.Wants is not (ClientWant.NextMessage or ClientWant.Nothing)) await StepAsync(stop);
        return (ClientState.Settled)State;
    }

    /// <summary>Hands over a message, after <see cref="SettleAsync"/>.</summary>
    /// <param name="message">The message.</param>
    /// <param name="open">Opens its content.</param>
    /// <param name="stop">The host shuts down.</param>
    public async Task<Handover> SendAsync(Outgoing message, Func<CancellationToken, Task<Stream>> open, CancellationToken stop)
    {
        (_content, SentContent) = (open, false);
        Step(new Event.Give(message));
        var settled = await SettleAsync(stop);
        return settled.Last.Case as Handover ?? throw new InvalidOperationException("A message was settled without an outcome.");
    }

    /// <summary>Says goodbye, and does not wait long for the answer.</summary>
    public async Task QuitAsync(CancellationToken stop)
    {
        if (State.Wants is ClientWant.NextMessage) Step(new Event.NoMore());
        while (State.Wants is not ClientWant.Nothing) await StepAsync(stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        if (Conversation is not null) await Conversation.EndAsync();
    }

    private async Task StepAsync(CancellationToken stop)
    {
        Event happened;
        try
        {
            happened = State.Wants switch
            {
                ClientWant.Reply want => await ReplyAsync(want.Limits, want.Patience, stop),
                ClientWant.Handshake want => await HandshakeAsync(want, stop),
                ClientWant.Content want => await ContentAsync(want, stop),
                var other => throw new InvalidOperationException($"Nobody satisfies {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException)
        {
            happened = stop.IsCancellationRequested ? new Event.Stopping() : new Event.TimedOut();
        }
        catch (Exception gone) when (gone is IOException or ObjectDisposedException)
        {
            happened = new Event.Lost();
        }
        Step(happened);
    }

    private void Step(Event happened)
    {
        if (happened is Event.ContentSent) SentContent = true;
        var before = State;
        (State, var commands) = ClientSession.Step(before, happened);
        Conversation?.Step(before, happened, State, commands);
        Write(commands);
    }

    private void Write(Seq<Command> commands)
    {
        foreach (var command in commands)
        {
            Encoding.UTF8.GetBytes(CommandWriter.Write(command), _output);
            _output.Write("\r\n"u8);
        }
    }

    private async Task<Event> ReplyAsync(ReplyLimits limits, TimeSpan patience, CancellationToken stop)
    {
        using var limit = Limit(patience, stop);
        await FlushAsync(limit.Token);
        _replies ??= new ReplyReader(limits);
        while (true)
        {
            if (_replies.TryRead(_input.AsSpan(0, _held), out var consumed) is { } happened)
            {
                Drop(consumed);
                return happened;
            }
            Drop(consumed);
            if (_held == _input.Length) Array.Resize(ref _input, _input.Length * 2);
            var read = await _stream.ReadAsync(_input.AsMemory(_held), limit.Token);
            if (read == 0) return new Event.Lost();
            _held += read;
        }
    }

    private async Task<Event> HandshakeAsync(ClientWant.Handshake want, CancellationToken stop)
    {
        using var limit = Limit(want.Patience, stop);
        await FlushAsync(limit.Token);
        if (_held > 0) return new Event.Unreadable(ReplyFault.OutOfTurn);
        var verified = false;
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, (_, _, _, errors) =>
        {
            verified = errors == SslPolicyErrors.None;
            return verified || !want.MustVerify;
        });
        _stream = tls;
        try
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = want.Name }, limit.Token);
        }
        catch (Exception failed) when (failed is AuthenticationException or IOException)
        {
            return new Event.TlsFailed(failed.InnerException?.Message ?? failed.Message);
        }
        _replies = null;
        var version = tls.SslProtocol switch
        {
            SslProtocols.Tls12 => "TLSv1.2",
            SslProtocols.Tls13 => "TLSv1.3",
            var other => other.ToString(),
        };
        return new Event.TlsStarted(new TlsFacts(version, tls.NegotiatedCipherSuite.ToString()), verified);
    }

    private async Task<Event> ContentAsync(ClientWant.Content want, CancellationToken stop)
    {
        if (want.Form is ContentForm.Nothing)
        {
            _output.Write(".\r\n"u8);
            return new Event.ContentSent();
        }
        Stream content;
        try
        {
            content = await _content!(stop);
        }
        catch (IOException lost)
        {
            return new Event.ContentFailed(lost.Message);
        }
        await using (content)
        {
            var encoder = want.Form is ContentForm.Dotted ? new ContentEncoder() : null;
            var block = ArrayPool<byte>.Shared.Rent(Block);
            try
            {
                for (int read; (read = await content.ReadAsync(block, stop)) > 0;)
                {
                    var room = _output.GetSpan(ContentEncoder.MostEncoded(read));
                    if (encoder is not null) _output.Advance(encoder.Encode(block.AsSpan(0, read), room));
                    else
                    {
                        block.AsSpan(0, read).CopyTo(room);
                        _output.Advance(read);
                    }
                    if (encoder is { HasBareLineEnding: true }) return new Event.ContentFailed("The content has a bare line ending.");
                    if (_output.WrittenCount < Block) continue;
                    using var limit = Limit(want.Patience, stop);
                    await FlushAsync(limit.Token);
                }
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(block);
            }
            if (encoder is not null) _output.Advance(encoder.Finish(_output.GetSpan(5)));
        }
        return new Event.ContentSent();
    }

    private async Task FlushAsync(CancellationToken stop)
    {
        if (_output.WrittenCount == 0) return;
        await _stream.WriteAsync(_output.WrittenMemory, stop);
        await _stream.FlushAsync(stop);
        _output.ResetWrittenCount();
    }

    private void Drop(int octets)
    {
        _input.AsSpan(octets, _held - octets).CopyTo(_input);
        _held -= octets;
    }

    private Patience Limit(TimeSpan patience, CancellationToken stop) => new(patience, _time, stop);

    /// <summary>A wait that ends when its time is over, or the host stops.</summary>
    private sealed class Patience : IDisposable
    {
        private readonly CancellationTokenSource _clock, _either;

        public Patience(TimeSpan time, TimeProvider by, CancellationToken stop)
        {
            _clock = new CancellationTokenSource(time, by);
            _either = CancellationTokenSource.CreateLinkedTokenSource(_clock.Token, stop);
        }

        public CancellationToken Token => _either.Token;

        public void Dispose()
        {
            _either.Dispose();
            _clock.Dispose();
        }
    }
}
