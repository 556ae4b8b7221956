namespace Smtp.Domain.Protocol;

/// <summary>What is known of the TLS layer below a session.</summary>
/// <param name="Version">The protocol, <c>TLSv1.2</c> or <c>TLSv1.3</c>.</param>
/// <param name="Cipher">The cipher suite's IANA name.</param>
public sealed record TlsFacts(string Version, string Cipher);
