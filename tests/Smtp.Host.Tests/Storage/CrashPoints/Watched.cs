using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Smtp.Host.Tests.Clients;

namespace Smtp.Host.Tests.Storage.CrashPoints;

/// <summary>Runs this assembly as a program while <c>watch.c</c> looks at what it does to its files, and kills it if asked to.</summary>
public sealed class Watched : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // In memory where there is such a place: the disk's own pace is of no interest here.
    private readonly string _place = Directory.CreateDirectory(
        Path.Combine(InMemory.Place ?? Path.GetTempPath(), $"smtp-crash-{Guid.NewGuid():N}")).FullName;

    private readonly Dictionary<string, WatchedRun> _whole = [];
    private int _directories;

    /// <summary>The library that looks on.</summary>
    public string Library => Path.Combine(_place, "watch.so");

    /// <summary>What a script is called, and what it does in a directory.</summary>
    private static Func<string, Marks, Task> Script(string name) => name switch
    {
        "store" => StoreScript.RunAsync,
        "store again" => StoreScript.RunAgainAsync,
        "store on a bad disk" => StoreScript.RunOnABadDiskAsync,
        "maildir" => MaildirScript.RunAsync,
        _ => throw new ArgumentException($"There is no script {name}."),
    };

    /// <summary>The program: plays a script.</summary>
    internal static async Task<int> PlayAsync(string script, string directory, string marks)
    {
        using var noted = new Marks(marks);
        await Script(script)(directory, noted);
        return 0;
    }

    public async Task InitializeAsync()
    {
        if (WatchedFactAttribute.WhyNot() is not null) return;
        var source = Path.Combine(AppContext.BaseDirectory, "watch.c");
        await Programs.RunAsync("gcc", "", "-shared", "-fPIC", "-O2", "-Wall", "-Werror", "-o", Library, source, "-ldl", "-lpthread");
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_place, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>An empty directory, gone when all tests are over.</summary>
    public string NewDirectory() => Directory.CreateDirectory(
        Path.Combine(_place, string.Create(CultureInfo.InvariantCulture, $"d{Interlocked.Increment(ref _directories)}"))).FullName;

    /// <summary>A whole run of a script, the same one for all tests.</summary>
    internal async Task<WatchedRun> WholeAsync(string script)
    {
        if (!_whole.TryGetValue(script, out var run)) _whole[script] = run = await RunAsync(script, NewDirectory());
        return run;
    }

    /// <summary>Runs a script to its end, or until it is killed.</summary>
    /// <param name="script">Its name.</param>
    /// <param name="root">The directory to watch; the script works in <c>data</c> below it.</param>
    /// <param name="orders">What <c>watch.c</c> is to do beside looking on, such as <c>("WATCH_KILL", "7")</c>.</param>
    internal async Task<WatchedRun> RunAsync(string script, string root, params (string Name, string Value)[] orders)
    {
        var (log, marks) = (LogOf(root), root + ".marks");
        // A second program in the same directory has a log of its own.
        File.Delete(log);
        File.Delete(marks);
        var start = HostProgram.OfTests("watched", script, Data(root), marks);
        start.RedirectStandardOutput = false;
        foreach (var (name, value) in Environs(root).Append(("WATCH_MARKS", marks)).Concat(orders)) start.Environment[name] = value;
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
        const int Killed = 128 + 9;
        var mayBeKilled = orders.Any(order => order.Name == "WATCH_KILL");
        Assert.True(process.ExitCode == 0 || (mayBeKilled && process.ExitCode == Killed), $"The script ended with {process.ExitCode}:\n{await errors}");
        return new WatchedRun(root, FileChange.Read(log));
    }

    /// <summary>What a program needs in its environment to be watched.</summary>
    public (string Name, string Value)[] Environs(string root) =>
        [("LD_PRELOAD", Library), ("WATCH_ROOT", root), ("WATCH_LOG", LogOf(root))];

    private static string LogOf(string root) => root + ".log";

    /// <summary>Where a script works.</summary>
    public static string Data(string root) => Path.Combine(root, "data");
}

/// <summary>What a script did.</summary>
/// <param name="Root">The directory that was watched.</param>
/// <param name="Changes">What happened to it.</param>
internal sealed record WatchedRun(string Root, IReadOnlyList<FileChange> Changes)
{
    /// <summary>How many changes there were, marks not counted.</summary>
    public int Operations => Changes.Count(change => change.Kind != FileChangeKind.Mark);

    /// <summary>The disk's history, where this was the only program.</summary>
    public DiskHistory History => new(Root, Changes);
}

/// <summary>A fact that needs a C compiler, and the C library that <c>watch.c</c> knows.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WatchedFactAttribute : FactAttribute
{
    public WatchedFactAttribute() => Skip = WhyNot();

    /// <summary>Why files cannot be watched here; null where they can.</summary>
    public static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal))
            return "looks on by means of Linux and glibc";
        return Programs.Find("gcc") is null ? "gcc is not installed" : null;
    }
}
