using Smtp.Domain.Mail;
using Smtp.Domain.Protocol;

namespace Smtp.Domain.Receiving;

/// <summary>Where a session stands. Every state says what it wants next, and that is all a shell needs to know.</summary>
public abstract record State
{
    private State() { }

    /// <summary>What the state waits for: a pure projection of it.</summary>
    public abstract Want Wants { get; }

    /// <summary>TLS begins before the greeting.</summary>
    public sealed record Opening(Link Link) : State
    {
        /// <inheritdoc/>
        public override Want Wants => new Want.Handshake(Link.Settings.Patience.Handshake);
    }

    /// <summary>Connected; not greeted yet.</summary>
    public sealed record Screening(Link Link, Option<TlsFacts> Tls) : State
    {
        /// <inheritdoc/>
        public override Want Wants => new Want.Verdict(new Question.Connection(Link, Tls), Link.Settings.Patience.Verdict);
    }

    /// <summary>Greeted; waiting for the client to say who it is.</summary>
    public sealed record Greeted(Link Link, Option<TlsFacts> Tls, Tally Tally) : State
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.ForCommand(Link.Settings);
    }

    /// <summary>We said 220 to STARTTLS. Nothing the client said before is kept (RFC 3207 §4.2).</summary>
    public sealed record StartingTls(Link Link) : State
    {
        /// <inheritdoc/>
        public override Want Wants => new Want.Handshake(Link.Settings.Patience.Handshake);
    }

    /// <summary>Any state in which the client has said who it is.</summary>
    public abstract record Introduced(Client Client) : State;

    /// <summary>Introduced; no transaction.</summary>
    public sealed record Ready(Client Client) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.ForCommand(Client.Settings);
    }

    /// <summary>Within AUTH, a challenge was sent.</summary>
    public sealed record Authenticating(Client Client, Exchange Exchange) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.ForSasl(Client.Settings);
    }

    /// <summary>Within AUTH, the credentials are being checked.</summary>
    public sealed record CheckingLogin(Client Client, Login Login) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.For(Client, new Question.Login(Client, Login.Credentials));
    }

    /// <summary>MAIL was said; may this sender?</summary>
    public sealed record CheckingSender(Client Client, ReversePath From, MailOptions Options) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.For(Client, new Question.Sender(Client, From, Options));
    }

    /// <summary>MAIL was accepted; no recipient was tried yet.</summary>
    public sealed record Addressing(Client Client, Envelope Envelope) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.ForCommand(Client.Settings);
    }

    /// <summary>Every recipient tried so far was refused.</summary>
    public sealed record Unwanted(Client Client, Envelope Envelope) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.ForCommand(Client.Settings);
    }

    /// <summary>At least one recipient was accepted.</summary>
    public sealed record Addressed(Client Client, Envelope Envelope) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.ForCommand(Client.Settings);
    }

    /// <summary>RCPT was said; do we take mail for it?</summary>
    public sealed record CheckingRecipient(Client Client, Envelope Envelope, Recipient Candidate) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.For(Client, new Question.Recipient(Client, Envelope, Candidate));
    }

    /// <summary>DATA was said; is there room?</summary>
    public sealed record CheckingRoom(Client Client, Envelope Envelope) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.For(Client, new Question.Room(Client, Envelope));
    }

    /// <summary>We said 354; the content is on its way.</summary>
    public sealed record ReceivingContent(Client Client, Envelope Envelope) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => new Want.Content(Waits.Rules(Client, Envelope), Client.Settings.Patience.Content);
    }

    /// <summary>The first BDAT was said; is there room? Its octets are on their way already.</summary>
    public sealed record CheckingChunkRoom(Client Client, Envelope Envelope, Chunk Chunk) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.For(Client, new Question.Room(Client, Envelope));
    }

    /// <summary>A chunk is on its way.</summary>
    public sealed record ReceivingChunk(Client Client, Envelope Envelope, Chunks Before, Chunk Chunk) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => new Want.Chunk(
            Chunk.Size, Before.Count == 0, Chunk.Last, Waits.Rules(Client, Envelope), Client.Settings.Patience.Content);
    }

    /// <summary>Some chunks are here, the last one is not.</summary>
    public sealed record BetweenChunks(Client Client, Envelope Envelope, Chunks Before) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.ForCommand(Client.Settings);
    }

    /// <summary>A chunk that cannot be taken is read to its end, for its octets are on their way all the same; then come
    /// the replies, and the session goes on from the next state.</summary>
    public sealed record SkippingChunk(State Next, Seq<Reply> Replies, long Size, TimeSpan Patience) : State
    {
        /// <inheritdoc/>
        public override Want Wants => new Want.Skip(Size, Patience);
    }

    /// <summary>The content is here, whole; will somebody answer for it?</summary>
    public sealed record Accepting(Client Client, Envelope Envelope, Body Body) : Introduced(Client)
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.For(Client, new Question.Accept(Client, Envelope, Body));
    }

    /// <summary>Over.</summary>
    public sealed record Closed(Ending Ending) : State
    {
        /// <inheritdoc/>
        public override Want Wants => Waits.Nothing;
    }
}

/// <summary>How a session ended.</summary>
public enum Ending
{
    /// <summary>The client said QUIT.</summary>
    Quit,

    /// <summary>The client went away without QUIT, with nothing under way: introduced, and in no transaction.</summary>
    Left,

    /// <summary>The client went away in the middle of something.</summary>
    Lost,

    /// <summary>The client waited too long.</summary>
    TimedOut,

    /// <summary>We refused to talk to the client, or went on no longer: too many errors, another protocol, spoke out of turn.</summary>
    Refused,

    /// <summary>TLS failed.</summary>
    TlsFailed,

    /// <summary>The host shut down.</summary>
    Stopped,

    /// <summary>The shell reported what the state did not want; never with a correct shell.</summary>
    Confused,
}

/// <summary>One BDAT command (RFC 3030 §2).</summary>
public readonly record struct Chunk(long Size, bool Last);

/// <summary>The chunks of a message so far.</summary>
/// <param name="Count">How many.</param>
/// <param name="Octets">Their octets.</param>
public readonly record struct Chunks(int Count, long Octets);
