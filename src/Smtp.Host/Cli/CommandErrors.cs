using System.Net.Sockets;
using System.Security.Cryptography;
using Smtp.Host.Configuration;

namespace Smtp.Host.Cli;

/// <summary>What went wrong, for people: one clear line each, without a stack.</summary>
internal static class CommandErrors
{
    /// <summary>Whether it is the world that went wrong, and not the program.</summary>
    public static bool AreForPeople(Exception problem) => problem is
        ConfigurationException or UserErrorException or IOException or SocketException or UnauthorizedAccessException
        or CryptographicException or OperationCanceledException;

    /// <summary>The lines to show.</summary>
    public static IEnumerable<string> Lines(Exception problem) => problem switch
    {
        ConfigurationException configuration => configuration.Problems,
        OperationCanceledException => ["stopped"],
        _ => [problem.Message.ReplaceLineEndings(" ")],
    };
}
