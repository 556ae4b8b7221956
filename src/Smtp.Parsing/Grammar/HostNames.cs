using System.Text;
using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads what names a host: a domain name or an address literal (RFC 5321 §4.1.2).</summary>
public static class HostNames
{
    private static readonly Parser<byte, HostName> Literal =
        AddressLiterals.Parser.Map(static literal => (HostName)new HostName.Literal(literal));

    // Mailbox        = Local-part "@" ( Domain / address-literal )
    internal static Parser<byte, HostName> Parser { get; } =
        IfNext('[', Literal, otherwise: DomainNames.Parser.Map(static name => (HostName)new HostName.Named(name)));

    // ehlo           = "EHLO" SP ( Domain / address-literal ) CRLF
    internal static Parser<byte, HostName> OfClient { get; } =
        IfNext('[', Literal, otherwise: DomainNames.Lenient.Map(static name => (HostName)new HostName.Named(name)));

    private static readonly Parser<byte, HostName> Alone = OfClient.Before(Parser<byte>.End);

    /// <summary>Reads the name of a host as EHLO does, underscores allowed; None for anything else.</summary>
    public static Option<HostName> Parse(string text) => Alone.Whole(Encoding.UTF8.GetBytes(text));
}
