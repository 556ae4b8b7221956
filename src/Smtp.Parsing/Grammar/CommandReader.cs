using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Framing;

namespace Smtp.Parsing.Grammar;

/// <summary>Reads commands from octets as they come: <see cref="LineFramer"/> finds the lines, <see cref="CommandGrammar"/> reads
/// them, and what cannot be read is a command as well: <see cref="Command.Malformed"/>. One reader a connection.</summary>
public sealed class CommandReader
{
    private readonly LineFramer _lines = new();

    /// <summary>Reads the next command.</summary>
    /// <param name="input">All octets received and not yet consumed; the same again, and more, after an incomplete line.</param>
    /// <param name="wanted">What the state waits for.</param>
    /// <param name="consumed">How many octets of the input are done with, whether or not there was a command.</param>
    /// <returns>The command; null where the line is not whole yet.</returns>
    public Command? TryRead(ReadOnlySpan<byte> input, Want.Line wanted, out int consumed)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var sasl = wanted.Kind == LineKind.Sasl;
        return _lines.TryRead(input, sasl ? wanted.Limits.Sasl : wanted.Limits.Most, out var line, out consumed) switch
        {
            LineStatus.Incomplete => null,
            LineStatus.Complete => Read(line, wanted),
            LineStatus.TooLong => new Command.Malformed(sasl ? SyntaxError.SaslLineTooLong : SyntaxError.LineTooLong),
            LineStatus.BareLineEnding => new Command.Malformed(SyntaxError.BareLineEnding),
            LineStatus.Foreign => new Command.Malformed(SyntaxError.ForeignProtocol),
            var status => throw new InvalidOperationException($"No line is {status}."),
        };
    }

    /// <summary>Reads a whole line, for transports that have lines of their own.</summary>
    /// <param name="line">The line without its CRLF.</param>
    /// <param name="wanted">What the state waits for.</param>
    public static Command Read(ReadOnlySpan<byte> line, Want.Line wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return CommandGrammar.Read(line, wanted.Kind, wanted.Limits).Match(
            Right: command => command,
            Left: error => new Command.Malformed(error));
    }
}
