using Smtp.Host.Tests.Clients;
using Smtp.Host.Tests.Replaying;

namespace Smtp.Host.Tests.Web.Api;

/// <summary>A test that runs Redocly's linter; where it is not installed, the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RedoclyFactAttribute : FactAttribute
{
    public RedoclyFactAttribute() =>
        Skip = Programs.Find("node") is null ? "node is not installed"
            : File.Exists(Linter) ? null
            : "the linter is not installed: npm ci --prefix tests/Smtp.Host.Tests/Web/Api/linter";

    /// <summary>Where it is.</summary>
    public static string Linter { get; } = Path.Combine(
        Path.GetDirectoryName(Replays.Snapshots)!, "tests", "Smtp.Host.Tests", "Web", "Api", "linter", "node_modules", "@redocly", "cli", "bin", "cli.js");
}
