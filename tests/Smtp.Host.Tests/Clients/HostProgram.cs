using System.Diagnostics;
using Smtp.Host.Receiving;

namespace Smtp.Host.Tests.Clients;

/// <summary>The executable as tests start it: the one that was built with them, or the published one that <c>TEST_HOST</c> names.</summary>
internal static class HostProgram
{
    private static readonly string? Published = Environment.GetEnvironmentVariable("TEST_HOST") is { Length: > 0 } path ? path : null;

    public static ProcessStartInfo With(params IEnumerable<string> arguments)
    {
        var runtime = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        return new ProcessStartInfo(
            Published ?? runtime, Published is null ? ["exec", typeof(SmtpServer).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // It runs for a second or two: measuring itself, to be compiled better later, would be for nothing.
            Environment = { ["DOTNET_TieredPGO"] = "0" },
        };
    }
}
