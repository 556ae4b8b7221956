using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;

namespace Smtp.Parsing.Grammar;

/// <summary>A line, its CRLF taken off, read as a command.</summary>
public static class CommandGrammar
{
    /// <summary>Reads one line by the grammar that is due.</summary>
    /// <param name="line">The line without its CRLF.</param>
    /// <param name="due">A command, or a line of a SASL exchange.</param>
    /// <param name="limits">How many octets the line may have, CRLF counted.</param>
    public static Either<SyntaxError, Command> Read(ReadOnlySpan<byte> line, LineKind due, LineLimits limits) =>
        throw new NotImplementedException();
}
