using System.Diagnostics;
using System.Globalization;

namespace Smtp.Benchmarks.Servers;

/// <summary>Ours, as it is published, with its defaults: it records sessions, takes messages into its index and shows its pages.
/// Only limits are raised that a load from one client would reach.</summary>
/// <param name="program">The published executable.</param>
/// <param name="nextHop">Where all mail goes; null where it stays.</param>
internal sealed class OurServer(string program, int? nextHop) : OneProcess
{
    public const string Title = "smtp (ours)";

    /// <summary>What it is.</summary>
    public static ServerKind Kind(string program) => new(
        Title, Programs.FirstLine(program, "--version"), null, nextHop => new OurServer(program, nextHop));

    /// <inheritdoc/>
    protected override Process Begin()
    {
        List<(string, string)> settings =
        [
            ("SMTP_Limits__Connections", "20000"),
            ("SMTP_Limits__Transactions", "1000000"),
            ("SMTP_Web__Listen", "127.0.0.1:0"),
        ];
        if (nextHop is { } port)
        {
            settings.Add(("SMTP_Routes__0__To", "*"));
            settings.Add(("SMTP_Routes__0__Via", string.Create(CultureInfo.InvariantCulture, $"smtp://127.0.0.1:{port}")));
            settings.Add(("SMTP_Relay__Networks__0", "127.0.0.0/8"));
        }
        string[] arguments = ["serve", "--listen", $"127.0.0.1:{Port}", "--data", Folder.FullName];
        return Launch(program, arguments, environment: [.. settings]);
    }
}
