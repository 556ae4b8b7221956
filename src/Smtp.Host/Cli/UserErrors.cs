using System.CommandLine;

namespace Smtp.Host.Cli;

/// <summary>How a command ends that cannot do what it was asked: one line on standard error, exit code 1.</summary>
internal static class UserErrors
{
    /// <summary>Lets a command's action report the errors that its user can understand; others are mistakes of ours, and show
    /// all.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Reported(Func<ParseResult, CancellationToken, Task> action) =>
        async (parse, stop) =>
        {
            try
            {
                await action(parse, stop);
                return 0;
            }
            catch (Exception fault) when (fault is UserErrorException or IOException or UnauthorizedAccessException)
            {
                await parse.InvocationConfiguration.Error.WriteLineAsync($"smtp: {MessagesText.Escape(fault.Message)}");
                return 1;
            }
        };
}
