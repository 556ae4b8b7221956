using System.Text;
using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads reverse-paths (RFC 5321 §4.1.2, Reverse-path).</summary>
public static class ReversePaths
{
    // Path           = "<" [ A-d-l ":" ] Mailbox ">"
    private static readonly Parser<byte, ReversePath?> Inner =
        IfNext('@', SourceRoutes.Parser.Then(Mailboxes.Parser), otherwise: Mailboxes.Parser)
            .Map(static mailbox => (ReversePath?)new ReversePath.Of(mailbox))
            .Before(Octet('>'));

    // Reverse-path   = Path / "<>"
    /// <summary>A path, or null and nothing left of the line.</summary>
    internal static Parser<byte, ReversePath?> OrNull { get; } = new PathParser<ReversePath>(Octet('<').Then(
        IfNext('>', Octet('>').ThenReturn<ReversePath?>(ReversePath.Null.Path), otherwise: Inner)));

    private static readonly Parser<byte, ReversePath?> Alone = OrNull.Before(Parser<byte>.End);

    /// <summary>Reads a path in angle brackets, <c>&lt;&gt;</c> among them, or the address alone, as
    /// <see cref="ReversePath.Address"/> gives it (empty for the null path); None for anything else.</summary>
    public static Option<ReversePath> Parse(string text) =>
        Alone.Whole(Encoding.UTF8.GetBytes(text.StartsWith('<') ? text : $"<{text}>"));
}
