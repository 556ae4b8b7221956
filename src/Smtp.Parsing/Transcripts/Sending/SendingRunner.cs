using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;

namespace Smtp.Parsing.Transcripts.Sending;

/// <summary>Runs a client's transcript through the core: the server's lines are what happens, the client's what comes of it.</summary>
internal sealed class SendingRunner
{
    private readonly SendingGivens _givens;
    private readonly Func<int> _segment;
    private readonly List<TranscriptLine> _lines = [];
    private readonly List<byte> _received = [];
    private ReplyReader _replies;
    private ClientState _state;
    private TimeSpan _waited;

    private SendingRunner(SendingGivens givens, Func<int> segment)
    {
        (_givens, _segment) = (givens, segment);
        _replies = new ReplyReader(givens.Settings.ReplyLimits);
        (_state, _) = ClientSession.Open(givens.Settings);
    }

    /// <summary>The same transcript with its output made anew.</summary>
    public static Transcript Run(Transcript transcript, SendingGivens givens, Func<int> segment)
    {
        var run = new SendingRunner(givens, segment);
        foreach (var line in transcript.Lines)
        {
            if (line is TranscriptLine.Output) continue;
            run._lines.Add(line);
            run.Play(line);
        }
        return transcript with { Lines = new Seq<TranscriptLine>(run._lines.Select((line, index) => line with { Number = index + 1 }).ToArray()) };
    }

    private void Play(TranscriptLine line)
    {
        switch (line)
        {
            case TranscriptLine.Says says: Receive(says.Octets); break;
            case TranscriptLine.ServerEnds: Happens(new Event.Lost()); break;
            case TranscriptLine.Gives gives when _state.Wants is ClientWant.NextMessage: Happens(new Event.Give(gives.Message)); break;
            case TranscriptLine.NoMore when _state.Wants is ClientWant.NextMessage: Happens(new Event.NoMore()); break;
            case TranscriptLine.Stops: Happens(new Event.Stopping()); break;
            case TranscriptLine.Handshake handshake when _state.Wants is ClientWant.Handshake: Shake(handshake); break;
            case TranscriptLine.Passes passes: Pass(passes.Time); break;
            case TranscriptLine.Blank or TranscriptLine.Prose or TranscriptLine.Given: break;
            default: Complain("the client waits for something else"); break;
        }
    }

    private void Receive(Seq<byte> octets)
    {
        var rest = octets.ToArray().AsSpan();
        while (!rest.IsEmpty)
        {
            var size = Math.Min(_segment(), rest.Length);
            _received.AddRange(rest[..size]);
            rest = rest[size..];
            Read();
        }
    }

    private void Read()
    {
        while (_state.Wants is ClientWant.Reply && _replies.TryRead(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_received), out var consumed) is var happened)
        {
            _received.RemoveRange(0, consumed);
            if (happened is null) return;
            Happens(happened);
        }
    }

    private void Shake(TranscriptLine.Handshake handshake)
    {
        _replies = new ReplyReader(_givens.Settings.ReplyLimits);
        if (_received.Count > 0) Happens(new Event.Unreadable(ReplyFault.OutOfTurn));
        else if (handshake.Tls.Case is Domain.Protocol.TlsFacts tls) Happens(new Event.TlsStarted(tls, !handshake.Source.EndsWith(" unverified", StringComparison.Ordinal)));
        else Happens(new Event.TlsFailed("The handshake failed"));
    }

    private void Pass(TimeSpan time)
    {
        _waited += time;
        var patience = _state.Wants switch
        {
            ClientWant.Reply reply => reply.Patience,
            ClientWant.Handshake handshake => handshake.Patience,
            ClientWant.Content content => content.Patience,
            ClientWant.NextMessage or ClientWant.Nothing => TimeSpan.MaxValue,
            var other => throw new InvalidOperationException($"No patience is known for {other.GetType().Name}."),
        };
        if (_waited >= patience) Happens(new Event.TimedOut());
    }

    private void Happens(Event happened)
    {
        var before = _state;
        (_state, var commands) = ClientSession.Step(before, happened);
        _waited = TimeSpan.Zero;
        Output(SendingTelling.Tell(commands, _givens.SecretsMasked));
        Output(SendingTelling.Tell(before, _state));
        if (_state.Wants is ClientWant.Content content)
        {
            Output([SendingTelling.Tell(content)]);
            Happens(new Event.ContentSent());
        }
    }

    private void Complain(string why) => Output([$"!! {why}"]);

    private void Output(IEnumerable<string> lines) => _lines.AddRange(lines.Select(line => new TranscriptLine.Output(0, line)));
}
