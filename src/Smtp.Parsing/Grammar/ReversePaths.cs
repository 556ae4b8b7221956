using System.Text;
using Pidgin;
using Smtp.Domain.Mail;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads reverse-paths (RFC 5321 §4.1.2, Reverse-path).</summary>
public static class ReversePaths
{
    // Path           = "<" [ A-d-l ":" ] Mailbox ">"
    private static readonly Parser<byte, ReversePath> Inner =
        SourceRoutes.Parser.Then(Mailboxes.Parser).Or(Mailboxes.Parser)
            .Map(static mailbox => (ReversePath)new ReversePath.Of(mailbox))
            .Before(Octet('>'));

    // Reverse-path   = Path / "<>"
    private static readonly Parser<byte, ReversePath?> Path =
        Octet('<')
            .Then(Octet('>').ThenReturn<ReversePath>(ReversePath.Null.Path).Or(Inner))
            .Slice(static (octets, path) => octets.Length <= SourceRoutes.MaxPath ? path : null);

    /// <summary>A path, or null and nothing left of the line: whatever stands there, it is the path that is wrong.</summary>
    internal static Parser<byte, ReversePath?> OrNull { get; } = Path.RecoverWith(static _ => Nothing!);

    private static readonly Parser<byte, ReversePath?> Nothing = Rest.ThenReturn<ReversePath?>(null);

    private static readonly Parser<byte, ReversePath?> Alone = Path.Before(Parser<byte>.End);

    /// <summary>Reads a path in angle brackets, <c>&lt;&gt;</c> among them, or the address alone, as
    /// <see cref="ReversePath.Address"/> gives it (empty for the null path); None for anything else.</summary>
    public static Option<ReversePath> Parse(string text) =>
        Alone.Whole(Encoding.UTF8.GetBytes(text.StartsWith('<') ? text : $"<{text}>"));
}
