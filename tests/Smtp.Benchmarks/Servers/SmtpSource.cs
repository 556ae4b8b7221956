using System.Diagnostics;
using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>smtp-source of Postfix, which sends messages as fast as a server takes them: one process in C.</summary>
internal static class SmtpSource
{
    /// <summary>Why it cannot be used; null where it can.</summary>
    public static string? Missing => Programs.Missing("smtp-source", "package postfix");

    /// <summary>Sends messages.</summary>
    /// <param name="port">Where to.</param>
    /// <param name="load">Of which size, over how many sessions.</param>
    /// <param name="messages">How many.</param>
    /// <returns>How long it took until the last of them was answered 250.</returns>
    public static TimeSpan Send(int port, Load load, int messages)
    {
        List<string> arguments =
        [
            "-s", Text(load.Sessions), "-m", Text(messages), "-l", Text(load.Octets),
            "-f", "alice@example.org", "-t", "bob@example.net", "-M", "bench.example",
        ];
        if (load.Reuses) arguments.Add("-d");
        var began = Stopwatch.GetTimestamp();
        Programs.Require(Programs.Path("smtp-source"), [.. arguments, $"127.0.0.1:{Text(port)}"]);
        return Stopwatch.GetElapsedTime(began);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What is sent, and how.</summary>
/// <param name="Sessions">Sessions at the same time.</param>
/// <param name="Octets">Octets of each message.</param>
/// <param name="Reuses">Whether a session brings one message after the other; otherwise each message connects anew.</param>
internal sealed record Load(int Sessions, int Octets, bool Reuses);
