using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using LanguageExt;
using Serilog;
using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Host.Configuration;
using Smtp.Host.Policies;
using Smtp.Host.Storage;

namespace Smtp.Host.Receiving;

/// <summary>Takes in mail that a request brings instead of a connection, through the same door as all mail: a session of its own, over
/// pipes in memory, with the rules, the policies and the recording of any other. Either all recipients are taken, or none.</summary>
internal sealed class Intake(SmtpServer.Parts parts)
{
    // One value for all: settings are kept by it.
    private static readonly ListenerOptions Door = new() { Role = "mx", Tls = "none" };

    /// <summary>Takes a message in.</summary>
    /// <param name="peer">Who brings it.</param>
    /// <param name="envelope">Its envelope.</param>
    /// <param name="content">Its content, byte for byte.</param>
    /// <param name="size">Octets of content.</param>
    /// <param name="stop">Whoever brings it is gone.</param>
    public async Task<Taking> TakeAsync(Peer peer, Envelope envelope, Stream content, long size, CancellationToken stop)
    {
        var settings = await parts.SettingsForAsync(Door, stop) with { Extensions = ExtensionSet.All };
        var answers = new Listening(parts.Answers);
        var shell = parts.Shell with { Answers = answers, RefuseEarlyTalkers = false, GreetingDelay = TimeSpan.Zero };
        var (toServer, toClient) = (new Pipe(), new Pipe());
        using var seat = parts.Connections.Enter(peer);
        await using var wire = new Wire(new Ends(toServer.Reader, toClient.Writer), parts.Time, stop);
        await using var session = new SmtpConnection(wire, shell, Log.Logger);
        var running = RunAsync(session, settings, peer, toClient.Writer);
        Reply? refusal;
        try
        {
            refusal = await new IntakeDialog(toClient.Reader, toServer.Writer).SpeakAsync(NameOf(peer, settings), envelope, content, size, stop);
        }
        finally
        {
            await toServer.Writer.CompleteAsync();
            await toClient.Reader.CompleteAsync();
            await running;
        }
        return answers.Accepted is { } id ? new Taking.Taken(id) : new Taking.Refused(refusal);
    }

    private static async Task RunAsync(SmtpConnection session, Settings settings, Peer peer, PipeWriter output)
    {
        try
        {
            await session.RunAsync(settings, peer, SessionIds.Next());
        }
        finally
        {
            await output.CompleteAsync();
        }
    }

    // A client without a name of its own says where it is (RFC 5321 §4.1.4); no literal has a scope.
    private static HostName NameOf(Peer peer, Settings settings) => peer.Address.Case is IPAddress address
        ? new HostName.Literal(new AddressLiteral.Ip(new IPAddress(address.GetAddressBytes())))
        : settings.HostName;

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Hears under which name the message was accepted.</summary>
    private sealed class Listening(IAnswers answers) : IAnswers
    {
        public QueueId? Accepted { get; private set; }

        public async ValueTask<Verdict> AnswerAsync(Question question, IBodyWriter? content, CancellationToken stop)
        {
            var verdict = await answers.AnswerAsync(question, content, stop);
            if (verdict is Verdict.Accepted accepted) Accepted = accepted.Id;
            return verdict;
        }
    }
}

/// <summary>What became of a message that was brought.</summary>
internal abstract record Taking
{
    private Taking() { }

    /// <summary>It is durable, under this name.</summary>
    public sealed record Taken(QueueId Id) : Taking;

    /// <summary>It was not taken, and nothing of it is kept.</summary>
    /// <param name="Reply">What the session said; null where it ended without a word.</param>
    public sealed record Refused(Reply? Reply) : Taking;
}

/// <summary>The client's side of such a session: one command, one reply, until the message is taken or something is refused. The client
/// machine of <see cref="Domain.Sending"/> would go on with those recipients that are accepted, as a mail server must; here it is all or none.</summary>
internal sealed class IntakeDialog(PipeReader input, PipeWriter output)
{
    private const int Block = 32 * 1024;

    private readonly Parsing.Framing.ReplyReader _replies = new(new Domain.Sending.ReplyLimits());

    /// <summary>Hands the message over.</summary>
    /// <returns>The reply that refused it; null where nothing did, or the session ended without a word.</returns>
    public async Task<Reply?> SpeakAsync(HostName name, Envelope envelope, Stream content, long size, CancellationToken stop)
    {
        var refusal = await HandOverAsync(name, envelope, content, size, stop);
        await RefusalAsync(new Command.Quit(), stop);
        return refusal;
    }

    private async Task<Reply?> HandOverAsync(HostName name, Envelope envelope, Stream content, long size, CancellationToken stop)
    {
        if (await RefusalAsync(null, stop) is { } unwelcome) return unwelcome;
        List<Command> commands = [new Command.Ehlo(name), new Command.Mail(envelope.From, ParametersOf(envelope.Options, size))];
        commands.AddRange(envelope.Recipients.Map(one => new Command.Rcpt(one.Path, [])));
        foreach (var command in commands)
            if (await RefusalAsync(command, stop) is { } refusal) return refusal;
        Write(new Command.Bdat(size, Last: true));
        return await SendAsync(content, size, stop) ? await RefusalAsync(null, stop) : null;
    }

    private static Seq<Parameter> ParametersOf(MailOptions options, long size)
    {
        var parameters = Prelude.Seq<Parameter>(new Parameter.Size(size), new Parameter.Body(options.Body));
        return options.SmtpUtf8 ? parameters.Add(new Parameter.SmtpUtf8()) : parameters;
    }

    /// <summary>Says something and hears the answer.</summary>
    /// <returns>The answer, where it is a refusal; null where it is none, or where there is none.</returns>
    private async Task<Reply?> RefusalAsync(Command? command, CancellationToken stop)
    {
        if (command is not null) Write(command);
        await output.FlushAsync(stop);
        while (true)
        {
            var read = await input.ReadAsync(stop);
            var happened = _replies.TryRead(read.Buffer.IsSingleSegment ? read.Buffer.FirstSpan : read.Buffer.ToArray(), out var consumed);
            var done = read.Buffer.GetPosition(consumed);
            input.AdvanceTo(done, happened is null ? read.Buffer.End : done);
            if (happened is Domain.Sending.Event.Replied { Reply: var reply }) return reply.Code.IsPositive ? null : reply;
            if (happened is not null) throw new InvalidOperationException("A session of our own said something that is no reply.");
            if (read.IsCompleted) return null;
        }
    }

    /// <summary>Sends the content; false where nobody takes it any more.</summary>
    private async Task<bool> SendAsync(Stream content, long size, CancellationToken stop)
    {
        for (var left = size; left > 0;)
        {
            var read = await content.ReadAsync(output.GetMemory(Block)[..(int)Math.Min(Block, left)], stop);
            if (read == 0) throw new EndOfStreamException("The content is shorter than was said.");
            output.Advance(read);
            left -= read;
            if ((await output.FlushAsync(stop)).IsCompleted) return false;
        }
        return true;
    }

    private void Write(Command command) =>
        output.Write(System.Text.Encoding.UTF8.GetBytes($"{Parsing.Grammar.CommandWriter.Write(command)}\r\n"));
}
