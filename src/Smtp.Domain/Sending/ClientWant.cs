namespace Smtp.Domain.Sending;

/// <summary>What a client state waits for. The shell satisfies it and reports back with an <see cref="Event"/>; before it
/// waits it sends what the steps have told it to say.</summary>
public abstract record ClientWant
{
    private ClientWant() { }

    /// <summary>The next reply: Replied or Unreadable.</summary>
    /// <param name="Limits">How large it may be.</param>
    /// <param name="Patience">How long it may take.</param>
    public sealed record Reply(ReplyLimits Limits, TimeSpan Patience) : ClientWant;

    /// <summary>A TLS handshake: TlsStarted or TlsFailed. What the server sent in plaintext behind its 220 is forgotten
    /// unread, or fails it (RFC 3207 §4.2).</summary>
    /// <param name="Name">The name for SNI (RFC 6066 §3), which the certificate should have.</param>
    /// <param name="MustVerify">Whether a handshake with a certificate that cannot be trusted is to fail. Otherwise it goes on, and
    /// only tells.</param>
    /// <param name="Patience">How long it may take.</param>
    public sealed record Handshake(string Name, bool MustVerify, TimeSpan Patience) : ClientWant;

    /// <summary>The content is to be sent: ContentSent once all of it has gone out, ContentFailed where it cannot be read;
    /// Replied where the server answers before it has all of it.</summary>
    /// <param name="Message">Whose content.</param>
    /// <param name="Form">How it travels.</param>
    /// <param name="Limits">How large a reply in its midst may be.</param>
    /// <param name="Patience">How long the server may take for a block of it.</param>
    public sealed record Content(Outgoing Message, ContentForm Form, ReplyLimits Limits, TimeSpan Patience) : ClientWant;

    /// <summary>The next message: Give, or NoMore.</summary>
    public sealed record NextMessage : ClientWant;

    /// <summary>Nothing: the session is over, and the connection is to be closed.</summary>
    public sealed record Nothing : ClientWant;
}
