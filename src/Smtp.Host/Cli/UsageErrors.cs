using System.CommandLine;
using Smtp.Host.Configuration;

namespace Smtp.Host.Cli;

/// <summary>A command line that cannot be read: a line for each problem, with the word that was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>What says how to serve, and stands before another command, which would not heed it: a line for each such option.</summary>
    public static IReadOnlyList<string> Misplaced(ParseResult command)
    {
        var path = Examples.PathOf(command.CommandResult);
        return path is "smtp" or "smtp serve" ? [] :
        [
            .. ServeCommand.Options.Where(option => command.GetResult(option) is { Implicit: false } && !command.CommandResult.Command.Options.Contains(option))
                .Select(option => $"'{option.Name}' says how to serve; '{path}' does not take it"),
        ];
    }

    public static async Task<int> TellAsync(ParseResult command, TextWriter error)
    {
        var help = Examples.PathOf(command.CommandResult) + " --help";
        foreach (var problem in Misplaced(command) is { Count: > 0 } misplaced ? misplaced : Problems(command))
            await error.WriteLineAsync($"smtp: {MessagesText.Escape(problem)} (see {help})");
        return 1;
    }

    private static IEnumerable<string> Problems(ParseResult command)
    {
        var unknown = command.UnmatchedTokens;
        var at = command.CommandResult.Command;
        if (unknown.Count == 0 && at is { Subcommands.Count: > 0, Action: null })
        {
            var path = Examples.PathOf(command.CommandResult);
            return [$"'{path}' needs a command: {OneOf(at.Subcommands.Select(sub => sub.Name))}"];
        }
        // What System.CommandLine says of words that it does not know names neither options nor commands by their kind.
        var others = command.Errors.Where(problem =>
            !unknown.Any(word => problem.Message.Contains($"'{word}'", StringComparison.Ordinal))
            && !(at is { Subcommands.Count: > 0, Action: null } && problem.SymbolResult == command.CommandResult));
        // What follows an unknown option is probably its value.
        var options = unknown.Where(word => word.StartsWith('-')).ToList();
        var wrong = options.Count > 0 ? options : unknown;
        var said = others.Select(problem => problem.Message.TrimEnd('.')).Distinct();
        return [.. wrong.Select(word => Unknown(command, word)), .. said];
    }

    private static string Unknown(ParseResult command, string word)
    {
        var at = command.CommandResult.Command;
        if (word.StartsWith('-'))
        {
            var options = at.Options.Concat(command.RootCommandResult.Command.Options.Where(option => option.Recursive));
            return $"unknown option '{word}'" + Hint(word, options.Select(option => option.Name));
        }
        return at.Subcommands.Count > 0
            ? $"unknown command '{word}'" + Hint(word, at.Subcommands.Select(sub => sub.Name))
            : $"'{word}' is one argument too many";
    }

    private static string Hint(string word, IEnumerable<string> known)
    {
        var near = known.Where(name => Spelling.Distance(word, name) <= Math.Max(1, word.Length / 3))
            .OrderBy(name => Spelling.Distance(word, name)).FirstOrDefault();
        return near is null ? "" : $"; did you mean {near}?";
    }

    private static string OneOf(IEnumerable<string> names)
    {
        var all = names.ToList();
        return all.Count == 1 ? all[0] : $"{string.Join(", ", all[..^1])} or {all[^1]}";
    }
}
