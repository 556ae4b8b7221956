using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>An SMTP session: every transition, on one page.</summary>
/// <remarks>
/// <para>Rule 1: a session changes only here. The rules called below say what a step means; none of them calls another
/// transition.</para>
/// <para>Rule 2: <see cref="Step"/> is total, pure and deterministic. Fold the same commands, and the same states and replies
/// come out, bit for bit.</para>
/// <para>Rule 3: a state says what it wants (<see cref="State.Wants"/>); the answer comes back as a command. A command that
/// the state did not want can come only from a broken shell, and ends the session.</para>
/// </remarks>
public static class Session
{
    /// <summary>A client has connected.</summary>
    /// <param name="settings">The settings of the listener.</param>
    /// <param name="peer">Who connected.</param>
    /// <param name="id">The session's name, unique for the host.</param>
    /// <param name="now">When.</param>
    public static (State State, Seq<Reply> Replies) Open(Settings settings, Peer peer, string id, DateTimeOffset now)
    {
        var link = new Link(settings, peer, id, now);
        return settings.Tls == TlsMode.Implicit ? (new State.Opening(link), []) : (new State.Screening(link, None), []);
    }

    /// <summary>Something has happened: the client spoke, or the shell reports what the state wanted.</summary>
    public static (State State, Seq<Reply> Replies) Step(State state, Command command) =>
        Discipline.Keep(state, command, command switch
        {
            _ when state is State.Closed => (state, []),
            Command.Lost => Endings.Gone(state),
            Command.TimedOut => Endings.TooSlow(state),
            Command.Stopping => Endings.With(Replies.Stopping, Ending.Stopped),
            _ => state switch
            {
                State.Opening at => command switch
                {
                    Command.TlsStarted tls => (new State.Screening(at.Link, tls.Tls), []),
                    Command.TlsFailed => Endings.Silently(Ending.TlsFailed),
                    _ => Endings.Confused(),
                },
                State.Screening at => command switch
                {
                    Command.Answered answer => Hellos.Greet(at, answer.Verdict),
                    Command.Desynchronised => Endings.With(Replies.SpokeTooEarly, Ending.Refused),
                    _ => Endings.Confused(),
                },
                State.Greeted at => command switch
                {
                    Command.Helo hello => Hellos.Helo(at, at.Link, at.Tls, at.Tally, hello.Name),
                    Command.Ehlo hello => Hellos.Ehlo(at, at.Link, at.Tls, at.Tally, hello.Name),
                    Command.Lhlo hello => Hellos.Lhlo(at, at.Link, at.Tls, at.Tally, hello.Name),
                    Command.Mail or Command.Rcpt or Command.Data or Command.StartTls or Command.Auth => (at, Hellos.First(at)),
                    Command.Bdat chunk => Content.Skip(at, at.Link.Settings, chunk, Hellos.First(at)),
                    Command.Rset => (at, Replies.Ok),
                    _ => Anytime(at, command),
                },
                State.Ready at => command switch
                {
                    Command.Mail mail => Transactions.Mail(at, mail),
                    Command.Rcpt or Command.Data => (at, Replies.MailFirst),
                    Command.Bdat chunk => Content.Skip(at, at.Client.Settings, chunk, Replies.MailFirst),
                    Command.StartTls => Encryption.Start(at),
                    Command.Auth auth => Authentication.Begin(at, auth),
                    _ => AnyHello(at, command),
                },
                State.StartingTls at => command switch
                {
                    Command.TlsStarted tls => (new State.Greeted(at.Link, tls.Tls, Tally.Zero), []),
                    Command.TlsFailed => Endings.Silently(Ending.TlsFailed),
                    Command.Desynchronised => Endings.Silently(Ending.Refused),
                    _ => Endings.Confused(),
                },
                State.Authenticating at => command switch
                {
                    Command.SaslResponse line => Authentication.Respond(at, line.Response),
                    Command.SaslCancel => (new State.Ready(at.Client), Replies.AuthCancelled),
                    Command.Malformed malformed => (new State.Ready(at.Client), Replies.Malformed(malformed.Error)),
                    _ => Endings.Confused(),
                },
                State.CheckingLogin at => command switch
                {
                    Command.Answered answer => Authentication.Decide(at, answer.Verdict),
                    _ => Endings.Confused(),
                },
                State.CheckingSender at => command switch
                {
                    Command.Answered answer => Transactions.SenderDecided(at, answer.Verdict),
                    _ => Endings.Confused(),
                },
                State.Addressing at => command switch
                {
                    Command.Rcpt rcpt => Transactions.Rcpt(at, at.Envelope, rcpt),
                    Command.Data => (at, Replies.RcptFirst),
                    Command.Bdat chunk => Content.Skip(at, at.Client.Settings, chunk, Replies.RcptFirst),
                    _ => InTransaction(at, command),
                },
                State.Unwanted at => command switch
                {
                    Command.Rcpt rcpt => Transactions.Rcpt(at, at.Envelope, rcpt),
                    Command.Data => (at, Transactions.NoRecipients(at.Client)),
                    Command.Bdat chunk => Content.Skip(at, at.Client.Settings, chunk, Transactions.NoRecipients(at.Client)),
                    _ => InTransaction(at, command),
                },
                State.Addressed at => command switch
                {
                    Command.Rcpt rcpt => Transactions.Rcpt(at, at.Envelope, rcpt),
                    Command.Data => Content.Data(at),
                    Command.Bdat chunk => Content.FirstChunk(at, chunk),
                    _ => InTransaction(at, command),
                },
                State.CheckingRecipient at => command switch
                {
                    Command.Answered answer => Transactions.RecipientDecided(at, answer.Verdict),
                    _ => Endings.Confused(),
                },
                State.CheckingRoom at => command switch
                {
                    Command.Answered answer => Content.RoomDecided(at, answer.Verdict),
                    _ => Endings.Confused(),
                },
                State.CheckingChunkRoom at => command switch
                {
                    Command.Answered answer => Content.RoomDecided(at, answer.Verdict),
                    _ => Endings.Confused(),
                },
                State.ReceivingContent at => command switch
                {
                    Command.BodyReceived body => (new State.Accepting(at.Client, at.Envelope, body.Body), []),
                    Command.BodyRefused refusal => Content.Refused(at.Client, at.Envelope, refusal.Fault),
                    _ => Endings.Confused(),
                },
                State.ReceivingChunk at => command switch
                {
                    Command.ChunkReceived when !at.Chunk.Last => Content.ChunkReceived(at),
                    Command.BodyReceived body when at.Chunk.Last => (new State.Accepting(at.Client, at.Envelope, body.Body), []),
                    Command.BodyRefused refusal => Content.Refused(at, refusal.Fault),
                    _ => Endings.Confused(),
                },
                State.BetweenChunks at => command switch
                {
                    Command.Bdat chunk => Content.NextChunk(at, chunk),
                    Command.Rcpt or Command.Data => (at, Replies.ChunksFirst),
                    _ => InTransaction(at, command),
                },
                State.SkippingChunk at => command switch
                {
                    Command.ChunkReceived => (at.Next, at.Replies),
                    _ => Endings.Confused(),
                },
                State.Accepting at => command switch
                {
                    Command.Answered answer => Content.Decided(at, answer.Verdict),
                    _ => Endings.Confused(),
                },
                _ => throw new InvalidOperationException($"No rule for the state {state.GetType().Name}."),
            },
        });

