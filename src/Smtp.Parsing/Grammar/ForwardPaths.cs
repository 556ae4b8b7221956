using System.Text;
using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads forward-paths (RFC 5321 §4.1.2, Forward-path; §4.1.1.3).</summary>
public static class ForwardPaths
{
    // Forward-path   = Path
    // Path           = "<" [ A-d-l ":" ] Mailbox ">"
    // rcpt           = "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) …
    // A local part alone is read before it is known to be postmaster; any other leaves no path.
    private static readonly Parser<byte, ForwardPath?> Routed =
        SourceRoutes.Parser.Then(Mailboxes.Parser).Map(static mailbox => (ForwardPath?)new ForwardPath.Of(mailbox));

    private static readonly Parser<byte, ForwardPath?> Quoted =
        Pidgin.Parser.Map(static (local, host) => Of(local, host), LocalParts.QuotedString, Mailboxes.AtHost);

    private static readonly Parser<byte, ForwardPath?> Plain = Pidgin.Parser.Map(
        Of, LocalParts.DotString, IfNext<HostName?>('@', Mailboxes.AtHost!, otherwise: Parser<byte>.Return<HostName?>(null)));

    /// <summary>A path, or null and nothing left of the line.</summary>
    internal static Parser<byte, ForwardPath?> OrNull { get; } = new PathParser<ForwardPath>(
        IfNext('@', Routed, otherwise: IfNext('"', Quoted, otherwise: Plain)).Between(Octet('<'), Octet('>')));

    private static readonly Parser<byte, ForwardPath?> Alone = OrNull.Before(Parser<byte>.End);

    /// <summary>Reads a path in angle brackets, <c>&lt;postmaster&gt;</c> among them, or the address alone, as
    /// <see cref="ForwardPath.Address"/> gives it; None for anything else.</summary>
    public static Option<ForwardPath> Parse(string text) =>
        Alone.Whole(Encoding.UTF8.GetBytes(text.StartsWith('<') ? text : $"<{text}>"));

    private static ForwardPath? Of(LocalPart local, HostName? host)
    {
        if (host is not null) return new ForwardPath.Of(new Mailbox(local, host));
        return local.Text.Equals("postmaster", StringComparison.OrdinalIgnoreCase) ? ForwardPath.Postmaster.Path : null;
    }
}
