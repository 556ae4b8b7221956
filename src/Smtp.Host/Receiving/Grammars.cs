using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Host.Receiving;

/// <summary>How a line that cannot be read becomes a command as well: Malformed.</summary>
internal static class Grammars
{
    public static Command Read(ReadOnlySpan<byte> line, Want.Line want) =>
        CommandGrammar.Read(line, want.Kind, want.Limits).Case switch
        {
            Command command => command,
            SyntaxError error => new Command.Malformed(error),
            var other => throw new InvalidOperationException($"The grammar gave {other}."),
        };
}
