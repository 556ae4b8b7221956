using System.Diagnostics;
using Smtp.Host.Receiving;
using Smtp.Host.Tests.Clients;
using Smtp.Tests;

namespace Smtp.Host.Tests.Cli;

/// <summary>The README's first command, <c>dotnet run --project src/Smtp.Host</c>.</summary>
public sealed class DotnetRunTest : IDisposable
{
    private readonly DirectoryInfo _here = Directory.CreateTempSubdirectory("smtp-run-");

    public void Dispose() => _here.Delete(recursive: true);

    [Fact]
    public async Task It_runs_in_the_directory_where_it_is_called()
    {
        await File.WriteAllTextAsync(Path.Combine(_here.FullName, "smtp.json"), """{ "hostName": "here.example.org" }""");
        var configuration = Directory.GetParent(typeof(SmtpServer).Assembly.Location)!.Name;
        var start = HostProgram.Dotnet(
            "run", "--no-build", "-c", configuration, "--project", Repository.PathTo("src", "Smtp.Host"), "--", "config", "show", "--config", "smtp.json");
        start.WorkingDirectory = _here.FullName;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((0, ""), (process.ExitCode, await errors));
        Assert.Matches("hostName +here.example.org +smtp.json", await output);
    }
}
