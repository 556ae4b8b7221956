using System.Diagnostics;

namespace Smtp.Benchmarks.Servers;

/// <summary>Programs of this machine that end by themselves.</summary>
internal static class Programs
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Where a program is; its bare name where it is nowhere.</summary>
    public static string Path(string name) => Find(name) ?? name;

    /// <summary>Why a program cannot be run; null where it can.</summary>
    public static string? Missing(string name, string from) => Find(name) is null ? $"{name} is not installed ({from})" : null;

    /// <summary>Runs a program to its end: does it succeed?</summary>
    public static bool Succeeds(string program, params string[] arguments)
    {
        try
        {
            return Run(program, arguments).Code == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;                                     // there is no such program
        }
    }

    /// <summary>Runs a program to its end, which must be a good one.</summary>
    public static string Require(string program, params string[] arguments)
    {
        var (code, output) = Run(program, arguments);
        return code == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed: {output}");
    }

    /// <summary>The first line of what a program says; nothing where it cannot.</summary>
    public static string FirstLine(string program, params string[] arguments) =>
        Succeeds(program, arguments) ? Require(program, arguments).Split('\n')[0].Trim() : "";

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(folder => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    private static (int Code, string Output) Run(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} does not end.");
        }
        // A daemon it leaves behind may keep our pipes open: what was said until now is all we need.
        Task.WaitAll([output, errors], TimeSpan.FromSeconds(1));
        return (process.ExitCode, Text(output) + Text(errors));
    }

    private static string Text(Task<string> read) => read.IsCompletedSuccessfully ? read.Result : "";
}
