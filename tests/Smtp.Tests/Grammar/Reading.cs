using System.Text;
using Smtp.Domain.Protocol;
using Smtp.Domain.Receiving;
using Smtp.Parsing.Grammar;

namespace Smtp.Tests.Grammar;

/// <summary>What the tests of the grammars say again and again.</summary>
internal static class Reading
{
    public static readonly LineLimits NoLimits = new(1_000_000, 1_000_000, 1_000_000, 1_000_000);

    public static Command Read(string line, LineKind due = LineKind.Command) =>
        CommandGrammar.Read(Encoding.UTF8.GetBytes(line), due, NoLimits)
            .Match(command => command, error => new Command.Malformed(error));

    /// <summary>The error of the line, or the command's own line: what a table can show.</summary>
    public static string Outcome(string line, LineKind due = LineKind.Command) => Outcome(Encoding.UTF8.GetBytes(line), due);

    public static string Outcome(byte[] line, LineKind due = LineKind.Command) =>
        CommandGrammar.Read(line, due, NoLimits).Match(CommandWriter.Write, error => error.ToString());
}
