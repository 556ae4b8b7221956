using System.CommandLine;
using System.Net.Sockets;
using System.Security.Cryptography;
using Smtp.Host.Configuration;
using Smtp.Host.Receiving;

namespace Smtp.Host.Cli;

/// <summary>How a command ends that cannot do what it was asked: a line on standard error for each thing that is wrong, and
/// exit code 1.</summary>
internal static class UserErrors
{
    /// <summary>Lets a command's action report the errors that its user can understand; others are mistakes of ours, and show
    /// all.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Reported(Func<ParseResult, CancellationToken, Task> action) =>
        ReportedWithCode(async (parse, stop) =>
        {
            await action(parse, stop);
            return 0;
        });

    /// <summary>The same for an action that has exit codes of its own.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> ReportedWithCode(Func<ParseResult, CancellationToken, Task<int>> action) =>
        async (parse, stop) =>
        {
            try
            {
                return await action(parse, stop);
            }
            catch (Exception fault) when (fault is UserErrorException or ConfigurationException or IOException or SocketException
                or UnauthorizedAccessException or CryptographicException or ListenException)
            {
                foreach (var line in Lines(fault))
                    await parse.InvocationConfiguration.Error.WriteLineAsync($"smtp: {MessagesText.Escape(line)}");
                return 1;
            }
        };

    /// <summary>The same for an action that waits for nothing.</summary>
    public static Func<ParseResult, CancellationToken, Task<int>> Reported(Action<ParseResult> action) => Reported((parse, _) =>
    {
        action(parse);
        return Task.CompletedTask;
    });

    private static IReadOnlyList<string> Lines(Exception fault) => fault switch
    {
        ConfigurationException configuration => configuration.Problems,
        // localhost is two sockets: where neither could be made, Kestrel speaks of both, and not of the reason.
        { InnerException: AggregateException { InnerExceptions: [ListenException first, ..] } } => [first.Message],
        _ => [fault.Message],
    };
}
