using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Domain.Sending;
using Smtp.Parsing.Framing;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Sending;

/// <summary>Our server and our client, with nothing between them but octets: two shells, two queues, no time and no network.
/// When neither can go on before both are at their end, they are deadlocked, and that is an error.</summary>
internal sealed class Talk
{
    private readonly Queue<(Outgoing Message, byte[] Content)> _messages;
    private readonly Func<Question, Verdict> _policy;
    private readonly List<byte> _toServer = [], _toClient = [];
    private readonly CommandReader _commands = new();
    private readonly ReplyReader _replies;
    private readonly StringBuilder _wire = new();
    private State _server;
    private ClientState _client;
    private byte[] _content = [];
    private ContentDecoder? _data;
    private ChunkDecoder? _chunks;
    private readonly List<byte> _received = [];

    public Talk(Settings server, SendingSettings client, Func<Question, Verdict> policy, IEnumerable<(Outgoing, byte[])> messages)
    {
        (_policy, _messages, _replies) = (policy, new(messages), new ReplyReader(client.ReplyLimits));
        (_server, var replies) = Session.Open(server, new Peer(IPAddress.Loopback), "1", DateTimeOffset.UnixEpoch);
        (_client, var commands) = ClientSession.Open(client);
        Say(replies);
        Say(commands);
    }

    /// <summary>What became of the messages, as the client sees it.</summary>
    public List<Handover> Handovers { get; } = [];

    /// <summary>What the server answers for, by recipient, with its content.</summary>
    public List<(Envelope Envelope, Seq<Recipient> Taken, byte[] Content)> Accepted { get; } = [];

    public State.Closed Server => (State.Closed)_server;

    public ClientState.Closed Client => (ClientState.Closed)_client;

    /// <summary>All lines that were said, without content.</summary>
    public string Wire => _wire.ToString();

    /// <summary>After so many events of the client the connection is lost.</summary>
    public int LostAfter { get; init; } = int.MaxValue;

    public Talk Run()
    {
        for (var turn = 0; _server is not State.Closed || _client is not ClientState.Closed; turn++)
        {
            Assert.True(turn < 100_000, "They talk without end.");
            if (turn == LostAfter) Tell(new Event.Lost());
            if (_server is State.Closed && _client is ClientState.Closed) break;
            Assert.True(
                Shake() || ServeOnce() || SendOnce(),
                $"A deadlock: the server is {_server.GetType().Name}, the client {_client.GetType().Name}.\n{_wire}");
        }
        while (_messages.TryDequeue(out var left)) Tell(new Event.Give(left.Message));
        return this;
    }

