
namespace Smtp.Domain.Receiving;

/// <summary>How far a SASL exchange has come: what the client's next line will be (RFC 4954 §4).</summary>
public abstract record Exchange
{
    private Exchange() { }

    /// <summary>PLAIN: its only message (RFC 4616 §2).</summary>
    public sealed record Plain : Exchange;

    /// <summary>LOGIN: the user.</summary>
    public sealed record LoginUser : Exchange;

    /// <summary>LOGIN: the password.</summary>
    public sealed record LoginPassword(string User) : Exchange;

    /// <summary>SCRAM: the client-first-message (RFC 5802 §5).</summary>
    public sealed record ScramFirst : Exchange;

    /// <summary>SCRAM: the client-final-message.</summary>
    public sealed record ScramFinal(ScramServer Server) : Exchange;

    /// <summary>SCRAM: an empty line, by which the client takes note of the server's own proof (RFC 4954 §4).</summary>
    public sealed record ScramDone(string User) : Exchange;
}

/// <summary>Credentials that are being checked.</summary>
public abstract record Login(Credentials Credentials)
{
    /// <summary>A password: the answer decides.</summary>
    public sealed record Password(Credentials.Password Given) : Login(Given);

    /// <summary>SCRAM: the answer is what the server's first message is made of.</summary>
    public sealed record Scram(ScramClientFirst First) : Login(new Credentials.Scram(First.User));
}
