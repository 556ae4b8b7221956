using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Smtp.Host.Receiving;

namespace Smtp.Benchmarks;

/// <summary>The host as somebody runs it: a process of its own, in a directory of its own.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtp-bench-");
    private readonly Process _process;

    private HostProcess(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = _directory.FullName, RedirectStandardOutput = true };
        string[] all = ["exec", typeof(SmtpServer).Assembly.Location, "serve", "--listen", "127.0.0.1:0", .. arguments];
        foreach (var argument in all) start.ArgumentList.Add(argument);
        start.Environment["SMTP_Web__Listen"] = "off";
        _process = Process.Start(start) ?? throw new InvalidOperationException("The host does not start.");
    }

    public int Port { get; private set; }

    public static async Task<HostProcess> StartAsync(params string[] arguments)
    {
        var host = new HostProcess(arguments);
        while (await host._process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (PortOf().Match(line) is not { Success: true } found) continue;
            host.Port = int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture);
            // Whatever it says from here on is read and dropped, so that it never waits for us.
            _ = host._process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
            return host;
        }
        throw new InvalidOperationException("The host ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Delete(recursive: true);
    }

    [GeneratedRegex(@"Listening on \S*:(\d+)")]
    private static partial Regex PortOf();
}
