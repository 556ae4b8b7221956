using System.Globalization;
using Smtp.Domain.Mail;

namespace Smtp.Domain.Routing;

/// <summary>The one way to write a name by which an account is looked up, so that names which mean the same are equal.</summary>
/// <remarks>
/// <para>Domains are written in lower case, with A-labels where the name can have them (RFC 5890 §2.3.2.1):
/// <c>Δοκιμή.example</c> and <c>xn--jxalpdlp.example</c> are one domain. A name that IDNA does not take stays as it is.</para>
/// <para>Local parts are written in lower case. RFC 5321 §2.4 leaves their case to the host that has the mailbox, and that
/// is us: people write <c>Alice@</c> and <c>alice@</c> for the same Alice, and two accounts told apart by case alone would
/// read each other's mail sooner or later.</para>
/// </remarks>
public static class AccountName
{
    private static readonly IdnMapping Idna = new() { AllowUnassigned = true };

    /// <summary>Writes a name that was typed: an address, or a local part alone. What is neither is put in lower case.</summary>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AddressText.Read(text).Case is AddressText address ? Of(address) : text.ToLowerInvariant();
    }

    /// <summary>Writes an address.</summary>
    public static string Of(Mailbox mailbox)
    {
        ArgumentNullException.ThrowIfNull(mailbox);
        return $"{Of(mailbox.Local)}@{Of(mailbox.Host)}";
    }

    /// <summary>Writes a local part alone; in quotes where it needs them, so that it is never taken for an address.</summary>
    public static string Of(LocalPart local)
    {
        ArgumentNullException.ThrowIfNull(local);
        return local.ToString().ToLowerInvariant();
    }

    /// <summary>Writes a host.</summary>
    public static string Of(HostName host) => host switch
    {
        HostName.Named named => Of(named.Name),
        HostName.Literal literal => literal.ToString().ToLowerInvariant(),
        _ => throw new ArgumentNullException(nameof(host)),
    };

    /// <summary>Writes a domain.</summary>
    public static string Of(DomainName domain)
    {
        ArgumentNullException.ThrowIfNull(domain);
        var text = domain.Text.ToLowerInvariant();
        if (domain.IsAscii) return text;
        try
        {
            return Idna.GetAscii(text);
        }
        catch (ArgumentException)
        {
            // Not a name that IDNA knows: it is compared as text.
            return text;
        }
    }

    internal static string Of(AddressText address) =>
        address.Host.Case is HostName host ? Of(new Mailbox(address.Local, host)) : Of(address.Local);
}
