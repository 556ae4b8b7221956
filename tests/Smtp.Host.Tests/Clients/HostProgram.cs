using System.Diagnostics;
using Smtp.Host.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>Programs of our own, as tests start them.</summary>
internal static class HostProgram
{
    private static readonly string? Published = Environment.GetEnvironmentVariable("TEST_HOST") is { Length: > 0 } path ? path : null;

    // The one that runs the tests.
    private static readonly string Runtime = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";

    /// <summary>The executable: the one that was built with the tests, or the published one that <c>TEST_HOST</c> names.</summary>
    public static ProcessStartInfo With(params IEnumerable<string> arguments) => Published is null
        ? Brief(Runtime, ["exec", typeof(SmtpServer).Assembly.Location, .. arguments])
        : Brief(Published, arguments);

    /// <summary>The program in the assembly of the tests (<c>Storage/CrashWriter.cs</c>).</summary>
    public static ProcessStartInfo OfTests(params IEnumerable<string> arguments) =>
        Brief(Runtime, ["exec", typeof(HostProgram).Assembly.Location, .. arguments]);

    /// <summary>A command of the SDK.</summary>
    public static ProcessStartInfo Dotnet(params IEnumerable<string> arguments) => Brief(Runtime, arguments);

    // It runs for a second or two: compiling all of it well, or measuring itself to do so later, would be for nothing.
    private static ProcessStartInfo Brief(string program, IEnumerable<string> arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["DOTNET_TieredCompilation"] = "1", ["DOTNET_TieredPGO"] = "0" },
    };
}
