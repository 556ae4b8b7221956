namespace Smtp.Domain.Sending;

/// <summary>How much TLS mail needs on its way to the next hop.</summary>
public enum TlsUse
{
    /// <summary>Never, even where it is offered.</summary>
    None,

    /// <summary>Where it is offered, whoever's certificate it is; else without (RFC 7435). It keeps out those who only listen.</summary>
    Opportunistic,

    /// <summary>Always, whoever's certificate it is.</summary>
    Required,

    /// <summary>Always, with a certificate that is trusted and has the name of the host.</summary>
    Verified,
}
