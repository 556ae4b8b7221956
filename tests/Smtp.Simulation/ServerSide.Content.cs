using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;

namespace Smtp.Simulation;

/// <summary>Content, and who answers for it.</summary>
internal sealed partial class ServerSide
{
    private readonly List<byte> _content = [];
    private readonly List<Recipient> _granted = [];
    private ContentDecoder? _data;
    private ChunkDecoder? _chunks;
    private long? _left;
    private Entry.Message? _stored;

    private bool Receive(Want.Content want)
    {
        if (_data is null)
        {
            _data = new ContentDecoder(want.Rules);
            _content.Clear();
        }
        if (_world.Bug == Bug.LineFeedDot) EndAtLineFeedDot();
        var room = new byte[(_input.Length * 2) + 8];
        var done = _data.Decode(_input.Span, room, out var consumed, out var written);
        Keep(room.AsSpan(0, written));
        Drop(consumed);
        if (!done) return Waits(want.Patience);
        var (fault, size) = (_data.Fault, _data.Size);
        _data = null;
        return Step(Received(fault, size));
    }

    private bool Receive(Want.Chunk want)
    {
        if (_left is null)
        {
            _left = want.Size;
            if (want.First)
            {
                _chunks = new ChunkDecoder(want.Rules);
                _content.Clear();
            }
        }
        var count = (int)Math.Min(_left.Value, _input.Length);
        var room = new byte[(count * 2) + 8];
        _left -= count;
        _chunks!.Decode(_input.Span[..count], want.Last && _left == 0, room, out var written);
        Keep(room.AsSpan(0, written));
        Drop(count);
        if (_left > 0) return Waits(want.Patience);
        _left = null;
        return Step(_chunks.Fault is null && !want.Last ? new Command.ChunkReceived() : Received(_chunks.Fault, _chunks.Size));
    }

    private bool Skip(Want.Skip want)
    {
        _left ??= want.Size;
        var count = (int)Math.Min(_left.Value, _input.Length);
        _left -= count;
        Drop(count);
        if (_left > 0) return Waits(want.Patience);
        _left = null;
        return Step(new Command.ChunkReceived());
    }

    private void Keep(ReadOnlySpan<byte> octets)
    {
        _recorder?.Decoded(octets);
        _content.AddRange(octets);
    }

    private Command Received(BodyFault? fault, long size)
    {
        if (fault is null && _world.Plan.Strikes(Fault.DiskFull)) fault = BodyFault.NoStorage;
        return fault is { } why ? new Command.BodyRefused(why) : new Command.BodyReceived(new Body("disk", size));
    }

    private void EndAtLineFeedDot()
    {
        var at = _input.Span.IndexOf("\n.\n"u8);
        if (at < 0 || (at > 0 && _input.Span[at - 1] == '\r')) return;
        _input.Replace([.. _input.Span[..at], .. "\r\n.\r\n"u8, .. _input.Span[(at + 3)..]]);
    }

    private void Ask(Question question)
    {
        if (_world.Plan.Strikes(Fault.Delay))
        {
            var alarm = _alarm;
            _world.After(TimeSpan.FromSeconds(_world.Plan.Of(Fault.Delay).Between(1, 600)), machine, () =>
            {
                if (_isOver || alarm != _alarm) return;
                Decide(question);
                Go();
            });
        }
        else Decide(question);
    }

    private void Decide(Question question)
    {
        if (question is Question.Accept accept)
        {
            Accept(accept.Envelope);
            return;
        }
        if (question is Question.Sender)
        {
            _granted.Clear();
            _stored = null;
        }
        var verdict = Opinion(question);
        if (question is Question.Recipient { Candidate: var candidate } && verdict is Verdict.Granted) _granted.Add(candidate);
        Step(new Command.Answered(verdict));
    }

    private Verdict Opinion(Question question) => question switch
    {
        Question.Recipient { Candidate.Path: ForwardPath.Of { Mailbox.Local.Text: "nobody" } } => new Verdict.Refused(Reason.UnknownMailbox),
        Question.Room when _world.Plan.Strikes(Fault.DiskFull) => new Verdict.Deferred(Reason.NoStorage),
        _ when _world.Plan.Strikes(Fault.Deferred) => new Verdict.Deferred(question is Question.Connection ? Reason.TooManyConnections : Reason.Unspecified),
        _ => Verdict.Granted.Yes,
    };

