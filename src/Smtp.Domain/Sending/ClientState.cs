namespace Smtp.Domain.Sending;

/// <summary>Where a client session stands. Every state says what it wants next, and that is all a shell needs to know.</summary>
public abstract record ClientState
{
    private ClientState() { }

    /// <summary>What the state waits for: a pure projection of it.</summary>
    public abstract ClientWant Wants { get; }

    /// <summary>TLS begins before the greeting.</summary>
    public sealed record Opening(Channel Channel) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Handshake(Channel.Settings);
    }

    /// <summary>Connected; the server is to greet.</summary>
    public sealed record Greeting(Channel Channel) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Channel.Settings, Channel.Settings.Patience.Greeting);
    }

    /// <summary>We said EHLO or LHLO.</summary>
    public sealed record Hello(Channel Channel) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Channel.Settings, Channel.Settings.Patience.Command);
    }

    /// <summary>The server knows no EHLO, so we said HELO (RFC 5321 §3.2).</summary>
    public sealed record PlainHello(Channel Channel) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Channel.Settings, Channel.Settings.Patience.Command);
    }

    /// <summary>We said STARTTLS.</summary>
    public sealed record AskingTls(Channel Channel) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Channel.Settings, Channel.Settings.Patience.Command);
    }

    /// <summary>The server said 220 to STARTTLS. Nothing it said before is kept (RFC 3207 §4.2).</summary>
    public sealed record StartingTls(Channel Channel) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Handshake(Channel.Settings);
    }

    /// <summary>Within AUTH.</summary>
    public sealed record LoggingIn(NextHop Hop, string User, ClientExchange Exchange) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Hop.Settings, Hop.Settings.Patience.Command);
    }

    /// <summary>Any state in which no message is under way. What became of the last one is told once, by the first such state
    /// behind it.</summary>
    public abstract record Settled(Option<Handover> Last) : ClientState;

    /// <summary>Ready for a message.</summary>
    public sealed record Idle(NextHop Hop, Option<Handover> Last) : Settled(Last)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => new ClientWant.NextMessage();
    }

    /// <summary>We said QUIT; the reply changes nothing.</summary>
    /// <param name="Settings">Ours.</param>
    /// <param name="Ending">How the session has ended.</param>
    /// <param name="Why">The outcome of any further message.</param>
    /// <param name="Last">What became of the last message.</param>
    public sealed record Quitting(SendingSettings Settings, ClientEnding Ending, Outcome Why, Option<Handover> Last) : Settled(Last)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Settings, Settings.Patience.Quit);
    }

    /// <summary>Over.</summary>
    /// <param name="Ending">How the session has ended.</param>
    /// <param name="Why">The outcome of any further message; also of the first, where the session never came so far.</param>
    /// <param name="Last">What became of the last message.</param>
    public sealed record Closed(ClientEnding Ending, Outcome Why, Option<Handover> Last) : Settled(Last)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => new ClientWant.Nothing();
    }

    /// <summary>Any state in which a message is under way.</summary>
    public abstract record Transacting(NextHop Hop, Transaction Transaction) : ClientState;

    /// <summary>We said MAIL, and all the rest up to the content too where the server offers PIPELINING.</summary>
    public sealed record Mailing(NextHop Hop, Transaction Transaction) : Transacting(Hop, Transaction)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Hop.Settings, Hop.Settings.Patience.Mail);
    }

    /// <summary>We said RCPT; the reply to one of them is due.</summary>
    /// <param name="Hop">The server.</param>
    /// <param name="Transaction">The message.</param>
    /// <param name="At">Which of those addressed it is.</param>
    public sealed record Addressing(NextHop Hop, Transaction Transaction, int At) : Transacting(Hop, Transaction)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Hop.Settings, Hop.Settings.Patience.Rcpt);
    }

    /// <summary>We said DATA.</summary>
    public sealed record AskingToSend(NextHop Hop, Transaction Transaction) : Transacting(Hop, Transaction)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Hop.Settings, Hop.Settings.Patience.Data);
    }

    /// <summary>The server said 354, or we said BDAT.</summary>
    public sealed record SendingContent(NextHop Hop, Transaction Transaction) : Transacting(Hop, Transaction)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => new ClientWant.Content(
            Transaction.Message, Transaction.Form, Hop.Settings.ReplyLimits, Hop.Settings.Patience.Block);
    }

    /// <summary>The content has gone out; the server is to say whether it answers for the message.</summary>
    /// <param name="Hop">The server.</param>
    /// <param name="Transaction">The message.</param>
    /// <param name="At">In LMTP, which of the accepted recipients the next reply is for (RFC 2033 §4.2).</param>
    public sealed record Finishing(NextHop Hop, Transaction Transaction, int At) : Transacting(Hop, Transaction)
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Hop.Settings, Hop.Settings.Patience.Done);
    }

    /// <summary>Nothing came of a transaction, and we said RSET to end it.</summary>
    public sealed record Resetting(NextHop Hop, Handover Done) : ClientState
    {
        /// <inheritdoc/>
        public override ClientWant Wants => Reply(Hop.Settings, Hop.Settings.Patience.Command);
    }

    private static ClientWant.Reply Reply(SendingSettings settings, TimeSpan patience) => new(settings.ReplyLimits, patience);

    private static ClientWant.Handshake Handshake(SendingSettings settings) =>
        new(settings.TlsName.IfNone(settings.Remote), settings.Tls == TlsUse.Verified, settings.Patience.Handshake);
}

/// <summary>How a client session ended.</summary>
public enum ClientEnding
{
    /// <summary>There was no other message, and we said QUIT.</summary>
    Quit,

    /// <summary>The server would not talk to us: its greeting or its answer to our hello was 4yz or 5yz.</summary>
    Refused,

    /// <summary>TLS was offered and came to nothing, and the settings can do without it: connect again with
    /// <see cref="TlsUse.None"/>.</summary>
    TlsUnavailable,

    /// <summary>There is no TLS, or not as the settings want it, and they cannot do without.</summary>
    TlsFailed,

    /// <summary>We could not log in.</summary>
    LoginFailed,

    /// <summary>The server said 421.</summary>
    ServerClosing,

    /// <summary>The server went away without a word, or never was there.</summary>
    Lost,

    /// <summary>The server waited too long.</summary>
    TimedOut,

    /// <summary>The server said what is no reply, or none that can be here.</summary>
    Unreadable,

    /// <summary>The message broke off in its midst: its content could not be read, or the server answered before its end.</summary>
    ContentFailed,

    /// <summary>The host shuts down.</summary>
    Stopped,

    /// <summary>The shell reported what the state did not want; never with a correct shell.</summary>
    Confused,
}
