using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>Whose mail a route is for.</summary>
public abstract record RouteTo
{
    /// <summary>What <see cref="Read"/> takes, in words.</summary>
    public const string Allowed =
        "a domain, such as example.org, its subdomains, such as .example.org, an address, such as ann@example.org, or *";

    private RouteTo() { }

    /// <summary><c>*</c> Everybody's.</summary>
    public sealed record Everyone : RouteTo
    {
        /// <summary>The one such pattern.</summary>
        public static Everyone Anywhere { get; } = new();

        /// <inheritdoc/>
        public override string ToString() => "*";
    }

    /// <summary><c>example.org</c> That of one domain, or of an address literal.</summary>
    public sealed record Domain(HostName Host) : RouteTo
    {
        /// <inheritdoc/>
        public override string ToString() => Host.ToString();
    }

    /// <summary><c>.example.org</c> That of all domains below one; not that of the domain itself.</summary>
    public sealed record Subdomains(DomainName Parent) : RouteTo
    {
        /// <inheritdoc/>
        public override string ToString() => "." + Parent;
    }

    /// <summary><c>ann@example.org</c> That of one mailbox, and of its sub-addresses.</summary>
    public sealed record Address(Mailbox Mailbox) : RouteTo
    {
        /// <inheritdoc/>
        public override string ToString() => Mailbox.ToString();
    }

    /// <summary>Reads a pattern; None where the text is none.</summary>
    public static Option<RouteTo> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "*") return Everyone.Anywhere;
        if (text.StartsWith('.'))
            return DomainName.IsValid(text.AsSpan(1)) ? new Subdomains(new DomainName(text[1..])) : None;
        return text.Contains('@', StringComparison.Ordinal)
            ? AddressText.Read(text).Bind(read => read.Host.Map(host => (RouteTo)new Address(new Mailbox(read.Local, host))))
            : AddressText.ReadHost(text).Map(host => (RouteTo)new Domain(host));
    }

    /// <summary>Whether the mail of an address is meant.</summary>
    /// <param name="address">The address.</param>
    /// <param name="owner">The address without its sub-address.</param>
    internal bool Matches(Mailbox address, Mailbox owner) => this switch
    {
        Everyone => true,
        Domain domain => AccountName.Of(domain.Host) == AccountName.Of(address.Host),
        Subdomains below => address.Host is HostName.Named named
            && AccountName.Of(named.Name).EndsWith("." + AccountName.Of(below.Parent), StringComparison.Ordinal),
        Address one => AccountName.Of(one.Mailbox) is var name && (name == AccountName.Of(address) || name == AccountName.Of(owner)),
        _ => throw new InvalidOperationException($"No rule for {GetType().Name}."),
    };
}