    /// <summary>A password's keys, as a server keeps them.</summary>
    public static Verdict.Keys Keys(string password)
    {
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), "salt"u8, 4096, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var keys = new ScramKeys(new Secret("salt"u8), 4096, new Secret(stored), new Secret(HMACSHA256.HashData(salted, "Server Key"u8)));
        return new Verdict.Keys(keys, "servernonce");
    }

    private bool Shake()
    {
        if (_server.Wants is not Want.Handshake || _client.Wants is not ClientWant.Handshake) return false;
        var tls = new TlsFacts("TLSv1.3", "TLS_AES_256_GCM_SHA384");
        _wire.Append("~ tls\n");
        Tell(new Command.TlsStarted(tls));
        Tell(new Event.TlsStarted(tls, IsVerified: true));
        return true;
    }

    private bool ServeOnce()
    {
        switch (_server.Wants)
        {
            case Want.Nothing:
                return false;
            case Want.Verdict verdict:
                Answer(verdict.Question);
                return true;
            case Want.Line line when _commands.TryRead(_toServer.ToArray(), line, out var consumed) is { } command:
                _toServer.RemoveRange(0, consumed);
                Tell(command);
                return true;
            case Want.Content content when _toServer.Count > 0:
                _data ??= new ContentDecoder(content.Rules);
                if (!Receive(_data)) return false;
                var (size, fault) = (_data.Size, _data.Fault);
                _data = null;
                Tell(fault is { } why ? new Command.BodyRefused(why) : new Command.BodyReceived(new Body("talk", size)));
                return true;
            case Want.Chunk chunk when _toServer.Count >= chunk.Size:
                Receive(chunk);
                return true;
            case Want.Skip skip when _toServer.Count >= skip.Size:
                _toServer.RemoveRange(0, (int)skip.Size);
                Tell(new Command.ChunkReceived());
                return true;
            default:
                if (_client is not ClientState.Closed) return false;
                Tell(new Command.Lost());
                return true;
        }
    }

    private bool SendOnce()
    {
        switch (_client.Wants)
        {
            case ClientWant.Nothing:
                return false;
            case ClientWant.NextMessage when _messages.TryDequeue(out var next):
                _content = next.Content;
                Tell(new Event.Give(next.Message));
                return true;
            case ClientWant.NextMessage:
                Tell(new Event.NoMore());
                return true;
            case ClientWant.Content { Form: var form }:
                Send(form);
                Tell(new Event.ContentSent());
                return true;
            case ClientWant.Reply when _replies.TryRead(_toClient.ToArray(), out var consumed) is { } happened:
                _toClient.RemoveRange(0, consumed);
                Tell(happened);
                return true;
            default:
                if (_server is not State.Closed) return false;
                Tell(new Event.Lost());
                return true;
        }
    }

    private void Answer(Question question)
    {
        var verdict = _policy(question);
        if (question is Question.Accept asked)
        {
            var each = verdict is Verdict.Each some ? some.Verdicts : asked.Envelope.Recipients.Map(_ => verdict).Strict();
            var taken = asked.Envelope.Recipients.Zip(each).Filter(pair => pair.Item2 is Verdict.Accepted).Map(pair => pair.Item1).Strict();
            if (!taken.IsEmpty) Accepted.Add((asked.Envelope, taken, [.. _received]));
            _received.Clear();
        }
        Tell(new Command.Answered(verdict));
    }

    private bool Receive(ContentDecoder decoder)
    {
        var room = new byte[_toServer.Count * 2 + 8];
        var done = decoder.Decode(_toServer.ToArray(), room, out var consumed, out var written);
        _toServer.RemoveRange(0, consumed);
        _received.AddRange(room[..written]);
        return done;
    }

    private void Receive(Want.Chunk chunk)
    {
        if (chunk.First) _chunks = new ChunkDecoder(chunk.Rules);
        var room = new byte[chunk.Size * 2 + 8];
        _chunks!.Decode(_toServer.ToArray().AsSpan(0, (int)chunk.Size), chunk.Last, room, out var written);
        _toServer.RemoveRange(0, (int)chunk.Size);
        _received.AddRange(room[..written]);
        Tell(_chunks.Fault is { } why ? new Command.BodyRefused(why)
            : chunk.Last ? new Command.BodyReceived(new Body("talk", _chunks.Size))
            : new Command.ChunkReceived());
    }

    private void Send(ContentForm form)
    {
        if (form is ContentForm.Chunk)
        {
            _toServer.AddRange(_content);
            return;
        }
        var content = form is ContentForm.Nothing ? [] : _content;
        var (encoder, room) = (new ContentEncoder(), new byte[ContentEncoder.MostEncoded(content.Length) + 5]);
        var written = encoder.Encode(content, room);
        written += encoder.Finish(room.AsSpan(written));
        _toServer.AddRange(room[..written]);
    }

    private void Tell(Command command)
    {
        (_server, var replies) = Session.Step(_server, command);
        Assert.False(_server is State.Closed { Ending: Ending.Confused }, $"The server is confused by {command.GetType().Name}.\n{_wire}");
        Say(replies);
    }

    private void Tell(Event happened)
    {
        (_client, var commands) = ClientSession.Step(_client, happened);
        Assert.False(_client is ClientState.Closed { Ending: ClientEnding.Confused }, $"The client is confused by {happened}.\n{_wire}");
        if (_client is ClientState.Settled { Last.Case: Handover handover } && happened is not Event.NoMore) Handovers.Add(handover);
        Say(commands);
    }

    private void Say(Seq<Reply> replies)
    {
        var wire = new ArrayBufferWriter<byte>();
        foreach (var reply in replies)
        {
            _wire.Append(reply).Append('\n');
            ReplyWriter.Write(reply, wire);
        }
        _toClient.AddRange(wire.WrittenSpan);
    }

    private void Say(Seq<Command> commands)
    {
        foreach (var command in commands)
        {
            _wire.Append("> ").Append(command is Command.SaslResponse or Command.Auth ? command.GetType().Name : CommandWriter.Write(command)).Append('\n');
            _toServer.AddRange(Encoding.UTF8.GetBytes(CommandWriter.Write(command) + "\r\n"));
        }
    }
}
