namespace Smtp.Domain.Receiving;

/// <summary>What may grow, and how far.</summary>
public sealed record Limits
{
    /// <summary>Octets in a message, as meant; 0 means no fixed limit. Beyond it: 552 5.3.4. Default 64 MiB.</summary>
    public long MessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Recipients of one message; beyond it: 452 4.5.3. RFC 5321 §4.5.3.1.8 wants 100 at least.</summary>
    public int Recipients { get; init; } = 1000;

    /// <summary>Octets in a command line, CRLF counted, before an extension allows more (RFC 5321 §4.5.3.1.4): 500 5.5.2.</summary>
    public int CommandLine { get; init; } = 512;

    /// <summary>Octets in a line of a SASL exchange, CRLF counted (RFC 4954 §4.2): 500 5.5.6.</summary>
    public int SaslLine { get; init; } = 12288;

    /// <summary>Octets in a line of content, CRLF counted; 0 means no limit. RFC 5321 §4.5.3.1.6 wants 1000 at least: 550 5.6.0.</summary>
    public int TextLine { get; init; }

    /// <summary>Transactions (MAIL) in a session; beyond it: 421 4.7.0.</summary>
    public int Transactions { get; init; } = 1000;

    /// <summary>Replies beginning with 5 in a session; after the last one: 421 4.7.0.</summary>
    public int Errors { get; init; } = 20;

    /// <summary>Commands in a row that bring no mail on its way (NOOP, RSET, VRFY, EHLO …); beyond it: 421 4.7.0.</summary>
    public int Junk { get; init; } = 100;

    /// <summary>BDAT commands in one message; beyond it: 554 5.5.0.</summary>
    public int Chunks { get; init; } = 100_000;
}

/// <summary>How long each wait may take; then 421 4.4.2 (RFC 5321 §4.5.3.2).</summary>
public sealed record Patience
{
    /// <summary>For the next command (§4.5.3.2.7: 5 minutes at least).</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the next octets of content (§4.5.3.2.5: the client allows 3 minutes for a block).</summary>
    public TimeSpan Content { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For the TLS handshake as a whole.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For an answer to a question; then 451 4.3.0 (§4.5.3.2.6: the client waits 10 minutes at the end of data).</summary>
    public TimeSpan Verdict { get; init; } = TimeSpan.FromMinutes(5);
}