    private void Accept(Envelope envelope)
    {
        var content = _content.ToArray();
        var letter = _world.Find(Letter.KeyOf(content));
        var refusal = letter is { IsUnwanted: true } ? new Verdict.Refused(Reason.ContentRejected)
            : _world.Plan.Strikes(Fault.DiskFull) ? new Verdict.Deferred(Reason.NoStorage)
            : _world.Plan.Strikes(Fault.Deferred) ? new Verdict.Deferred(Reason.Unspecified)
            : (Verdict?)null;
        if (refusal is not null)
        {
            Step(new Command.Answered(refusal));
            return;
        }
        IsFaithful(letter, envelope, content);
        var accepted = new Verdict.Accepted(new QueueId($"m{machine.Index}-{_world.Now.Ticks}"));
        Verdict verdict = accepted;
        if (machine.Settings.Role == Role.Lmtp)
        {
            var each = envelope.Recipients.Map(_ =>
                _world.Plan.Strikes(Fault.Deferred) ? (Verdict)new Verdict.Deferred(Reason.MailboxFull) : accepted).Strict();
            verdict = new Verdict.Each(each);
            envelope = envelope with { Recipients = envelope.Recipients.Zip(each).Filter(one => one.Item2 is Verdict.Accepted).Map(one => one.Item1).Strict() };
            if (envelope.Recipients.IsEmpty)
            {
                Step(new Command.Answered(verdict));
                return;
            }
        }
        var alarm = _alarm;
        _stored = machine.Store(letter!, envelope, content, link.IsForeign ? null : link.Attempt, () =>
        {
            // Patience may be over: then it is stored all the same, and nobody is told.
            if (_isOver || alarm != _alarm) return;
            Step(new Command.Answered(verdict));
            Go();
        });
        if (_world.Bug == Bug.AckBeforeSync) Step(new Command.Answered(verdict));
    }

    /// <summary>What is about to be stored is what its sender sent, and nobody else.</summary>
    private void IsFaithful(Letter? letter, Envelope envelope, byte[] content)
    {
        var evil = Letter.KeyOf(content) == "evil";
        _world.Check(Law.Handshake, !evil, link.Id, "A message from before the handshake is stored.");
        if (letter is null)
        {
            _world.Check(Law.Faithful, false, link.Id, $"A message is stored that nobody sent, from {envelope.From}.");
            return;
        }
        _world.Check(Law.Faithful, content.AsSpan().SequenceEqual(letter.Content), link.Id, $"{letter.Key} is stored with other content.");
        _world.Check(Law.Faithful, envelope.From == letter.Envelope.From, link.Id, $"{letter.Key} is stored as from {envelope.From}.");
        _world.Check(Law.Faithful, envelope.Recipients == Prelude.toSeq(_granted).Strict(), link.Id, $"{letter.Key} is stored for others than those that were granted.");
        if (link.IsForeign) return;
        var meant = link.Attempt is { } attempt && attempt.Message.Letter == letter
            && envelope.Recipients.ForAll(one => attempt.Recipients.Any(place => attempt.Message.Envelope.Recipients[place].Path == one.Path));
        _world.Check(Law.Faithful, meant, link.Id, $"{letter.Key} is stored in a session, or for recipients, that it was not sent in or to.");
    }

    /// <summary>What the replies to a message promise.</summary>
    private void Judge(State before, Command command, Seq<Reply> replies)
    {
        _world.Check(Law.Wanted, _state is not State.Closed { Ending: Ending.Confused }, link.Id, $"{command.GetType().Name} in {before.GetType().Name}");
        if (_state is State.Addressed { Envelope.Recipients: var recipients })
            _world.Check(Law.Bounded, recipients.Count <= machine.Settings.Limits.Recipients, link.Id, $"{recipients.Count} recipients");
        if (before is not State.Accepting at || replies.IsEmpty) return;
        for (var i = 0; i < at.Envelope.Recipients.Count; i++)
        {
            var code = replies[Math.Min(i, replies.Count - 1)].Code;
            var stored = _stored is not null && _stored.Envelope.Recipients.Contains(at.Envelope.Recipients[i]);
            if (code.IsPermanent) _world.Check(Law.Refused, !stored, link.Id, "A message is refused for good, and stored.");
            if (!code.IsPositive) continue;
            _world.Check(Law.Durable, stored && machine.Disk.IsSynced(_stored!), link.Id, "250 is said for a message that is not durable.");
        }
        if (replies.Exists(reply => reply.Code.IsPositive)) machine.Promised.Add(_stored!);
    }
}