    /// <summary>Within a transaction; a new hello and RSET give it up (RFC 5321 §4.1.4, §4.1.1.5).</summary>
    private static (State, Seq<Reply>) InTransaction(State.Introduced at, Command command) => command switch
    {
        Command.Mail => (at, Replies.AlreadyMail),
        Command.StartTls or Command.Auth => (at, Replies.InTransaction),
        _ => AnyHello(at, command),
    };

    /// <summary>Wherever the client is known already.</summary>
    private static (State, Seq<Reply>) AnyHello(State.Introduced at, Command command) => command switch
    {
        Command.Helo hello => Hellos.Helo(at, at.Client.Link, at.Client.Tls, at.Client.Tally, hello.Name, at.Client.User),
        Command.Ehlo hello => Hellos.Ehlo(at, at.Client.Link, at.Client.Tls, at.Client.Tally, hello.Name, at.Client.User),
        Command.Lhlo hello => Hellos.Lhlo(at, at.Client.Link, at.Client.Tls, at.Client.Tally, hello.Name, at.Client.User),
        Command.Rset => (new State.Ready(at.Client), Replies.Ok),
        _ => Anytime(at, command),
    };

    /// <summary>Wherever a line may come (RFC 5321 §4.1.4).</summary>
    private static (State, Seq<Reply>) Anytime(State at, Command command) => command switch
    {
        Command.Noop => (at, Replies.Ok),
        Command.Help => (at, Replies.Help),
        Command.Vrfy => (at, Replies.CannotVerify),
        Command.Expn => (at, Replies.NotOffered),
        Command.Quit => Endings.With(Replies.Bye, Ending.Quit),
        Command.Malformed { Error: SyntaxError.ForeignProtocol } => Endings.With(Replies.Malformed(SyntaxError.ForeignProtocol), Ending.Refused),
        Command.Malformed malformed => (at, Replies.Malformed(malformed.Error)),
        _ => Endings.Confused(),
    };
}
