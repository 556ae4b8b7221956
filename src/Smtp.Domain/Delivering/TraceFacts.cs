namespace Smtp.Domain.Delivering;

/// <summary>How a message came, as its <c>Received</c> line tells it.</summary>
/// <param name="Host">Our own name.</param>
/// <param name="Hello">Who the client said it was.</param>
/// <param name="Peer">The client's IP address; anything else where it came over no network.</param>
/// <param name="Protocol">SMTP, ESMTPSA, LMTP … (RFC 3848).</param>
/// <param name="Tls">The TLS version and cipher; None without TLS.</param>
/// <param name="Id">The message's name here.</param>
/// <param name="Recipients">The forward-paths, without angle brackets.</param>
/// <param name="SmtpUtf8">Whether the message was sent with SMTPUTF8, so that its header may be UTF-8.</param>
/// <param name="ReceivedAt">When it was received.</param>
public sealed record TraceFacts(
    string Host, string Hello, string Peer, string Protocol, Option<string> Tls, string Id, Seq<string> Recipients, bool SmtpUtf8,
    DateTimeOffset ReceivedAt);
