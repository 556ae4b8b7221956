using System.Diagnostics;

namespace Smtp.Host.Tests.Clients;

/// <summary>Mail clients of the machine, run as they are.</summary>
internal static class Programs
{
    // No client takes this long; one that hangs fails its test and is ended.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Where a program is; null where it is not installed.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Whether a module of Perl can be loaded.</summary>
    public static bool HasPerlModule(string module)
    {
        if (Find("perl") is not { } perl) return false;
        using var process = Process.Start(
            new ProcessStartInfo(perl, [$"-M{module}", "-e", "1"]) { RedirectStandardError = true })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }

    /// <summary>Runs a program that must succeed.</summary>
    /// <returns>What it said, on both of its outputs.</returns>
    public static async Task<string> RunAsync(string program, string input, params string[] arguments)
    {
        var (code, said) = await TryAsync(program, input, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}:\n{said}");
        return said;
    }

    /// <summary>Runs a program to its end, whichever that is.</summary>
    public static async Task<(int Code, string Said)> TryAsync(string program, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        // Nobody's own settings: neither of the account that runs the tests, nor of the machine.
        start.Environment["HOME"] = Path.GetTempPath();
        start.Environment["MAILRC"] = "/dev/null";
        start.Environment["LC_ALL"] = "C.UTF-8";
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start.");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input).WaitAsync(Patience);
            process.StandardInput.Close();
            await process.WaitForExitAsync().WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} does not end:\n{await output}{await errors}");
        }
        return (process.ExitCode, await output + await errors);
    }
}
