using Pidgin;
using static Smtp.Parsing.Grammar.Octets;

namespace Smtp.Parsing.Grammar;

/// <summary>The way a message should take, which nobody follows any more: read and dropped (RFC 5321 §4.1.1.3, App. C).</summary>
internal static class SourceRoutes
{
    // A-d-l          = At-domain *( "," At-domain )
    // At-domain      = "@" Domain
    private static readonly Parser<byte, Pidgin.Unit> AtDomain = Octet('@').Then(DomainNames.Parser).IgnoreResult();

    /// <summary>A route and the colon behind it.</summary>
    public static Parser<byte, Pidgin.Unit> Parser { get; } =
        AtDomain.Then(Octet(',').Then(AtDomain).SkipMany()).Then(Octet(':')).IgnoreResult();
}
