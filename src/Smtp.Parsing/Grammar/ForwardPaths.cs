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
    private static readonly Parser<byte, ForwardPath?> Inner = Pidgin.Parser.OneOf(
        SourceRoutes.Parser.Then(Mailboxes.Parser).Map(static mailbox => (ForwardPath?)new ForwardPath.Of(mailbox)),
        Pidgin.Parser.Map(static (local, host) => Of(local, Maybe.Just(host)), LocalParts.QuotedString, Mailboxes.AtHost),
        Pidgin.Parser.Map(Of, LocalParts.DotString, Mailboxes.AtHost.Optional()));

    private static readonly Parser<byte, ForwardPath?> Path =
        Inner.Between(Octet('<'), Octet('>'))
            .Slice(static (octets, path) => octets.Length <= SourceRoutes.MaxPath ? path : null);

    /// <summary>A path, or null and nothing left of the line: whatever stands there, it is the path that is wrong.</summary>
    internal static Parser<byte, ForwardPath?> OrNull { get; } = Path.RecoverWith(static _ => Nothing!);

    private static readonly Parser<byte, ForwardPath?> Nothing = Rest.ThenReturn<ForwardPath?>(null);

    private static readonly Parser<byte, ForwardPath?> Alone = Path.Before(Parser<byte>.End);

    /// <summary>Reads a path in angle brackets, <c>&lt;postmaster&gt;</c> among them, or the address alone, as
    /// <see cref="ForwardPath.Address"/> gives it; None for anything else.</summary>
    public static Option<ForwardPath> Parse(string text) =>
        Alone.Whole(Encoding.UTF8.GetBytes(text.StartsWith('<') ? text : $"<{text}>"));

    private static ForwardPath? Of(LocalPart local, Maybe<HostName> host)
    {
        if (host.HasValue) return new ForwardPath.Of(new Mailbox(local, host.Value));
        return local.Text.Equals("postmaster", StringComparison.OrdinalIgnoreCase) ? ForwardPath.Postmaster.Path : null;
    }
}
