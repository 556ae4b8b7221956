namespace Smtp.Domain.Sending;

/// <summary>How far a client's SASL exchange has come: what the server's next reply will be to (RFC 4954 §4).</summary>
public abstract record ClientExchange
{
    private ClientExchange() { }

    /// <summary>LOGIN was named; the user is asked for next.</summary>
    public sealed record LoginUser(ClientLogin Login) : ClientExchange;

    /// <summary>LOGIN: the user was said; the password is asked for next.</summary>
    public sealed record LoginPassword(ClientLogin Login) : ClientExchange;

    /// <summary>SCRAM: the client-first-message was said; the challenge comes next (RFC 5802 §5).</summary>
    public sealed record ScramFirst(ScramClient Client) : ClientExchange;

    /// <summary>SCRAM: the proof was sent; the server's own is next.</summary>
    /// <param name="ServerProof">The server-final-message, as it must be.</param>
    public sealed record ScramFinal(string ServerProof) : ClientExchange;

    /// <summary>All was said: PLAIN, LOGIN's password, or SCRAM's last empty line. 235 is next.</summary>
    public sealed record Done : ClientExchange;
}
