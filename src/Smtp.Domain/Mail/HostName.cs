namespace Smtp.Domain.Mail;

/// <summary>Where a mailbox is, or who a client says it is: a domain name or an address literal (RFC 5321 §4.1.2).</summary>
public abstract record HostName
{
    private HostName() { }

    /// <summary>A host by its name.</summary>
    public sealed record Named(DomainName Name) : HostName
    {
        /// <inheritdoc/>
        public override string ToString() => Name.Text;
    }

    /// <summary>A host by its address.</summary>
    public sealed record Literal(AddressLiteral Address) : HostName
    {
        /// <inheritdoc/>
        public override string ToString() => Address.ToString();
    }

    /// <summary>False when the name needs SMTPUTF8.</summary>
    public bool IsAscii => this is not Named { Name.IsAscii: false };
}
