using System.Text;
using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads addresses (RFC 5321 §4.1.2, Mailbox; RFC 6531 §3.3).</summary>
public static class Mailboxes
{
    /// <summary>Most octets of an address, so that with its brackets it is a path (RFC 5321 §4.5.3.1.3).</summary>
    public const int MaxOctets = 254;

    internal static readonly Parser<byte, HostName> AtHost = Octet('@').Then(HostNames.Parser);

    // Mailbox        = Local-part "@" ( Domain / address-literal )
    internal static Parser<byte, Mailbox> Parser { get; } =
        Pidgin.Parser.Map(static (local, host) => new Mailbox(local, host), LocalParts.Parser, AtHost);

    private static readonly Parser<byte, Mailbox> Alone = Parser.Before(Parser<byte>.End);

    /// <summary>Reads an address without angle brackets, 254 octets at most; None for anything else.</summary>
    public static Option<Mailbox> Parse(string text)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        return octets.Length <= MaxOctets ? Alone.Whole(octets) : null;
    }
}
