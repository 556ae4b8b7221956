using System.CommandLine;
using System.Globalization;

namespace Smtp.Host.Cli;

/// <summary>Options that several commands have.</summary>
internal static class Options
{
    /// <summary><c>--limit N</c>.</summary>
    /// <param name="what">What is listed, and which of them come first.</param>
    public static Option<int?> Limit(string what) => new("--limit")
    {
        Description = $"At most so many {what}. Default: all.",
        HelpName = "N",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0) return n;
            result.AddError($"--limit takes a number of 1 or more, not '{text}'.");
            return null;
        },
    };
}
