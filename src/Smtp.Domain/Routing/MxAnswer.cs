namespace Smtp.Domain.Routing;

/// <summary>An MX record (RFC 1035 §3.3.9).</summary>
/// <param name="Preference">The lower, the sooner it is tried.</param>
/// <param name="Exchange">The host's name; <c>.</c> where the domain takes no mail (RFC 7505).</param>
public sealed record MxRecord(int Preference, string Exchange);

/// <summary>What the DNS says of the mail exchangers of a domain.</summary>
public abstract record MxAnswer
{
    private MxAnswer() { }

    /// <summary>The domain has some, or none.</summary>
    public sealed record Records(Seq<MxRecord> All) : MxAnswer;

    /// <summary>There is no such domain.</summary>
    public sealed record NoSuchDomain : MxAnswer
    {
        /// <summary>The one such answer.</summary>
        public static NoSuchDomain There { get; } = new();
    }

    /// <summary>No answer can be had now.</summary>
    /// <param name="Text">Why, in one line.</param>
    public sealed record Unknown(string Text) : MxAnswer;
}

/// <summary>What the DNS says of the addresses of a host.</summary>
public abstract record AddressAnswer
{
    private AddressAnswer() { }

    /// <summary>It has some, or none; no such host has none.</summary>
    public sealed record Records(Seq<System.Net.IPAddress> All) : AddressAnswer;

    /// <summary>No answer can be had now.</summary>
    /// <param name="Text">Why, in one line.</param>
    public sealed record Unknown(string Text) : AddressAnswer;
}
