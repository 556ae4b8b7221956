using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>Runs this assembly as a program while <c>watch.c</c> looks at what it does to its files, and kills it if asked to.</summary>
internal sealed class Watched : IDisposable
{
    private const string Library = "watch.so";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // In memory where there is such a place: the disk's own pace is of no interest here.
    private readonly string _place = Directory.CreateDirectory(
        Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"smtp-crash-{Guid.NewGuid():N}")).FullName;

    private int _runs;

    /// <summary>A directory that does not exist yet, gone when the test is over.</summary>
    public string NewDirectory() => Path.Combine(_place, string.Create(CultureInfo.InvariantCulture, $"d{Interlocked.Increment(ref _runs)}"));

    /// <summary>Compiles the library that looks on.</summary>
    public async Task BuildAsync()
    {
        var source = Path.Combine(AppContext.BaseDirectory, "watch.c");
        await Programs.RunAsync("gcc", "", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", Path.Combine(_place, Library), source, "-ldl", "-lpthread");
    }

    /// <summary>Runs a script in an empty directory, to its end or to a change at which it is killed.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="killAt">The number of the change, from 1; 0 for none.</param>
    /// <param name="how"><c>before</c> the change, in its <c>midst</c>, or <c>after</c> it.</param>
    /// <returns>The directory, and what happened to it.</returns>
    public async Task<(string Directory, DiskHistory History)> RunAsync(string script, int killAt = 0, string how = "before")
    {
        var directory = Directory.CreateDirectory(NewDirectory()).FullName;
        var data = Path.Combine(directory, "data");
        var (log, marks) = (directory + ".log", directory + ".marks");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } path ? path : "dotnet";
        var start = new ProcessStartInfo(host) { RedirectStandardError = true };
        foreach (var argument in (string[])["exec", typeof(Watched).Assembly.Location, script, data, marks]) start.ArgumentList.Add(argument);
        start.Environment["LD_PRELOAD"] = Path.Combine(_place, Library);
        start.Environment["WATCH_ROOT"] = directory;
        start.Environment["WATCH_LOG"] = log;
        start.Environment["WATCH_MARKS"] = marks;
        start.Environment["WATCH_KILL"] = killAt.ToString(CultureInfo.InvariantCulture);
        start.Environment["WATCH_HOW"] = how;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The script does not start.");
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill();
            Assert.Fail($"The script does not end:\n{await errors}");
        }
        Assert.True(process.ExitCode == 0 || (killAt > 0 && process.ExitCode == 128 + 9), $"The script ended with {process.ExitCode}:\n{await errors}");
        return (directory, new DiskHistory(directory, FileChange.Read(log)));
    }

    public void Dispose() => Directory.Delete(_place, recursive: true);
}

/// <summary>A fact that needs a C compiler, and the C library that <c>watch.c</c> knows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WatchedFactAttribute : FactAttribute
{
    public WatchedFactAttribute()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
            Skip = "looks on by means of Linux and glibc";
        else if (Programs.Find("gcc") is null) Skip = "gcc is not installed";
    }
}
